"""Heads are found by what stands in them and below them, and by what the file marks."""

import pytest

from index.loaders.tables.heads import find_heads
from index.loaders.tables.regions import Region
from index.loaders.tables.table_grid import GridCell, grid_of, spread


def heads(rows, merged=(), **marks):
    """The heads of a table; ``marks`` are sets of positions of rows by the name of a mark."""
    grid = grid_of(rows)
    for name, positions in marks.items():
        for position in positions:
            grid[position] = [GridCell(cell.text, **{name: True}) for cell in grid[position]]
    spread(grid, merged)
    width = max(map(len, rows))
    return find_heads(grid, Region(range(len(rows)), 0, width))


def names(rows, merged=(), **marks):
    found = heads(rows, merged, **marks)
    return [found.names.get(column, "") for column in range(max(map(len, rows)))]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["Item", "2021", "2022"], ["Post", "14", "19"]], ["Item", "2021", "2022"]),
        # Amounts may look like years.
        ([["Item", "2021", "2022"], ["Rent", "1980", "2010"], ["Post", "140", "190"]],
         ["Item", "2021", "2022"]),
        ([["Boat", "Built", "Sold"], ["Gull", "1999", "2004"], ["Tern", "1987", "2010"]],
         ["Boat", "Built", "Sold"]),
        ([["Ward", "Q1 2024", "Q2 2024"], ["Larch", "98%", "97%"]], ["Ward", "Q1 2024", "Q2 2024"]),
        ([["Ward", "Jan", "Feb"], ["Larch", "3", "4"]], ["Ward", "Jan", "Feb"]),
        ([["Name", "2/6/2025", "3/6/2025"], ["Ann", "E", "L"]], ["Name", "2/6/2025", "3/6/2025"]),
        ([["Room", "Block 6", "Block 9"], ["Beds", "30", "20"]], ["Room", "Block 6", "Block 9"]),
        ([["Name", "Town", "Ship"], ["Ann", "Rye", "Gull"], ["Bo", "Ash", "Tern"]],
         ["Name", "Town", "Ship"]),
        # Lines above, with fewer cells.
        ([["Report", "Fleet"], ["Author", "Team 4"], ["Plate", "Litres", "Driver"],
          ["AB 1", "41", "Kim"], ["AB 2", "38", "Lea"]], ["Plate", "Litres", "Driver"]),
        # A row of units.
        ([["Tank", "Volume", "Heat"], ["", "(m3)", "°C"], ["T1", "5", "70"], ["T2", "6", "65"]],
         ["Tank", "Volume (m3)", "Heat (°C)"]),
        ([["Site", "Energy"], ["Unit", "kWh"], ["A", "500"], ["B", "60"]],
         ["Site", "Energy (kWh)"]),
        # Heads over several columns, without merged cells.
        ([["", "2024/25", "", "2025/26", ""], ["Service", "Budget", "Outturn", "Budget", "Outturn"],
          ["Linen", "1", "2", "3", "4"]],
         ["Service", "2024/25 – Budget", "2024/25 – Outturn", "2025/26 – Budget",
          "2025/26 – Outturn"]),
    ],
)  # fmt: skip
def test_heads_by_content(rows, expected):
    assert names(rows) == expected


@pytest.mark.parametrize(
    "rows",
    [
        [["Ann", "31", "5"], ["Bob", "20", "6"], ["Cy", "5", "7"]],
        [["1", "2"], ["3", "4"]],
        [["2024-01-02", "Rye", "30"], ["2024-01-03", "Ash", "20"]],
        [["A", "A", "B"], ["x", "y", "z"]],
        [["AB 1", "41", "2021"], ["AB 2", "38", "2022"]],
        [["Rye", "open"], ["Ash", "open"], ["Elm", "shut"]],
    ],
)
def test_rows_of_values_are_no_heads(rows):
    assert heads(rows).rows == ()


def test_heads_of_merged_cells_go_over_their_columns():
    rows = [
        ["Service", "2024/25", "", "2025/26", "", "Holder"],
        ["", "Budget", "Outturn", "Budget", "Of which pay", ""],
        ["Linen", "£1", "£2", "£3", "£4", "Ann"],
    ]
    merged = [(0, 1, 0, 0), (0, 0, 1, 2), (0, 0, 3, 4), (0, 1, 5, 5)]
    assert names(rows, merged) == [
        "Service", "2024/25 – Budget", "2024/25 – Outturn", "2025/26 – Budget",
        "2025/26 – Of which pay", "Holder",
    ]  # fmt: skip


def test_marked_heads_keep_the_heads_over_several_columns():
    rows = [["", "2024", "", "2025", ""], ["Name", "Plan", "Real", "Plan", "Real"], list("A1234")]
    merged = [(0, 0, 1, 2), (0, 0, 3, 4)]
    expected = ["Name", "2024 – Plan", "2024 – Real", "2025 – Plan", "2025 – Real"]
    assert names(rows, merged, is_head={1}) == expected
    rows[0][0] = "Of whom"
    assert names(rows, merged, is_head={1})[1:] == expected[1:]


def test_a_title_over_the_columns_is_not_said_with_each():
    rows = [
        ["Porters", "", "Week beginning Monday 9 June 2025", ""],
        ["Name", "Team", "9/6/2025", "10/6/2025"],
        ["Ann", "Front", "E", "L"],
        ["Bo", "Pool", "L", "L"],
    ]
    merged = [(0, 0, 0, 1), (0, 0, 2, 3)]
    assert names(rows, merged) == ["Name", "Team", "9/6/2025", "10/6/2025"]
    assert list(heads(rows, merged).rows) == [0, 1]


def test_marked_and_bold_rows_are_heads_whatever_they_say():
    rows = [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]
    assert names(rows, is_head={0}) == ["1", "2", "3"]
    assert names(rows, is_head={0, 1}) == ["1 – 4", "2 – 5", "3 – 6"]
    codes = [["A1", "B2", "C3"], ["D4", "E5", "F6"], ["G7", "H8", "I9"]]
    assert names(codes) == ["", "", ""]
    assert names([["x", "y", "z"], *codes], is_strong={0}) == ["x", "y", "z"]


def test_a_first_column_of_heads_does_not_make_its_rows_heads():
    grid = [
        [GridCell("Length", is_head=True), GridCell("9"), GridCell("8")],
        [GridCell("Depth", is_head=True), GridCell("2"), GridCell("1")],
    ]
    assert find_heads(grid, Region((0, 1), 0, 3)).rows == ()


def test_heads_merged_over_two_rows_are_no_values_said_again():
    rows = [
        ["Site", "Crew", "", "Note"],
        ["", "Lead", "Size", ""],
        ["Fen", "Ole", "4", "wet"],
        ["Tor", "Una", "2", "dry"],
    ]
    merged = [(0, 1, 0, 0), (0, 0, 1, 2), (0, 1, 3, 3)]
    assert names(rows, merged) == ["Site", "Crew – Lead", "Crew – Size", "Note"]


def test_years_begin_again_under_each_group():
    rows = [
        ["", "Heat", "", "Power", ""],
        ["", "2021", "2022", "2021", "2022"],
        ["School", "410", "398", "88", "91"],
        ["Town hall", "220", "231", "47", "44"],
    ]
    assert names(rows) == ["", "Heat – 2021", "Heat – 2022", "Power – 2021", "Power – 2022"]


def test_two_columns_may_have_the_same_head_over_numbers():
    assert names([["Name", "Phone", "Phone"], ["Una", "111", "222"]]) == ["Name", "Phone", "Phone"]
    # Words over words may be two equal values.
    assert names([["Oslo", "closed", "closed"], ["Rome", "open", "shut"]]) == ["", "", ""]


def test_money_is_a_unit():
    rows = [["Boat", "Length", "Price"], ["", "m", "kr"], ["Alka", "7.2", "14500"]]
    assert names([*rows, ["Brise", "9.8", "33900"]]) == ["Boat", "Length (m)", "Price (kr)"]


@pytest.mark.parametrize(
    "rows",
    [
        [["", "Mon 3/6", "Tue 4/6"], ["Ida", "early", "late"], ["Jon", "off", "early"]],
        [["", "Oak hall", "Elm hall"], ["Mon", "choir", "chess"], ["Tue", "drama", "judo"]],
        [["Station", "401", "403"], ["Holm", "06:10", "07:10"], ["Vik", "06:25", "07:25"]],
    ],
)
def test_heads_behind_an_empty_corner_or_over_times(rows):
    assert names(rows) == rows[0]
