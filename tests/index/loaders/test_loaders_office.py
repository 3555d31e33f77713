"""DOCX, PPTX, ODT and RTF: which parts become text, and which never do."""

import re
from io import BytesIO

import docx
import pptx
import pytest
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from lxml import etree

from index.loaders import Limits, RefusedError, load
from index.values import Page
from tests.index.loaders.format_samples import SAMPLES, docx_of, odt, pptx_of, replaced, rtf, zipped


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def with_paragraph(inner: str) -> bytes:
    def fill(document):
        element = parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>")
        document.element.body.insert(0, element)
        document.add_paragraph("The end.")

    return docx_of(fill)


def test_docx_blocks_in_order_with_title():
    extracted = load(SAMPLES["report.docx"], ".docx")
    assert extracted.title == "The tide report"
    assert extracted.pages == ()
    assert extracted.text == (
        "Report on the tide\n\nThe tide in Whitby rose to five metres. “Nobody slept,” said Ann."
        "\n\n- rope for the boats\n- a bell\n\nColumns: Boat; Length; Owner\n\n"
        "Boat: Gull; Length: 9 m; Owner: Ann\n\nBoat: Tern; Length: 7 m; Owner: Ben\n\n"
        "The harbour was closed at noon 😀."
    )


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (run("a") + run("hidden", "<w:vanish/>") + run("b"), "ab"),
        (run("a") + run("shown", "<w:vanish w:val='0'/>"), "ashown"),
        (run("a") + "<w:ins w:id='1'>" + run("added") + "</w:ins>", "aadded"),
        (run("a") + "<w:del w:id='1'><w:r><w:delText>gone</w:delText></w:r></w:del>", "a"),
        (run("a") + "<w:moveFrom w:id='1'>" + run("moved") + "</w:moveFrom>", "a"),
        ("<w:sdt><w:sdtContent>" + run("control") + "</w:sdtContent></w:sdt>", "control"),
        ("<w:smartTag>" + run("smart") + "</w:smartTag>", "smart"),
        ("<w:hyperlink w:anchor='x'>" + run("link") + "</w:hyperlink>", "link"),
        ("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r>", "a\nb\tc"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("a"), "a"),
        ("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t></w:r>", "co\u2011op"),
    ],
)
def test_docx_runs(inner, text):
    assert load(with_paragraph(inner), ".docx").text == f"{text}\n\nThe end."


def test_docx_text_boxes_once():
    box = (
        "<w:r><w:pict xmlns:v='urn:schemas-microsoft-com:vml'><v:shape><v:textbox>"
        "<w:txbxContent><w:p>" + run("in a box") + "</w:p></w:txbxContent></v:textbox></v:shape>"
        "</w:pict></w:r>"
    )
    text = load(with_paragraph(run("before ") + box + run("after")), ".docx").text
    assert text == "before after\n\nin a box\n\nThe end."


def test_docx_tables_of_two_columns_and_merged_cells():
    def fill(document):
        pairs = document.add_table(rows=0, cols=2)
        for cells in (("Name:", "Gull"), ("Length", "9 m")):
            for cell, text in zip(pairs.add_row().cells, cells, strict=True):
                cell.text = text
        wide = document.add_table(rows=3, cols=3)
        for row, cells in enumerate((("A1", "B1", "C1"), ("x", "", "z"), ("u", "v", "w"))):
            for column, text in enumerate(cells):
                wide.cell(row, column).text = text
        wide.cell(1, 0).merge(wide.cell(1, 1))

    text = load(docx_of(fill), ".docx").text
    assert text.split("\n\n") == [
        "Name: Gull", "Length: 9 m", "Columns: A1; B1; C1", "A1: x; B1: x; C1: z",
        "A1: u; B1: v; C1: w",
    ]  # fmt: skip


def test_docx_header_and_footer_are_read_and_comments_noted():
    def fill(document):
        document.sections[0].header.paragraphs[0].text = "LETTERHEAD"
        document.sections[0].footer.paragraphs[0].text = "FOOT"
        paragraph = document.add_paragraph("The tide rose.")
        document.add_comment(paragraph.runs, "A COMMENT", author="Ben")

    extracted = load(docx_of(fill), ".docx")
    assert extracted.text == "LETTERHEAD\n\nThe tide rose.\n\nFOOT"
    assert extracted.notes == ("comments are not read: 1",)


def test_pptx_slides_are_pages():
    extracted = load(SAMPLES["talk.pptx"], ".pptx")
    first, second = extracted.pages
    assert extracted.title == "The tide in Cork"
    assert extracted.text[first.start : first.end] == (
        "The tide in Cork\n\n- It rose to four metres.\n- The bell rang.\n\n"
        "Columns: Boat; Length; Owner\n\nBoat: Gull; Length: 9 m; Owner: Ann\n\n"
        "Notes: Thank the harbour master."
    )
    assert extracted.text[second.start : second.end].startswith("The road\n\n- It was closed")
    assert second.number == 2


def test_pptx_hidden_and_empty_slides_keep_their_number():
    presentation = pptx.Presentation(BytesIO(pptx_of([("A", ["b"]), ("Zed", ["d"]), ("E", ["f"])])))
    presentation.slides[1].element.set("show", "0")
    out = BytesIO()
    presentation.save(out)
    extracted = load(out.getvalue(), ".pptx")
    assert "Zed" not in extracted.text
    assert [page.number for page in extracted.pages] == [1, 2, 3]
    third = extracted.pages[2]
    assert extracted.text[third.start : third.end] == "E\n\nf"
    assert extracted.pages[1].start == extracted.pages[1].end


def test_pptx_groups():
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    for text in ("one", "two"):
        group.shapes.add_textbox(0, 0, 100, 100).text_frame.text = text
    out = BytesIO()
    presentation.save(out)
    assert load(out.getvalue(), ".pptx").text == "one\n\ntwo"


def test_odt():
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        "<text:h>A letter</text:h><text:p>Dear <text:span>Ann</text:span>,"
        "<text:line-break/>the<text:s text:c='3'/>tide<text:tab/>rose."
        "<office:annotation><text:p>A COMMENT</text:p></office:annotation>"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>A note.</text:p></text:note-body></text:note> Yes.</text:p>"
        "<table:table><table:table-row>"
        "<table:table-cell><text:p>Name</text:p></table:table-cell>"
        "<table:table-cell><text:p>Gull</text:p></table:table-cell>"
        "</table:table-row></table:table>"
    )
    extracted = load(odt(body), ".odt")
    assert extracted.title == "The tide letter"
    assert extracted.text == (
        "A letter\n\nDear Ann,\nthe   tide\trose. Yes.\n\n1. A note.\n\nName: Gull"
    )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"One.\par Two.\par", "One.\n\nTwo."),
        (r"caf\'e9 \u8364? \u-10179?\u-8704?!", "café € 😀!"),
        (r"lone \u-10179? end", "lone \ufffd end"),
        (r"{\*\generator X;}seen", "seen"),
        (
            r"A\cell B\cell C\cell\row D\cell E\cell F\cell\row",
            "Columns: A; B; C\n\nA: D; B: E; C: F",
        ),
    ],
)
def test_rtf(body, text):
    extracted = load(rtf(body), ".rtf")
    assert extracted.text == text
    assert extracted.title == "The tide note"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b'<!ENTITY ext SYSTEM "file:///etc/passwd">]>'
)


MAIN_PARTS = {
    ".docx": ("report.docx", "word/document.xml"),
    ".pptx": ("talk.pptx", "ppt/slides/slide1.xml"),
    ".xlsx": ("boats.xlsx", "xl/worksheets/sheet1.xml"),
    ".odt": ("letter.odt", "content.xml"),
    ".epub": ("book.epub", "OEBPS/book.opf"),
}


def _with_entities(part: bytes, reference: bytes) -> bytes:
    start = re.sub(rb"^<\?xml[^>]*\?>\s*", b"", part)
    # A reference where text is: in front of the last closing tag of an element with text.
    return ENTITIES.replace(
        b"<!DOCTYPE x", b"<!DOCTYPE " + start[1:].split(b" ")[0].rstrip(b">")
    ) + (re.sub(rb">([^<>]+)</", lambda m: b">" + reference + m[1] + b"</", start))


@pytest.mark.parametrize("reference", [b"&j;", b"&ext;"])
@pytest.mark.parametrize("suffix", MAIN_PARTS)
def test_entities_are_never_expanded(suffix, reference):
    name, part = MAIN_PARTS[suffix]
    data = replaced(SAMPLES[name], part, lambda xml: _with_entities(xml, reference))
    try:
        text = load(data, suffix).text
    except (RefusedError, etree.XMLSyntaxError, ValueError):
        return
    assert "root:" not in text
    assert "aaaaaaaaaa" not in text


@pytest.mark.parametrize("suffix", MAIN_PARTS)
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda data: data[: len(data) // 2], "damaged"),
        (lambda data: b"", "empty file"),
        (lambda data: b"hello, I am text", r"not \w+ \(plain text\)"),
        (lambda data: OLE, "old binary format"),
        (lambda data: OLE + "EncryptedPackage".encode("utf-16-le"), "password-protected"),
        (lambda data: zipped({"a.txt": b"b"}), "a ZIP archive named"),
        (lambda data: zipped({"META-INF/a.txt": b"b"}), "damaged"),
    ],
)
def test_broken_office_files_are_refused(suffix, spoil, reason):
    with pytest.raises(RefusedError, match=reason) as refused:
        load(spoil(SAMPLES[MAIN_PARTS[suffix][0]]), suffix)
    assert "\n" not in str(refused.value)
    assert ";" in str(refused.value)


@pytest.mark.parametrize("suffix", MAIN_PARTS)
def test_limits_of_zipped_formats(suffix):
    data = SAMPLES[MAIN_PARTS[suffix][0]]
    for limits, reason in (
        (Limits(archive_members=2), "more than 2"),
        (Limits(unpacked_bytes=100), "unpacks to"),
        (Limits(member_bytes=100), "a file in it unpacks to"),
        (Limits(characters=20), "characters"),
    ):
        with pytest.raises(RefusedError, match=reason):
            load(data, suffix, limits)


def test_most_pages():
    limits = Limits(pages=1)
    for name in ("talk.pptx", "boats.xlsx", "paper.pdf", "book.epub"):
        with pytest.raises(RefusedError, match=r"pages|chapters"):
            load(SAMPLES[name], "." + name.rpartition(".")[2], limits)


def test_no_text_is_refused():
    for data, suffix in (
        (docx_of(lambda document: None), ".docx"),
        (pptx_of([])[:], ".pptx"),
        (odt("<text:p> </text:p>"), ".odt"),
        (rtf(""), ".rtf"),
    ):
        with pytest.raises(RefusedError, match="no text"):
            load(data, suffix)


def test_pages_cover_their_text():
    for name in ("talk.pptx", "boats.xlsx"):
        extracted = load(SAMPLES[name], "." + name.rpartition(".")[2])
        assert all(isinstance(page, Page) for page in extracted.pages)
        joined = "\n\n".join(extracted.text[page.start : page.end] for page in extracted.pages)
        assert joined == extracted.text


def test_python_docx_has_no_template_text():
    # The samples would hide text that a library puts into every file.
    assert [p.text for p in docx.Document(BytesIO(docx_of(lambda d: None))).paragraphs] == []
