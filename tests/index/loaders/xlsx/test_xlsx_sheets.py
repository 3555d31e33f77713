"""XLSX: each visible sheet is a page, its tables stand row by row, values as they are shown."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table

from index.loaders import Limits, RefusedError, load
from index.loaders.cleaning import one_line
from tests.index.loaders.format_samples import SAMPLES, replaced, xlsx
from tests.index.loaders.xlsx.books import blocks, book, lines, read

cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
tables = st.lists(st.lists(cells, max_size=6), max_size=12)


def sheet(*rows, formats=(), merged=(), bold=()):
    """A workbook with these rows, and formats by the name of a cell."""

    def fill(target):
        for row in rows:
            target.append(row)
        for place, code in formats:
            target[place].number_format = code
        for reference in merged:
            target.merge_cells(reference)
        for number in bold:
            for cell in target[number]:
                cell.font = Font(bold=True)

    return book(fill)


def test_sheets_are_pages():
    extracted = load(SAMPLES["boats.xlsx"], ".xlsx")
    pages = [extracted.text[page.start : page.end] for page in extracted.pages]
    assert pages == [
        "Sheet: Boats\n\nColumns: Boat; Length; Owner (row 1).\n\n"
        "Boat: Gull; Length: 9; Owner: Ann (row 2).\n\n"
        "Boat: Tern; Length: 7.5; Owner: Ben (row 3).",
        "Sheet: Tides\n\nColumns: Harbour; Height (row 1).\n\n"
        "Harbour: Galway; Height: six metres (row 2).",
    ]
    assert load(SAMPLES["boats.xlsx"], ".xlsm") == extracted


def test_hidden_sheets_are_left_out_and_said_and_gaps_counted():
    data = xlsx({"Shown": [("A", "B"), (), (1, 2)], "Old": [("secret",)]}, hidden=["Old"])
    extracted = load(data, ".xlsx")
    assert "secret" not in extracted.text
    assert extracted.text.endswith("A: 1; B: 2 (row 3).")
    assert len(extracted.pages) == 1
    assert extracted.notes == ("hidden sheet 'Old' not read",)


def test_values_are_shown_by_their_formats():
    extracted = read(
        sheet(
            ("Part", "Postcode", "Price", "Started", "Duration", "Ratio", "Code", "In use"),
            ("Valve", 1067, 1234.5, dt.datetime(2024, 3, 9), dt.timedelta(hours=26.5), 0.125, 7,
             True),
            formats=[("B2", "00000"), ("C2", "[$€-2] #,##0.00"), ("D2", "mmm yyyy"),
                     ("E2", "[h]:mm"), ("F2", "0.0%"), ("G2", "000")],
        )
    )  # fmt: skip
    assert extracted.text.endswith(
        "Part: Valve; Postcode: 01067; Price: € 1,234.50; Started: Mar 2024; Duration: 26:30; "
        "Ratio: 12.5%; Code: 007; In use: TRUE (row 2)."
    )


def test_formulas_without_a_result_are_said():
    extracted = read(sheet(("Month", "Sales"), ("May", 3), ("Total", "=SUM(B2:B2)")))
    assert "Month: Total; Sales: =SUM(B2:B2) (not calculated) (row 3)." in extracted.text
    assert extracted.notes == (
        "sheet 'Sheet': 1 formula without a stored result; open and save it in a spreadsheet "
        "program",
    )


def test_a_formula_with_a_result_stands_as_it():
    data = replaced(
        sheet(("Month", "Sales"), ("Total", "=1+1")),
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b"<v/>", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>"),
    )
    assert lines(data)[1:] == ["Month: Total; Sales: 2 (row 2)."]
    assert read(data).notes == ()


def test_merged_cells_give_their_value_to_each_row():
    data = sheet(
        ("Ship", "Rank", "Name"), ("Marlin", "Captain", "Ada"), (None, "Mate", "Jon"),
        ("Petrel", "Captain", "Rolf"), (None, "Mate", "Tess"),
        merged=["A2:A3", "A4:A5"],
    )  # fmt: skip
    assert lines(data)[2] == "Ship: Marlin; Rank: Mate; Name: Jon (row 3)."
    assert lines(data)[4] == "Ship: Petrel; Rank: Mate; Name: Tess (row 5)."


def test_titles_merged_heads_and_remarks():
    data = sheet(
        ("Revenue 2025",), ("Agreed on 20 March.",), (),
        ("Service", "2024/25", None, "2025/26", None), (None, "Budget", "Spent", "Budget", "Spent"),
        ("Linen", 5, 6, 7, 8), ("Total", 5, 6, 7, 8), (), ("All sums are in thousands.",),
        merged=["A1:E1", "A4:A5", "B4:C4", "D4:E4"], bold=[7],
    )  # fmt: skip
    assert blocks(data) == [
        ("caption", "Revenue 2025 (row 1)."),
        ("paragraph", "Agreed on 20 March. (row 2)."),
        ("row", "Columns: Service; 2024/25; 2025/26 (row 4)."),
        ("row", "Columns: Budget; Spent; Budget; Spent (row 5)."),
        ("row", "Service: Linen; 2024/25 – Budget: 5; 2024/25 – Spent: 6; 2025/26 – Budget: 7; "
         "2025/26 – Spent: 8 (row 6)."),
        ("row", "Service: Total; 2024/25 – Budget: 5; 2024/25 – Spent: 6; 2025/26 – Budget: 7; "
         "2025/26 – Spent: 8 (row 7)."),
        ("paragraph", "All sums are in thousands. (row 9)."),
    ]  # fmt: skip


def test_dates_as_heads_are_found_by_their_day():
    days = [dt.datetime(2025, 6, 9), dt.datetime(2025, 6, 10)]
    data = sheet(
        ("Name", *days), ("Ann", "E", "L"), formats=[("B1", "dd/mm/yyyy"), ("C1", "dd/mm/yyyy")]
    )
    assert lines(data) == [
        "Columns: Name; 09/06/2025; 10/06/2025 (row 1).",
        "Name: Ann; Mon 9 Jun 2025: E; Tue 10 Jun 2025: L (row 2).",
    ]


@pytest.mark.parametrize("mark", ["table", "filter", "bold", "frozen"])
def test_heads_that_the_file_marks(mark):
    def fill(target):
        for row in (("A1", "B2", "C3"), ("D4", "E5", "F6"), ("G7", "H8", "I9")):
            target.append(row)
        if mark == "table":
            target.add_table(Table(displayName="T", ref="A1:C3"))
        elif mark == "filter":
            target.auto_filter.ref = "A1:C3"
        elif mark == "frozen":
            target.freeze_panes = "A2"
        else:
            for cell in target[1]:
                cell.font = Font(bold=True)

    assert lines(book(fill)) == [
        "Columns: A1; B2; C3 (row 1).", "A1: D4; B2: E5; C3: F6 (row 2).",
        "A1: G7; B2: H8; C3: I9 (row 3).",
    ]  # fmt: skip


def test_hidden_rows_and_columns_are_read_and_said():
    def fill(target):
        for row in (("Name", "Age"), ("Ann", 3), ("Bo", 4)):
            target.append(row)
        target.row_dimensions[2].hidden = True
        target.column_dimensions["B"].hidden = True
        target.column_dimensions["Z"].hidden = True

    extracted = read(book(fill))
    assert "Name: Ann; Age: 3 (row 2)." in extracted.text
    assert extracted.notes == (
        "sheet 'Sheet': 1 hidden row is read too", "sheet 'Sheet': hidden columns are read too",
    )  # fmt: skip


def test_rows_are_limited():
    with pytest.raises(RefusedError, match="more than 3 rows"):
        load(xlsx({"A": [("a", "b")] * 4}), ".xlsx", Limits(rows=3))
    with pytest.raises(RefusedError, match="more than 3 rows"):
        load(xlsx({"A": [("a", "b")] * 2, "B": [("a", "b")] * 2}), ".xlsx", Limits(rows=3))


@pytest.mark.slow
@given(tables)
def test_every_cell_stands_in_the_line_of_its_row(rows):
    # XML 1.0 cannot carry these; neither can a sheet.
    clean = [[cell for cell in row if not any(c in "\ufffe\uffff" for c in cell)] for row in rows]
    # A leading "=" is a formula.
    clean = [[cell for cell in row if not cell.startswith("=")] for row in clean]
    data = xlsx({"One": clean})
    if not any(one_line(cell) for row in clean for cell in row):
        with pytest.raises(RefusedError, match="no text"):
            load(data, ".xlsx")
        return
    extracted = load(data, ".xlsx")
    texts = extracted.text.split("\n\n")[1:]
    for number, row in enumerate(clean, 1):
        line = " ".join(text for text in texts if text.endswith(f"(row {number})."))
        assert all(one_line(cell) in line for cell in row)
    for block in extracted.structure.blocks:
        if block.table is not None:
            row = clean[int(extracted.text[: block.end].rpartition("(row ")[2].rstrip(").")) - 1]
            for cell in block.cells:
                assert extracted.text[cell.start : cell.end] == one_line(row[cell.column])


def test_the_books_of_a_second_library_hold_the_same():
    # openpyxl wrote the sample; what it reads is what the loader has read.
    workbook = openpyxl.load_workbook(BytesIO(SAMPLES["boats.xlsx"]))
    text = load(SAMPLES["boats.xlsx"], ".xlsx").text
    for each in workbook.worksheets:
        assert all(str(value) in text for row in each.values for value in row if value is not None)
