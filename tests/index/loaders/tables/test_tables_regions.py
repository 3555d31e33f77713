"""Tables of a sheet are told apart by empty rows and columns and by new heads."""

from hypothesis import given
from hypothesis import strategies as st

from index.loaders.tables.regions import regions
from index.loaders.tables.table_grid import GridCell, grid_of

grids = st.lists(st.lists(st.sampled_from(["", "", "a", "1"]), max_size=9), max_size=12)


def cut(text):
    """The regions of a drawing: each as its rows, first and last column."""
    grid = grid_of([list(line.replace(".", " ")) for line in text.split()])
    return [(list(region.rows), region.left, region.right - 1) for region in regions(grid)]


@given(grids, st.booleans())
def test_each_filled_cell_is_in_one_region(rows, strong):
    grid = [[GridCell(text, is_strong=strong) for text in row] for row in rows]
    places = [
        (row, column)
        for region in regions(grid)
        for row in region.rows
        for column in region.filled(grid[row])
    ]
    expected = [
        (row, column) for row, cells in enumerate(rows) for column, text in enumerate(cells) if text
    ]
    assert sorted(places) == expected


def test_empty_rows_part():
    assert cut("ab 12 .. .. cd 34") == [([0, 1], 0, 1), ([4, 5], 0, 1)]


def test_tables_side_by_side_begin_or_end_apart():
    assert cut("ab.cd 12.34 56...") == [([0, 1, 2], 0, 1), ([0, 1], 3, 4)]
    assert cut("ab.ab 12.34") == [([0, 1], 0, 1), ([0, 1], 3, 4)]
    # An empty column for looks parts nothing, nor does one before a single column.
    assert cut("ab.cd 12.34 56.78") == [([0, 1, 2], 0, 4)]
    assert cut("ab.c 12.3 56..") == [([0, 1, 2], 0, 3)]


def test_beside_a_long_table_there_may_be_two():
    assert cut("ab... 12.cd 56.34 78... 90.ef 12.12") == [
        ([0, 1, 2, 3, 4, 5], 0, 1),
        ([1, 2], 3, 4),
        ([4, 5], 3, 4),
    ]


def test_marked_heads_and_bold_ones_begin_a_table():
    rows = grid_of([["Name", "Age"], ["Ann", "3"], ["Town", "Size"], ["Rye", "4"], ["Ash", "5"]])
    assert len(list(regions(rows))) == 1
    for mark in ("is_head", "is_strong"):
        grid = [list(row) for row in rows]
        for position in (0, 2):
            grid[position] = [GridCell(cell.text, **{mark: True}) for cell in grid[position]]
        assert [list(region.rows) for region in regions(grid)] == [[0, 1], [2, 3, 4]]
    # Nor does a filter under heads over several columns, or a total in bold.
    grid = grid_of([["", "2024", ""], ["Name", "Plan", "Real"], ["Ann", "3", "4"]])
    grid[1] = [GridCell(cell.text, is_head=True) for cell in grid[1]]
    assert len(list(regions(grid))) == 1
    grid = [*rows[:2], [GridCell("Total", is_strong=True), GridCell("3", is_strong=True)], rows[3]]
    assert len(list(regions(grid))) == 1
