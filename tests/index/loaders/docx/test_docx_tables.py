"""Tables of Word files as grids."""

import pytest

from index.loaders import load
from tests.index.loaders.block_lists import blocks, typed
from tests.index.loaders.docx.word_files import level, lists, numbered, paragraph, row, run, word

HEAD = row("Line", "Stop", "Minute")


def cell(text: str, properties: str) -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def lines(body: str, **parts) -> list[str]:
    return load(word(body, **parts), ".docx").text.split("\n\n")


def test_cells_merged_over_rows_give_their_value_to_each_row():
    begins = cell("Red", "<w:vMerge w:val='restart'/>")
    goes_on = cell("", "<w:vMerge/>")
    body = table(
        HEAD, row(begins, "Mill", "4"), row(goes_on, "Pond", "9"), row("Blue", "Mill", "7")
    )
    assert lines(body)[1:] == [
        "Line: Red; Stop: Mill; Minute: 4", "Line: Red; Stop: Pond; Minute: 9",
        "Line: Blue; Stop: Mill; Minute: 7",
    ]  # fmt: skip
    assert typed(word(body), ".docx").split("\n\n")[2] == "Pond9"


def test_cells_merged_over_columns_give_their_value_to_each_column():
    body = table(HEAD, row(cell("x", "<w:gridSpan w:val='2'/>"), "4"))
    assert lines(body)[1] == "Line: x; Stop: x; Minute: 4"
    assert typed(word(body), ".docx").split("\n\n")[1] == "x4"


def test_edges_that_few_rows_have_make_no_columns():
    """A sheet as a table of Word: cells of most rows go over many narrow columns."""
    wide = "<w:gridSpan w:val='5'/>"
    usual = [row(*(cell(f"{name}{n}", wide) for name in "abc")) for n in range(8)]
    odd = row(*(cell(f"x{n}", "") for n in range(15)))
    head = row(*(cell(name, wide) for name in ("Item", "Unit", "Price")))
    found = lines(
        table(head, *usual, row(cell("all", "<w:gridSpan w:val='10'/>"), cell("9", wide)), odd)
    )
    assert found[1] == "Item: a0; Unit: b0; Price: c0"
    assert found[9] == "Item: all; Unit: all; Price: 9"
    assert found[10].count("; ") == 14


def test_titles_over_the_columns_stand_once():
    title = row(cell("Stops of the red line", "<w:gridSpan w:val='3'/>"))
    found = lines(table(title, HEAD, row("Red", "Mill", "4"), row("Red", "Pond", "9")))
    assert found[0] == "Stops of the red line"
    assert found[2] == "Line: Red; Stop: Mill; Minute: 4"


def test_rows_that_begin_later_keep_their_columns():
    later = row("Mill", "4", properties="<w:gridBefore w:val='1'/>")
    assert lines(table(HEAD, later))[1] == "Stop: Mill; Minute: 4"


def test_rows_and_cells_in_content_controls_and_deleted_rows():
    wrapped = "<w:sdt><w:sdtContent>" + row("Red", "Mill", "4") + "</w:sdtContent></w:sdt>"
    inner = (
        "<w:tr><w:sdt><w:sdtContent><w:tc>" + paragraph("Blue") + "</w:tc></w:sdtContent></w:sdt>"
    )
    inner += "<w:tc>" + paragraph("Pond") + "</w:tc><w:tc>" + paragraph("9") + "</w:tc></w:tr>"
    gone = row("Old", "Mill", "1", properties="<w:del w:id='1'/>")
    assert lines(table(HEAD, wrapped, gone, inner))[1:] == [
        "Line: Red; Stop: Mill; Minute: 4", "Line: Blue; Stop: Pond; Minute: 9",
    ]  # fmt: skip


def test_paragraphs_of_a_cell_are_joined_by_a_space_with_their_numbers():
    definition = lists(level(0, "%1."))
    clauses = numbered("Open the sluice.", 1) + numbered("Read the gauge.", 1)
    auto = numbered("", 1)
    body = table(row("No", "Duties", "Who"), row(auto, clauses, "Ann"))
    assert lines(body, numbering=definition)[1] == (
        "No: 1.; Duties: 2. Open the sluice. 3. Read the gauge.; Who: Ann"
    )
    kept = typed(word(body, numbering=definition), ".docx").split("\n\n")[1]
    assert kept == "Open the sluice. Read the gauge.Ann"


def test_marked_rows_are_heads():
    marked = row("Stop", "Minute", properties="<w:tblHeader/>")
    extracted = load(word(table(marked, row("Mill", "4"))), ".docx")
    heads = extracted.structure.blocks[0].cells
    assert [extracted.text[cell.start : cell.end] for cell in heads] == ["Stop", "Minute"]
    assert all(cell.is_head for cell in heads)


def test_years_are_heads():
    body = table(
        row("Station", "2021", "2022"), row("Quell", "311", "298"), row("Raddon", "120", "133")
    )
    assert lines(body)[-1] == "Station: Raddon; 2021: 120; 2022: 133"


def test_tables_in_cells_stand_after_their_row():
    inner = table(row("Crew", "Age", "Berth"), row("Ann", "40", "2"))
    outer = table(
        row("Boat", "Length", "Home port and everything else that is known of this boat"),
        row("Gull", "<w:tc>" + paragraph("9 metres from the bow to the stern") + inner + "</w:tc>",
            "Whitby, where it has been kept since it was built"),
        row("Tern", "7 metres", "Hull"),
    )  # fmt: skip
    extracted = load(word(outer), ".docx")
    tables = [block.table for block in extracted.structure.blocks]
    assert tables == [0, 0, 1, 1, 0]
    assert extracted.text.split("\n\n")[3] == "Crew: Ann; Age: 40; Berth: 2"


@pytest.mark.parametrize(
    "body",
    [
        table(row(paragraph("First.") + paragraph("Second."))),
        table(row(paragraph("First.")), row(paragraph("Second."))),
        table(row(table(row("x", "First."), row("y", "Second.")), "")),
    ],
)
def test_tables_that_lay_out_a_page_are_none(body):
    found = blocks(word(body), ".docx")
    assert [block[3].split(": ")[-1] for block in found] == ["First.", "Second."]


def test_deleted_rows_of_a_layout_are_left_out():
    gone = row("Old.", properties="<w:del w:id='1'/>")
    assert lines(table(row("First."), gone, row("Second."))) == ["First.", "Second."]


def test_long_texts_side_by_side_are_paragraphs():
    long = "The tide rose. " * 40
    kinds = [block[0] for block in blocks(word(table(row(long, long))), ".docx")]
    assert kinds == ["paragraph", "paragraph"]


def test_boxes_in_cells_are_part_of_the_cell():
    box = "<w:r><w:pict><w:txbxContent>" + paragraph("boxed") + "</w:txbxContent></w:pict></w:r>"
    body = table(HEAD, row(paragraph(run("Red") + box), "Mill", "4"))
    assert lines(body)[1] == "Line: Red boxed; Stop: Mill; Minute: 4"
