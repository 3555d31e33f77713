"""Parts of Word files: Strict ones, embedded documents, charts, diagrams, damage."""

import pytest

from index.loaders import Limits, RefusedError, load
from tests.index.loaders.block_lists import blocks
from tests.index.loaders.docx.word_files import (
    NAMES,
    level,
    lists,
    numbered,
    paragraph,
    row,
    run,
    word,
)
from tests.index.loaders.format_samples import SAMPLES, replaced, rtf
from tests.index.loaders.hostile_samples import entities

CHUNK = "<w:altChunk r:id='c1'/>"
WEB_ARCHIVE = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<p>The ferry carries =34=38 cars.</p>\r\n--x--\r\n"
)
FERRY = "The ferry carries 48 cars."


def test_strict_files_are_read_as_others():
    body = numbered("The depot opens at 06:40.", 1) + paragraph("http://purl.oclc.org/ooxml/a/b")
    parts = {"numbering": lists(level(0, "%1.")), "footnotes": ""}
    assert load(word(body, strict=True, **parts), ".docx") == load(word(body, **parts), ".docx")
    assert "1. The depot" in load(word(body, strict=True, **parts), ".docx").text
    assert "http://purl.oclc.org/ooxml/a/b" in load(word(body, strict=True), ".docx").text


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        ("html", f"<html><body><p>{FERRY}</p></body></html>".encode()),
        ("mht", WEB_ARCHIVE),
        ("rtf", rtf(FERRY)),
        ("txt", FERRY.encode("utf-16")),
        ("docx", word(paragraph(FERRY))),
    ],
)
def test_embedded_documents_are_read_at_their_place(suffix, data):
    more = {"c1": (f"aFChunk.{suffix}", data)}
    body = paragraph("Cover note.") + CHUNK + paragraph("End.")
    made = word(body, more=more, types={"mht": "message/rfc822"})
    assert load(made, ".docx").text == f"Cover note.\n\n{FERRY}\n\nEnd."


def test_embedded_documents_keep_their_blocks():
    table = (
        b"<h2>Boats</h2><table><tr><th>Boat</th><th>Owner</th></tr>"
        b"<tr><td>Gull</td><td>Ann</td></tr></table>"
    )
    inner = word(numbered("x", 1), numbering=lists(level(0, "%1.")))
    own = "<w:tbl>" + row("A", "B", "C") + row("1", "2", "3") + "</w:tbl>"
    more = {"c1": ("aFChunk.html", table), "c2": ("aFChunk.docx", inner)}
    data = word(own + CHUNK + "<w:altChunk r:id='c2'/>", more=more)
    extracted = load(data, ".docx")
    kinds = [(block.kind, block.table) for block in extracted.structure.blocks]
    assert kinds == [
        ("row", 0), ("row", 0), ("heading", None), ("row", 1), ("row", 1), ("item", None),
    ]  # fmt: skip
    generated = [extracted.text[span.start : span.end] for span in extracted.structure.generated]
    assert generated[-1] == "1. "


def test_documents_in_documents_end_somewhere():
    data = word(paragraph("innermost"))
    for number in range(6):
        data = word(paragraph(f"level {number}") + CHUNK, more={"c1": ("aFChunk.docx", data)})
    extracted = load(data, ".docx")
    assert "level 5" in extracted.text
    assert "innermost" not in extracted.text
    assert any("too many levels" in note for note in extracted.notes)


@pytest.mark.parametrize(
    "more", [{}, {"c1": ("aFChunk.bin", b"\0\1")}, {"c1": ("aFChunk.rtf", b"x")}]
)
def test_embedded_documents_that_cannot_be_read_are_noted(more):
    extracted = load(word(paragraph("Text.") + CHUNK, more=more), ".docx")
    assert extracted.text == "Text."
    assert extracted.notes[0].startswith("an embedded document was not read: ")


def test_charts_and_diagrams_are_read_where_they_stand():
    def points(tag, values):
        inner = "".join(
            f"<c:pt idx='{n}'><c:v>{value}</c:v></c:pt>" for n, value in enumerate(values)
        )
        return f"<c:{tag}><c:strRef><c:strCache>{inner}</c:strCache></c:strRef></c:{tag}>"

    series = points("tx", ["Cars"]) + points("cat", ["May", "June"]) + points("val", [48, 51])
    chart = (
        f"<c:chartSpace {NAMES}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Ferry</a:t></a:r>"
        f"</a:p></c:rich></c:tx></c:title><c:plotArea><c:ser>{series}</c:ser></c:plotArea></c:chart>"
        "</c:chartSpace>"
    )
    nodes = "".join(
        f"<dgm:pt modelId='{n}'><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>"
        for n, text in ((1, "second"), (2, "first"), (3, "below first"))
    )
    links = "".join(
        f"<dgm:cxn srcId='{a}' destId='{b}' srcOrd='{order}'/>"
        for a, b, order in ((0, 2, 0), (0, 1, 1), (2, 3, 0), (3, 2, 0))
    )
    diagram = (
        f"<dgm:dataModel {NAMES}><dgm:ptLst><dgm:pt modelId='0' type='doc'/>{nodes}</dgm:ptLst>"
        f"<dgm:cxnLst>{links}</dgm:cxnLst></dgm:dataModel>"
    )
    drawing = "<w:r><w:drawing><c:chart r:id='k1'/><dgm:relIds r:dm='d1'/></w:drawing></w:r>"
    more = {"k1": ("chart", chart), "d1": ("diagramData", diagram)}
    data = word(paragraph(run("x") + drawing) + paragraph("y"), more=more)
    found = blocks(data, ".docx")
    assert found[0][3] == "x"
    assert found[1] == ("caption", 0, "", "Ferry; Cars")
    assert [block[3] for block in found[2:4]] == ["May: 48", "June: 51"]
    assert [block for block in found if block[0] == "item"] == [
        ("item", 1, "", "- first"), ("item", 2, "", "- below first"), ("item", 1, "", "- second"),
    ]  # fmt: skip
    assert found[-1][3] == "y"


def test_text_boxes_stand_once_behind_their_paragraph():
    box = "<w:txbxContent>" + paragraph("boxed") + "</w:txbxContent>"
    twice = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert load(word(paragraph(run("a") + twice + run("b"))), ".docx").text == "ab\n\nboxed"


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/numbering.xml"])
def test_entities_are_refused_in_every_part_that_is_read(part):
    with pytest.raises(RefusedError, match="XML entities"):
        load(replaced(SAMPLES["report.docx"], part, entities), ".docx")


@pytest.mark.parametrize("part", ["word/styles.xml", "word/numbering.xml", "word/settings.xml"])
def test_damaged_parts_beside_the_text_are_noted(part):
    extracted = load(replaced(SAMPLES["report.docx"], part, lambda _: b"<w:x"), ".docx")
    assert "The tide in Whitby rose" in extracted.text
    assert extracted.notes == (f"a damaged part was not read: {part}",)


@pytest.mark.parametrize("levels", [70, 3000])
def test_deep_nesting_gives_a_text_or_one_line(levels):
    for opening, closing in (
        ("<w:tbl><w:tr><w:tc>" + paragraph("a") + "</w:tc><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:p><m:oMath>" + "<m:f><m:num>" * 3, "</m:num></m:f>" * 3 + "</m:oMath></w:p>"),
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    ):
        data = word(opening * levels + paragraph("deep") + closing * levels + paragraph("x"))
        try:
            assert load(data, ".docx").text.endswith("x")
        except RefusedError as error:
            assert ";" in str(error)


def test_merged_cells_make_no_huge_text():
    wide = (
        "<w:tc><w:tcPr><w:gridSpan w:val='999999999'/></w:tcPr>" + paragraph("y" * 250) + "</w:tc>"
    )
    data = word(f"<w:tbl>{row(wide, 'z') * 3000}</w:tbl>")
    assert len(load(data, ".docx", Limits(characters=5_000_000)).text) < 5_000_000
