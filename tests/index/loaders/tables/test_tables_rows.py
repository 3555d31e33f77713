"""Rows of one table: no cell is lost, each row is a line, each cell has its span."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.loaders.cleaning import one_line
from index.loaders.tables import GridCell, grid_of, table_rows

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
values = words | st.sampled_from(["2021", "2022", "Q1", "12%", "Total", "kg", "(3.5)", "Name", "-"])
flags = st.booleans()
cells = st.builds(
    lambda text, is_head, is_strong: GridCell(text, is_head=is_head, is_strong=is_strong),
    values, flags, flags,
)  # fmt: skip
grids = st.lists(st.lists(cells, max_size=6), max_size=12)
plain = st.lists(st.lists(values, max_size=6), max_size=12)


def lines(rows, **options):
    return [block.text for block in table_rows(grid_of(rows), **options)]


def check(block, row):
    """The block is a line with each cell of the row, and each of its spans is such a cell."""
    assert block.kind == "row" and "\n" not in block.text
    texts = {column: one_line(cell.text) for column, cell in enumerate(row)}
    filled = {column: text for column, text in texts.items() if text}
    spans = {cell.column: block.text[cell.start : cell.end] for cell in block.cells}
    assert spans == filled
    generated = set()
    for span in block.generated:
        generated |= set(range(span.start, span.end))
    own = {at for cell in block.cells for at in range(cell.start, cell.end)}
    # What stands in no file is generated, and nothing else: no place is both or neither.
    assert generated.isdisjoint(own)
    assert generated | own == set(range(len(block.text)))


@given(plain, flags, flags)
@example([["Name", "Age"], ["Ann", ""], ["", "", "x"]], True, False)
@example([["", "2021", "2022"], ["Rye", "3", "4"]], True, False)
def test_every_cell_stands_in_the_line_of_its_row(rows, numbered, marked):
    numbers = range(1, len(rows) + 1) if numbered else None
    grid = grid_of(rows, is_marked=marked)
    blocks = list(table_rows(grid, numbers=numbers))
    filled = [row for row in grid if any(one_line(cell.text) for cell in row)]
    assert len(blocks) == len(filled)
    for block, row in zip(blocks, filled, strict=True):
        check(block, row)
    assert list(table_rows(grid, numbers=numbers)) == blocks


@given(grids)
def test_every_cell_stands_in_its_line_however_the_file_marks_heads(grid):
    blocks = list(table_rows(grid, numbers=range(1, len(grid) + 1)))
    filled = [row for row in grid if any(one_line(cell.text) for cell in row)]
    assert len(blocks) == len(filled)
    for block, row in zip(blocks, filled, strict=True):
        check(block, row)


def test_two_columns_are_terms_and_what_they_mean():
    assert lines([["Term", "Meaning"], ["Ebb:", "falling tide"]]) == [
        "Term: Meaning", "Ebb: falling tide",
    ]  # fmt: skip
    marked = grid_of([["Term", "Meaning"], ["Ebb", "falling"]], is_marked=True)
    assert [block.text for block in table_rows(marked)] == [
        "Columns: Term; Meaning", "Term: Ebb; Meaning: falling",
    ]  # fmt: skip


def test_a_caption_is_a_block_before_the_rows():
    blocks = list(table_rows(grid_of([["a", "b"]]), caption=" Tides\nof May "))
    assert [(block.kind, block.text) for block in blocks] == [
        ("caption", "Tides of May"), ("row", "a: b"),
    ]  # fmt: skip


def test_the_first_column_of_words_names_the_rows():
    grid = grid_of([["No.", "Boat", "Length"], ["1", "Gull", "9"], ["2", "Tern", "7"]])
    block = list(table_rows(grid))[1]
    assert [block.text[c.start : c.end] for c in block.cells if c.is_head] == ["Gull"]


def test_values_of_merged_cells_are_generated_in_each_row():
    again = GridCell("Marlin", is_repeated=True)
    grid = [*grid_of([["Ship", "Rank"], ["Marlin", "Mate"]]), [again, GridCell("Cook")]]
    block = list(table_rows(grid, numbers=[1, 2, 3]))[2]
    assert block.text == "Ship: Marlin; Rank: Cook (row 3)."
    [first, second] = block.cells
    assert block.text[first.start : first.end] == "Marlin"
    assert any(span.start <= first.start and first.end <= span.end for span in block.generated)
    assert not any(span.start < second.end and second.start < span.end for span in block.generated)


def test_marked_heads_further_down_name_the_rows_below_them():
    grid = grid_of([["Name", "Age", "Town"], ["Ann", "3", "Rye"], ["Ship", "Year", "Port"],
                    ["Gull", "1999", "Ash"]])  # fmt: skip
    for position in (0, 2):
        grid[position] = [GridCell(cell.text, is_head=True) for cell in grid[position]]
    assert [block.text for block in table_rows(grid)][2:] == [
        "Columns: Ship; Year; Port", "Ship: Gull; Year: 1999; Port: Ash",
    ]  # fmt: skip


def test_a_table_in_which_all_is_marked_has_one_row_of_heads():
    grid = [[GridCell(text, is_head=True) for text in "abc"], *grid_of(["123"] * 6)]
    grid[1:] = [[GridCell(cell.text, is_head=True) for cell in row] for row in grid[1:]]
    expected = ["Columns: a; b; c", *["a: 1; b: 2; c: 3"] * 6]
    assert [block.text for block in table_rows(grid)] == expected


def test_a_section_ends_at_a_row_in_bold():
    rows = [["£000", "2022", "2023"], ["Overheads", "", ""], ["Staff", "1", "2"],
            ["Total overheads", "1", "2"], ["Net profit", "3", "4"], ["Tax", "1", "1"]]  # fmt: skip
    grid = grid_of(rows)
    for position in (0, 1, 3, 4):
        grid[position] = [GridCell(cell.text, is_strong=True) for cell in grid[position]]
    assert [block.text for block in table_rows(grid)][2:] == [
        "Overheads; £000: Staff; 2022: 1; 2023: 2",
        "Overheads; £000: Total overheads; 2022: 1; 2023: 2",
        "£000: Net profit; 2022: 3; 2023: 4", "£000: Tax; 2022: 1; 2023: 1",
    ]  # fmt: skip


def test_a_long_head_is_said_whole_once():
    long = "How satisfied were you with the " + "very " * 20 + "good service"
    first, second = lines([["Id", long, "Town"], ["1", "7", "Rye"]])
    assert long in first
    assert second.startswith("Id: 1; How satisfied were you with the very")
    assert "…: 7; Town: Rye" in second and len(second) < 120


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # A corner without words, years, totals.
        ([["", "2021", "2022"], ["Rye", "3", "4"], ["Total", "3", "4"]],
         ["Columns: 2021; 2022", "Rye; 2021: 3; 2022: 4", "Total; 2021: 3; 2022: 4"]),
        # Heads said again in the middle.
        ([["Name", "Age", "Town"], ["Ann", "3", "Rye"], ["Name", "Age", "Town"],
          ["Bo", "4", "Ash"]],
         ["Columns: Name; Age; Town", "Name: Ann; Age: 3; Town: Rye", "Columns: Name; Age; Town",
          "Name: Bo; Age: 4; Town: Ash"]),
        # Titles of sections, and a total of all of them.
        ([["Item", "Cost", "Owner"], ["Block 6", "", ""], ["Pump", "4", "Bo"], ["Block 9", "", ""],
          ["Fan", "5", "Cy"], ["Total", "9", ""]],
         ["Columns: Item; Cost; Owner", "Block 6", "Block 6; Item: Pump; Cost: 4; Owner: Bo",
          "Block 9", "Block 9; Item: Fan; Cost: 5; Owner: Cy", "Item: Total; Cost: 9"]),
        # One row without its other values is no title.
        ([["Item", "Cost", "Owner"], ["Pump", "4", "Bo"], ["Hose", "", ""], ["Fan", "5", "Cy"]],
         ["Columns: Item; Cost; Owner", "Item: Pump; Cost: 4; Owner: Bo", "Item: Hose",
          "Item: Fan; Cost: 5; Owner: Cy"]),
        # No heads.
        ([["1", "2", "3"], ["4", "5", "6"]], ["A: 1; B: 2; C: 3", "A: 4; B: 5; C: 6"]),
        ([["2024-01-02", "Rye", "30"], ["2024-01-03", "Ash", "20"]],
         ["A: 2024-01-02; B: Rye; C: 30", "A: 2024-01-03; B: Ash; C: 20"]),
        # A remark alone in its row.
        ([["Item", "Cost", "Kg"], ["A", "3", "1"], ["Prices are without tax.", "", ""]],
         ["Columns: Item; Cost; Kg", "Item: A; Cost: 3; Kg: 1", "Prices are without tax."]),
    ],
)  # fmt: skip
def test_forms(rows, expected):
    assert lines(rows) == expected
