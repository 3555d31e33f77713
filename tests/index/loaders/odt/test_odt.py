"""ODT files: tables, notes, margins, objects."""

import pytest

from index.loaders import RefusedError, load
from tests.index.loaders.block_lists import blocks, typed
from tests.index.loaders.hostile_samples import entities
from tests.index.loaders.odt.open_documents import (
    NAMES,
    item,
    list_style,
    number,
    open_document,
)

LEGAL = list_style(
    "L1",
    number(1, num_suffix="."),
    number(2, display_levels="2"),
    number(3, "a", num_prefix="(", num_suffix=")"),
)


def lines(body: str, **parts) -> list[str]:
    return load(open_document(body, **parts), ".odt").text.split("\n")


def listed(*items: str, attributes: str = "text:style-name='L1'") -> str:
    return f"<text:list {attributes}>{''.join(items)}</text:list>"


def cells(*texts: str, attributes: str = "") -> str:
    inner = "".join(
        text
        if text.startswith("<")
        else f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"
        for text in texts
    )
    return f"<table:table-row {attributes}>{inner}</table:table-row>"


def table(*rows: str) -> str:
    return f"<table:table>{''.join(rows)}</table:table>"


COVERED = "<table:covered-table-cell/>"


def merged(text: str, attributes: str) -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def test_merged_cells_give_their_value_to_what_they_cover():
    block = merged("x", "table:number-rows-spanned='2' table:number-columns-spanned='2'")
    head = (
        "<table:table-header-rows>" + cells("Line", "Stop", "Minute") + "</table:table-header-rows>"
    )
    body = table(
        head,
        cells(merged("Red", "table:number-rows-spanned='2'"), "Mill", "4"),
        cells(COVERED, "Pond", "9"),
        cells(block, COVERED, "1"), cells(COVERED, COVERED, "2"),
        cells("Blue", "Mill", "7", attributes="table:number-rows-repeated='2'"),
    )  # fmt: skip
    data = open_document(body)
    assert load(data, ".odt").text.split("\n\n")[1:] == [
        "Line: Red; Stop: Mill; Minute: 4", "Line: Red; Stop: Pond; Minute: 9",
        "Line: x; Stop: x; Minute: 1", "Line: x; Stop: x; Minute: 2",
        "Line: Blue; Stop: Mill; Minute: 7", "Line: Blue; Stop: Mill; Minute: 7",
    ]  # fmt: skip
    assert typed(data, ".odt").split("\n\n")[2:5] == ["Pond9", "x1", "2"]


def test_numbers_in_cells_are_generated():
    clauses = f"<table:table-cell>{listed(item('Open.'), item('Read.'))}</table:table-cell>"
    data = open_document(
        table(cells("No", "Duties", "Who"), cells("7", clauses, "Ann")), automatic=LEGAL
    )
    assert load(data, ".odt").text.split("\n\n")[1] == "No: 7; Duties: 1. Open. 2. Read.; Who: Ann"
    assert typed(data, ".odt").split("\n\n")[1] == "7Open. Read.Ann"


def test_tables_in_tables_and_those_that_lay_out_a_page():
    inner = table(cells("Crew", "Age", "Berth"), cells("Ann", "40", "2"))
    outer = table(
        cells("Boat", "Length", "Home port and all else that is known of this boat"),
        cells(
            "Gull", f"<table:table-cell>{inner}</table:table-cell>", "Whitby, since it was built"
        ),
        cells("Tern", "7 metres", "Hull"),
    )
    extracted = load(open_document(outer), ".odt")
    assert [block.table for block in extracted.structure.blocks] == [0, 0, 1, 1, 0]
    layout = table(
        cells("<table:table-cell><text:h>A</text:h><text:p>b</text:p></table:table-cell>")
    )
    assert [block[0] for block in blocks(open_document(layout), ".odt")] == ["heading", "paragraph"]


def test_notes_follow_their_paragraph_and_comments_are_counted():
    note = (
        "<text:note><text:note-citation>3</text:note-citation><text:note-body><text:p>Ask Ann."
        "</text:p></text:note-body></text:note>"
    )
    comment = "<office:annotation><text:p>A COMMENT</text:p></office:annotation>"
    data = open_document(f"<text:p>It rose{note}.{comment}</text:p><text:p>End.</text:p>")
    assert blocks(data, ".odt") == [
        ("paragraph", 0, "", "It rose."), ("footnote", 0, "3", "3. Ask Ann."),
        ("paragraph", 0, "", "End."),
    ]  # fmt: skip
    assert load(data, ".odt").notes == ("comments are not read: 1",)


def test_what_is_hidden_or_repeats_headings_is_left_out():
    hidden = (
        "<style:style style:family='text' style:name='H'>"
        "<style:text-properties text:display='none'/></style:style>"
    )
    body = (
        "<text:table-of-content><text:index-body><text:p>Term 3</text:p></text:index-body>"
        "</text:table-of-content><text:section text:display='none'><text:p>secret</text:p>"
        "</text:section><text:p>a<text:span text:style-name='H'>b</text:span>\n  c"
        "<text:hidden-text>d</text:hidden-text></text:p>"
    )
    assert lines(body, automatic=hidden) == ["a c"]


def test_headers_and_footers_of_the_pages_that_are_used():
    def page(name, header, footer, attributes=""):
        return (
            f"<style:master-page style:name='{name}' {attributes}><style:header>{header}"
            f"</style:header><style:footer>{footer}</style:footer></style:master-page>"
        )

    number_only = "<text:p>Page <text:page-number>1</text:page-number></text:p>"
    used = "<style:style style:family='paragraph' style:name='P1' style:master-page-name='First'/>"
    master = (
        page("Standard", "<text:p>Contract K-7781</text:p>", number_only)
        + page("First", "<text:p>Holm Timber</text:p><text:p>Contract K-7781</text:p>", "")
        + page("Envelope", "<text:p>Never</text:p>", "")
    )
    data = open_document("<text:p text:style-name='P1'>x</text:p>", automatic=used, master=master)
    assert [(kind, text) for kind, _, _, text in blocks(data, ".odt")] == [
        ("header", "Contract K-7781"), ("header", "Holm Timber"), ("paragraph", "x"),
    ]  # fmt: skip


def test_formulas_stand_in_the_sentence_and_charts_after_it():
    math = (
        b'<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>H</mi><mo>=</mo><mn>42</mn></math>'
    )
    grid = table(cells("Month", "Cars", "Lorries"), cells("May", "48", "7"))
    chart = (
        f"<office:document-content {NAMES}><office:body><office:chart><chart:chart><chart:title>"
        f"<text:p>Ferry</text:p></chart:title>{grid}</chart:chart></office:chart></office:body>"
        "</office:document-content>"
    ).encode()
    body = (
        "<text:p>The head is <draw:frame><svg:desc>alt</svg:desc><draw:object xlink:href='./O1'/>"
        "</draw:frame> m.<draw:frame><draw:object xlink:href='./O2'/></draw:frame></text:p>"
        "<text:p>x<draw:frame><draw:object xlink:href='./O3'/></draw:frame></text:p>"
    )
    more = {"O1/content.xml": math, "O2/content.xml": chart}
    extracted = load(open_document(body, more=more), ".odt")
    assert extracted.text.split("\n\n") == [
        "The head is H = 42 m.", "Ferry", "Columns: Month; Cars; Lorries",
        "Month: May; Cars: 48; Lorries: 7", "x",
    ]  # fmt: skip
    assert extracted.notes == ("a damaged part was not read: O3",)
    laughs = open_document(body, more={**more, "O1/content.xml": entities(math)})
    with pytest.raises(RefusedError, match="XML entities"):
        load(laughs, ".odt")


def test_captions_and_titles_by_their_styles():
    style = (
        "<style:style style:family='paragraph' style:name='P1' style:parent-style-name='Title'/>"
        "<style:style style:family='paragraph' style:name='A' style:parent-style-name='B'/>"
        "<style:style style:family='paragraph' style:name='B' style:parent-style-name='A'/>"
    )
    body = (
        "<text:p text:style-name='P1'>The lease</text:p><text:p text:style-name='A'>x</text:p>"
        "<text:p text:style-name='Illustration'>Figure <text:sequence>2</text:sequence>: Boats"
        "</text:p>"
    )
    data = open_document(body, automatic=style)
    assert load(data, ".odt").title == "The lease"
    assert [block[:3] for block in blocks(data, ".odt")] == [
        ("heading", 1, ""), ("paragraph", 0, ""), ("caption", 0, "Figure 2"),
    ]  # fmt: skip


def test_repeats_make_no_huge_table():
    wide = merged("abc", "table:number-columns-repeated='999999999'")
    body = table(cells(wide, attributes="table:number-rows-repeated='999999999'") * 50)
    assert len(load(open_document(body), ".odt").text) < 5_000_000
