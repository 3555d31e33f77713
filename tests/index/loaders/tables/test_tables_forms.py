"""Forms are told from tables with heads, and printed label by label."""

import pytest

from index.loaders.tables import GridCell, grid_of, table_rows

PLAIN = [
    ["Name", "Ida Noor", "Date", "3 May 2024"],
    ["Dept", "Harbour", "Room", "B 12"],
    ["Phone", "555 0142", "Fax", ""],
]
COLONS = [["Name:", "Ida", "Town:", "Brim"], ["Boat:", "Orm", "Berth:", "none"]]


def printed(grid) -> list[str]:
    return [row.text for row in table_rows(grid)]


def test_labels_without_digits_beside_values_of_several_kinds():
    assert printed(grid_of(PLAIN)) == [
        "Name: Ida Noor; Date: 3 May 2024",
        "Dept: Harbour; Room: B 12",
        "Phone: 555 0142; Fax",
    ]


def test_labels_with_colons():
    assert printed(grid_of(COLONS)) == ["Name: Ida; Town: Brim", "Boat: Orm; Berth: none"]


@pytest.mark.parametrize("mark", ["is_head", "is_strong"])
def test_labels_that_are_marked(mark):
    grid = [
        [GridCell(text, **{mark: column % 2 == 0}) for column, text in enumerate(row)]
        for row in (["Name", "Ida", "Town", "Brim"], ["Boat", "Orm", "Berth", "none"])
    ]
    assert printed(grid) == ["Name: Ida; Town: Brim", "Boat: Orm; Berth: none"]


def test_cells_are_kept():
    (first, *_) = table_rows(grid_of(PLAIN))
    cells = [(first.text[cell.start : cell.end], cell.is_head) for cell in first.cells]
    assert cells == [("Name", True), ("Ida Noor", False), ("Date", True), ("3 May 2024", False)]
    assert [first.text[span.start : span.end] for span in first.generated] == [": ", "; ", ": "]


@pytest.mark.parametrize(
    "rows",
    [
        # Quarters, years and words in the first row are heads.
        [["Name", "Q1", "Trend", "Q2"], ["Ida", "4", "up", "5"], ["Jon", "4", "down", "2"]],
        [["Item", "2021", "Change", "2022"], ["Rent", "10", "up", "12"], ["Post", "4", "-", "4"]],
        [["Key", "Boat", "Owner", "Berth"], ["a", "Orm", "Ida", "5"], ["b", "Ulv", "Jon", "7"]],
    ],
)
def test_tables_with_heads_are_no_forms(rows):
    assert printed(grid_of(rows))[0] == "Columns: " + "; ".join(rows[0])


def test_a_row_that_begins_as_the_heads_do_may_be_new_heads():
    rows = [["Cat", "A", "B"], ["x", "1", "2"], ["Cat", "C", "D"], ["y", "3", "4"]]
    assert printed(grid_of(rows))[2:] == ["Columns: Cat; C; D", "Cat: y; C: 3; D: 4"]
    # A value may be the same as the head.
    rows = [["Animal", "Legs"], ["Animal", "4"], ["Bird", "2"]]
    assert printed([[GridCell(cell, number == 0) for cell in row] for number, row in
                    enumerate(rows)])[1] == "Animal: Animal; Legs: 4"  # fmt: skip


def test_a_title_over_pairs_is_no_head():
    grid = [
        [GridCell("Lighthouse", is_head=True), GridCell("")],
        [GridCell("Height", is_head=True), GridCell("31 m")],
    ]
    assert printed(grid) == ["Lighthouse", "Height: 31 m"]
