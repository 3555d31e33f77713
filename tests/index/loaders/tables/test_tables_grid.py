"""Grids: names of columns, marked heads, values of merged cells."""

import pytest

from index.loaders.tables import EMPTY, GridCell, column_letters, grid_of, spread


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_column_letters(column, letters):
    assert column_letters(column) == letters


def test_a_marked_first_row_has_heads():
    grid = grid_of([["a", "b"], ["c", "d"]], is_marked=True)
    assert [[cell.is_head for cell in row] for row in grid] == [[True, True], [False, False]]


def test_a_merged_value_is_given_to_all_places_and_said_to_be_repeated():
    grid = grid_of([["Ship", "x"], ["", "y"], []])
    spread(grid, [(0, 2, 0, 0)])
    assert [row[0].text for row in grid] == ["Ship"] * 3
    assert [row[0].is_repeated for row in grid] == [False, True, True]
    assert grid[1][1] == GridCell("y")


def test_what_merged_cells_cover_outside_the_grid_or_over_values_is_left():
    grid = grid_of([["a", "b"], ["", "c"]])
    spread(grid, [(0, 1_000_000, 0, 16_000), (5, 6, 0, 0), (1, 1, 0, 1)])
    assert [[cell.text for cell in row] for row in grid] == [["a", "b"], ["a", "c"]]


def test_merged_cells_that_cover_everything_many_times_stop():
    grid = [[GridCell("x"), *([EMPTY] * 999)] for _ in range(1_000)]
    spread(grid, [(row, 999, 0, 999) for row in range(1_000)])
    assert grid[0][999].text == "x"
