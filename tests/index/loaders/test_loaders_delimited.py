"""CSV and TSV: tables of a text, the lines around them, delimiters, no cell lost."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders import Limits, RefusedError, load
from index.loaders.cleaning import one_line
from index.loaders.delimited import delimiter_of

cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


def blocks(text):
    extracted = load(text.encode(), ".csv")
    return [
        (block.kind, block.table, extracted.text[block.start : block.end])
        for block in extracted.structure.blocks
    ]


def lines(text):
    return [line for _, _, line in blocks(text)]


@given(st.lists(st.lists(cells, min_size=1, max_size=6), min_size=1, max_size=12))
def test_text_holds_every_cell_in_the_line_of_its_row(rows):
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
    texts = extracted.text.split("\n\n")
    for number, row in enumerate(rows, 1):
        # Tables side by side give a row two lines.
        line = " ".join(text for text in texts if text.endswith(f"(row {number})."))
        assert all(one_line(cell) in line for cell in row)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A,B\n1,2\n", ["Columns: A; B (row 1).", "A: 1; B: 2 (row 2)."]),
        ("1,2\n3,4\n", ["A: 1; B: 2 (row 1).", "A: 3; B: 4 (row 2)."]),
        ("Sales\n\nTown,Sum\nRye,3\n", ["Sales (row 1).", "Columns: Town; Sum (row 3).",
                                        "Town: Rye; Sum: 3 (row 4)."]),
        ("A,A,B,C\nx,y,z,w\n", ["A: A; B: A; C: B; D: C (row 1).",
                                  "A: x; B: y; C: z; D: w (row 2)."]),
        ("A,B\n,2\n1,2,3\n", ["Columns: A; B (row 1).", "B: 2 (row 2).",
                              "A: 1; B: 2; C: 3 (row 3)."]),
        ("one\ntwo\n", ["one (row 1).", "two (row 2)."]),
        ('A,B\n"x\ny","q, ""r"""\n', ["Columns: A; B (row 1).", 'A: x y; B: q, "r" (row 2).']),
        ("A;B\n1,5;2\n", ["Columns: A; B (row 1).", "A: 1,5; B: 2 (row 2)."]),
        ("A\tB\n1\t2\n", ["Columns: A; B (row 1).", "A: 1; B: 2 (row 2)."]),
        ("\ufeffA,B\r\n1,2\r\n", ["Columns: A; B (row 1).", "A: 1; B: 2 (row 2)."]),
        ("sep=;\nA;B\n1;2\n", ["Columns: A; B (row 1).", "A: 1; B: 2 (row 2)."]),
        # Labels with what they say, and no heads.
        ("Name,Gull\nLength,9 m\nBuilt,1999\n", ["Name: Gull (row 1).", "Length: 9 m (row 2).",
                                                 "Built: 1999 (row 3)."]),
        ("Item,2021,2022\nFreight,71,83\n", ["Columns: Item; 2021; 2022 (row 1).",
                                             "Item: Freight; 2021: 71; 2022: 83 (row 2)."]),
    ],
)  # fmt: skip
def test_form(text, expected):
    assert lines(text) == expected


def test_lines_before_the_table_are_not_its_heads():
    text = (
        "Facilities log\nPeriod;1 Jan 2024 - 31 Jan 2024\nExported by;R. Amiss;02/04/2025 08:41\n\n"
        "Date;Payee;Amount\n2024-01-03;Nordwind Energy;-84,10\n2024-01-28;Salary;2310,00\n"
    )
    assert blocks(text) == [
        ("caption", None, "Facilities log (row 1)."),
        ("paragraph", None, "Period: 1 Jan 2024 - 31 Jan 2024 (row 2)."),
        ("paragraph", None, "Exported by: R. Amiss; 02/04/2025 08:41 (row 3)."),
        ("row", 0, "Columns: Date; Payee; Amount (row 5)."),
        ("row", 0, "Date: 2024-01-03; Payee: Nordwind Energy; Amount: -84,10 (row 6)."),
        ("row", 0, "Date: 2024-01-28; Payee: Salary; Amount: 2310,00 (row 7)."),
    ]


def test_labels_of_any_kind_above_a_wider_table_are_no_table():
    text = "Report,Fleet\nAuthor,Team 4\n\nPlate,Litres,Driver\nAB 1,41,Kim\nAB 2,38,Lea\n"
    assert lines(text)[:3] == [
        "Report: Fleet (row 1).", "Author: Team 4 (row 2).",
        "Columns: Plate; Litres; Driver (row 4).",
    ]  # fmt: skip


def test_a_lone_row_of_few_values_is_no_table():
    text = "Invoice,,,No. 1182\n\nItem,Qty,Price,Sum\nRope,3,4.5,13.5\n"
    assert blocks(text)[0] == ("paragraph", None, "Invoice: No. 1182 (row 1).")


def test_heads_may_have_an_empty_row_below_them():
    assert lines("Name,Age\n\nAnn,3\nBo,4\n") == [
        "Columns: Name; Age (row 1).", "Name: Ann; Age: 3 (row 3).", "Name: Bo; Age: 4 (row 4).",
    ]  # fmt: skip


def test_tables_under_each_other_have_their_own_heads():
    text = (
        "Driver,Route\nInes,Harbour line\nOtto,Ring line\n\nVehicle,Plate\nBus 14,KX 220\n\n"
        "Ask the office.\n"
    )
    assert blocks(text)[3:] == [
        ("row", 1, "Columns: Vehicle; Plate (row 5)."),
        ("row", 1, "Vehicle: Bus 14; Plate: KX 220 (row 6)."),
        ("paragraph", None, "Ask the office. (row 8)."),
    ]


def test_an_empty_row_ends_no_table_when_its_rows_go_on():
    text = "Name,Age\nAnn,3\nBo,4\n\nCy,5\nDi,6\n\nTotal,18\n"
    assert [table for _, table, _ in blocks(text)] == [0] * 6
    assert lines(text)[-2:] == ["Name: Di; Age: 6 (row 6).", "Name: Total; Age: 18 (row 8)."]


def test_lines_below_a_table_are_no_rows_of_it():
    text = "Name,Pts\nAnn,30\nBo,20\n\nSource:,League office\nUpdated:,3 May 2024\n"
    assert lines(text)[3:] == ["Source: League office (row 5).", "Updated: 3 May 2024 (row 6)."]


def test_tables_side_by_side():
    text = "Name,Age,,City,Pop\nAnn,3,,Rye,100\nBo,4,,Ash,200\nCy,4,,,\n"
    assert lines(text)[1] == "Name: Ann; Age: 3 (row 2)."
    assert lines(text)[-1] == "City: Ash; Pop: 200 (row 3)."


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b\n1,5;2,5\n", ";"),
        # Each row has as many commas as semicolons, or more, but all are decimal.
        ("1,5;2,5;3,5\n4,0;5,0;6,1\n", ";"),
        ("a,b\n1;2,3\n", ","),
        ("1,2\n3,4\n", ","),
        ("A title, and more\nx\ty\n1\t2\n3\t4\n", "\t"),
        ("one\ntwo\n", ","),
    ],
)
def test_delimiters(text, delimiter):
    assert delimiter_of(text) == delimiter


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b",,\n,,\n", "no text"), (bytes(range(256)) * 4, "binary")],
)
def test_refusals(data, reason):
    with pytest.raises(RefusedError, match=reason):
        load(data, ".csv")


def test_rows_are_limited():
    with pytest.raises(RefusedError, match="more than 3 rows"):
        load(b"a,b\n" * 4, ".csv", Limits(rows=3))


def test_a_legacy_encoding():
    text = load("Ort,Straße\nKöln,Hauptstraße\n".encode("cp1252"), ".csv").text
    assert "Ort: Köln; Straße: Hauptstraße (row 2)." in text
