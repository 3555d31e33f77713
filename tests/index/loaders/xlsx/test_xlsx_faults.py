"""Files with parts that do not fit together, are huge or of the strict form."""

import pytest

from index.loaders import Limits, RefusedError, load
from tests.index.loaders.format_samples import SAMPLES, replaced
from tests.index.loaders.xlsx.books import book, lines, read, with_parts

SHEET = "xl/worksheets/sheet1.xml"
BOATS = SAMPLES["boats.xlsx"]


def changed(old, new, part=SHEET, data=BOATS):
    def change(content):
        assert old in content
        return content.replace(old, new)

    return replaced(data, part, change)


def test_a_sheet_that_says_it_is_huge_is_no_trouble():
    data = changed(b'<dimension ref="A1:C3"', b'<dimension ref="A1:XFD1048576"')
    assert load(data, ".xlsx") == load(BOATS, ".xlsx")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'r="3"', b'r="999999999"', "more than 10,000 rows"),
        (b'r="3"', b'r="2"', "not in order"),
        (b'r="A3"', b'r="ZZZZ3"', "outside of its sheet"),
        (b'r="A3"', b'r="?"', "outside of its sheet"),
        (b"</sheetData>", b"</sheetDat>", "not valid XML"),
    ],
)
def test_sheets_that_are_damaged(old, new, reason):
    with pytest.raises(RefusedError, match=reason):
        load(changed(old, new), ".xlsx", Limits(rows=10_000))


@pytest.mark.parametrize(
    "reference",
    [b"A1:XFD1048576", b"C1:A1", b"A0:B2", b"1:1", b"", b"A1:" + b"9" * 5_000, b"A2:C3 A1:B2"],
)
def test_merged_cells_of_any_kind(reference):
    merged = b'</sheetData><mergeCells><mergeCell ref="' + reference + b'"/></mergeCells>'
    assert "Ann" in read(changed(b"</sheetData>", merged)).text


def test_numbers_of_any_length_in_attributes_are_no_trouble():
    digits = b"9" * 5_000
    data = changed(b'<c r="B2"', b'<c s="' + digits + b'" r="B2"')
    assert load(data, ".xlsx").text == load(BOATS, ".xlsx").text
    frozen = b'<pane state="frozen" ySplit="' + digits + b'"/></sheetView>'
    data = changed(b"</sheetView>", frozen)
    assert "Ann" in load(data, ".xlsx").text


def shared(*texts):
    """The sample with ``texts`` in a part of their own; the first cell refers to the last one."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    items = "".join(f"<si>{text}</si>" for text in texts)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="s" Type="{kind}" Target="/xl/sharedStrings.xml"/>'.encode()
    cell = f'<c r="A1" t="s"><v>{len(texts) - 1}</v></c><c r="B1"'.encode()

    def change(part):
        start, end = part.index(b'<c r="A1"'), part.index(b'<c r="B1"')
        return part[:start] + cell + part[end + len(b'<c r="B1"') :]

    return with_parts(
        BOATS,
        {"xl/sharedStrings.xml": f"<sst {space}>{items}</sst>".encode()},
        {
            SHEET: change,
            "xl/_rels/workbook.xml.rels": lambda part: part.replace(
                b"</Relationships>", relation + b"</Relationships>"
            ),
        },
    )


def test_texts_that_cells_share():
    parts = "<r><t>Sai</t></r><r><rPr><b/></rPr><t>ler_x000D_</t></r><rPh><t>no</t></rPh>"
    assert lines(shared("<t>Boat</t>", parts))[0] == "Columns: Sailer; Length; Owner (row 1)."
    with pytest.raises(RefusedError, match="a cell has no text"):
        load(shared(), ".xlsx")


def test_cells_and_rows_need_not_say_where_they_are():
    rows = (
        b"<sheetData><row><c t='inlineStr'><is><t>Boat</t></is></c>"
        b"<c t='inlineStr'><is><r><t>Len</t></r><r><t>gth</t></r><rPh><t>x</t></rPh></is></c></row>"
        b"<row><c t='str'><v>Gull</v></c><c/><c><v>9</v></c></row>"
        b"<row><c t='e'><v>#N/A</v></c><c t='b'><v>0</v></c></row></sheetData>"
    )

    def change(part):
        start, end = part.index(b"<sheetData>"), part.index(b"</sheetData>")
        return part[:start] + rows + part[end + len(b"</sheetData>") :]

    assert lines(replaced(BOATS, SHEET, change))[:3] == [
        "Columns: Boat; Length (row 1).", "Boat: Gull; C: 9 (row 2).",
        "Boat: #N/A; Length: FALSE (row 3).",
    ]  # fmt: skip


@pytest.mark.parametrize("value", [b"NaN", b"inf", b"-inf", b"1e999", b"x", b"9" * 5_000])
def test_numbers_that_are_none(value):
    data = changed(b"<v>9</v>", b"<v>" + value + b"</v>")
    styled = changed(b'<c r="B2"', b'<c s="1" r="B2"', data=data)
    assert load(styled, ".xlsx").text.count("Length: ") == 2


def test_entities_are_not_read():
    data = changed(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "secret">]><worksheet')
    data = changed(b"<v>9</v>", b"<v>&a;</v>&a;", data=data)
    assert "secret" not in load(data, ".xlsx").text


def test_the_strict_form_is_read():
    pairs = (
        (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
         b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
         b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    )  # fmt: skip

    def strict(part):
        for old, new in pairs:
            part = part.replace(old, new)
        return part

    names = ["xl/workbook.xml", SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"]
    names.append("xl/_rels/workbook.xml.rels")
    usual = shared("<t>Boat</t>")
    data = with_parts(usual, {}, dict.fromkeys(names, strict))
    assert load(data, ".xlsx").text == load(usual, ".xlsx").text


def test_dates_as_iso_writes_them():
    data = book(lambda sheet: sheet.append(("Day", 1)))
    data = replaced(
        data,
        SHEET,
        lambda part: part.replace(
            b'<c r="B1" t="n"><v>1</v>', b'<c r="B1" t="d"><v>2024-03-09T12:00:00</v>'
        ),
    )
    assert lines(data) == ["Day: 45360.5 (row 1)."]


def test_no_workbook():
    data = replaced(BOATS, "_rels/.rels", lambda part: part.replace(b'officeDocument"', b'x"'))
    with pytest.raises(RefusedError, match="no workbook"):
        load(data, ".xlsx")
