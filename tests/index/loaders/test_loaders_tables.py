"""CSV and XLSX: no cell is lost, each row is a line, a person finds the cell."""

import csv
import datetime as dt
import io
from io import BytesIO

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.loaders import Limits, RefusedError, load
from index.loaders.cleaning import one_line
from index.loaders.delimited import delimiter_of
from index.loaders.tables import column_letters, grid_of, table_rows
from index.loaders.xlsx import shown
from tests.index.loaders.format_samples import SAMPLES, replaced, xlsx

cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
tables = st.lists(st.lists(cells, max_size=6), max_size=12)


@given(tables, st.booleans(), st.booleans())
@example([["Name", "Age"], ["Ann", ""], ["", "", "x"]], True, False)
def test_every_cell_stands_in_the_line_of_its_row(rows, numbered, marked):
    numbers = range(1, len(rows) + 1) if numbered else None
    lines = [block.text for block in table_rows(grid_of(rows, is_marked=marked), numbers=numbers)]
    filled = [row for row in rows if any(map(one_line, row))]
    assert len(lines) <= len(filled)
    if numbered:
        assert len(lines) == len(filled)
    for line, row in zip(lines, filled, strict=False):
        assert "\n" not in line
        if numbered:
            assert all(one_line(cell) in line for cell in row)


@given(st.lists(st.lists(cells, min_size=1, max_size=6), min_size=1, max_size=12))
def test_csv_text_holds_every_cell_in_order(rows):
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    data = out.getvalue().encode()
    if not any(one_line(cell) for row in rows for cell in row):
        with pytest.raises(RefusedError):
            load(data, ".csv")
        return
    try:
        extracted = load(data, ".csv")
    except RefusedError as error:
        assert "binary" in str(error) or "no text" in str(error)
        return
    assert load(data, ".csv") == extracted
    if delimiter_of(data.decode()) != ",":
        return
    lines = extracted.text.split("\n\n")
    filled = [row for row in rows if any(map(one_line, row))]
    assert len(lines) == len(filled)
    for line, row in zip(lines, filled, strict=True):
        assert all(one_line(cell) in line for cell in row)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("A,B\n1,2\n", ["Columns: A; B (row 1).", "A: 1; B: 2 (row 2)."]),
        ("1,2\n3,4\n", ["A: 1; B: 2 (row 1).", "A: 3; B: 4 (row 2)."]),
        ("Sales\n\nTown,Sum\nRye,3\n", ["Sales (row 1).", "Columns: Town; Sum (row 3).",
                                        "Town: Rye; Sum: 3 (row 4)."]),
        ("A,A\nx,y\n", ["A: A; B: A (row 1).", "A: x; B: y (row 2)."]),
        ("A,B\n,2\n1,2,3\n", ["Columns: A; B (row 1).", "B: 2 (row 2).",
                              "A: 1; B: 2; C: 3 (row 3)."]),
        ("one\ntwo\n", ["one (row 1).", "two (row 2)."]),
        ('A,B\n"x\ny","q, ""r"""\n', ["Columns: A; B (row 1).", 'A: x y; B: q, "r" (row 2).']),
        ("A;B\n1,5;2\n", ["Columns: A; B (row 1).", "A: 1,5; B: 2 (row 2)."]),
        ("A\tB\n1\t2\n", ["Columns: A; B (row 1).", "A: 1; B: 2 (row 2)."]),
        ("\ufeffA,B\r\n1,2\r\n", ["Columns: A; B (row 1).", "A: 1; B: 2 (row 2)."]),
    ],
)  # fmt: skip
def test_csv_form(text, lines):
    extracted = load(text.encode(), ".csv")
    assert extracted.text == "\n\n".join(lines)
    assert extracted.pages == ()


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b",,\n,,\n", "no text"), (bytes(range(256)) * 4, "binary")],
)
def test_csv_refusals(data, reason):
    with pytest.raises(RefusedError, match=reason):
        load(data, ".csv")


def test_csv_in_a_legacy_encoding():
    text = load("Ort,Straße\nKöln,Hauptstraße\n".encode("cp1252"), ".csv").text
    assert "Ort: Köln; Straße: Hauptstraße (row 2)." in text


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_column_letters(column, letters):
    assert column_letters(column) == letters


def test_xlsx_sheets_are_pages():
    extracted = load(SAMPLES["boats.xlsx"], ".xlsx")
    pages = [extracted.text[page.start : page.end] for page in extracted.pages]
    assert pages == [
        "Sheet: Boats\n\nColumns: Boat; Length; Owner (row 1).\n\n"
        "Boat: Gull; Length: 9; Owner: Ann (row 2).\n\n"
        "Boat: Tern; Length: 7.5; Owner: Ben (row 3).",
        "Sheet: Tides\n\nColumns: Harbour; Height (row 1).\n\n"
        "Harbour: Galway; Height: six metres (row 2).",
    ]


def test_xlsx_hidden_sheets_are_left_out_and_gaps_counted():
    data = xlsx({"Shown": [("A", "B"), (), (1, 2)], "Hidden": [("secret",)]}, hidden=["Hidden"])
    extracted = load(data, ".xlsx")
    assert "secret" not in extracted.text
    assert extracted.text.endswith("A: 1; B: 2 (row 3).")
    assert len(extracted.pages) == 1


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, None, ""),
        (True, None, "TRUE"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (0.125, "0%", "12%"),
        (0.125, "0.0%", "12.5%"),
        (dt.datetime(2020, 3, 1), "d.m.yy", "2020-03-01"),
        (dt.datetime(2020, 3, 1, 9, 30), "", "2020-03-01 09:30:00"),
        (dt.time(9, 30), "", "09:30:00"),
        ("text", None, "text"),
        (10**20, None, "1" + "0" * 20),
    ],
)
def test_cell_values(value, number_format, text):
    assert shown(value, number_format) == text


def test_xlsx_shows_dates_percentages_and_stored_results():
    book = openpyxl.Workbook()
    book.active.append(("Day", "Share", "Sum"))
    book.active.append((dt.datetime(2020, 3, 1), 0.25, "=1+1"))
    book.active["B2"].number_format = "0%"
    book.properties.title = "Shares of the day"
    out = BytesIO()
    book.save(out)
    extracted = load(out.getvalue(), ".xlsx")
    assert extracted.title == "Shares of the day"
    # The library that wrote the file has no result for the formula.
    assert extracted.text.endswith("Day: 2020-03-01; Share: 25% (row 2).")


def test_rows_are_limited():
    limits = Limits(rows=3)
    data = xlsx({"A": [("a", "b")] * 4})
    for one, suffix in ((data, ".xlsx"), (b"a,b\n" * 4, ".csv")):
        with pytest.raises(RefusedError, match="more than 3 rows"):
            load(one, suffix, limits)


def test_a_sheet_that_says_it_is_huge_or_jumps_far_is_no_trouble():
    def huge(part):
        part = part.replace(b'<dimension ref="A1:C3"', b'<dimension ref="A1:XFD1048576"')
        assert b"XFD1048576" in part
        return part

    name = "xl/worksheets/sheet1.xml"
    assert load(replaced(SAMPLES["boats.xlsx"], name, huge), ".xlsx") == load(
        SAMPLES["boats.xlsx"], ".xlsx"
    )

    def far(part):
        return part.replace(b'r="3"', b'r="999999999"').replace(b'"A3"', b'"A999999999"')

    with pytest.raises(RefusedError, match=r"rows|damaged"):
        load(replaced(SAMPLES["boats.xlsx"], name, far), ".xlsx", Limits(rows=10_000))


@pytest.mark.slow
@given(tables)
def test_xlsx_holds_every_cell(rows):
    # XML 1.0 cannot carry these; neither can a sheet.
    clean = [[cell for cell in row if not any(c in "\ufffe\uffff" for c in cell)] for row in rows]
    # A leading "=" is a formula.
    clean = [[cell for cell in row if not cell.startswith("=")] for row in clean]
    data = xlsx({"One": clean})
    if not any(one_line(cell) for row in clean for cell in row):
        with pytest.raises(RefusedError, match="no text"):
            load(data, ".xlsx")
        return
    lines = load(data, ".xlsx").text.split("\n\n")[1:]
    filled = [row for row in clean if any(map(one_line, row))]
    assert len(lines) == len(filled)
    for line, row in zip(lines, filled, strict=True):
        assert all(one_line(cell) in line for cell in row)
