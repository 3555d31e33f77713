"""One file of each format, made by its own library or by hand."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from io import BytesIO

import docx
import openpyxl
import pptx
from docx.document import Document as Docx
from pptx.util import Inches

from tests.index.loaders.pdf_samples import laid_out

__all__ = ["SAMPLES", "docx_of", "eml", "epub", "html", "odt", "pptx_of", "rtf", "xlsx", "zipped"]


def zipped(
    members: Mapping[str, bytes] | Sequence[tuple[str, bytes]], stored: bool = False
) -> bytes:
    """Make a zip file, with the same bytes for the same members."""
    out = BytesIO()
    pairs = members.items() if isinstance(members, Mapping) else members
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in pairs:
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def replaced(data: bytes, name: str, change) -> bytes:
    """The zip file with one member's bytes changed."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = [(one.filename, archive.read(one)) for one in archive.infolist()]
    return zipped([(one, change(part) if one == name else part) for one, part in members])


def html(body: str, title: str = "Tides of the bay") -> bytes:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>"
        "<style>.x{color:red}</style><script>var secret = 1;</script></head><body>"
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/a'>About us</a></li></ul></nav>"
        f"<main><article>{body}</article></main>"
        "<footer>Copyright. All rights reserved. Privacy policy</footer></body></html>"
    ).encode()


def docx_of(fill) -> bytes:
    """A DOCX file that ``fill(document)`` writes."""
    document: Docx = docx.Document()
    fill(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def pptx_of(slides: Sequence[tuple[str, Sequence[str]]], notes: str = "") -> bytes:
    """Slides of a title and lines of text; ``notes`` go with the first."""
    presentation = pptx.Presentation()
    for number, (title, lines) in enumerate(slides):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text_frame.text = "\n".join(lines)
        if number == 0:
            table = slide.shapes.add_table(2, 3, Inches(1), Inches(4), Inches(6), Inches(1)).table
            for row, cells in enumerate((("Boat", "Length", "Owner"), ("Gull", "9 m", "Ann"))):
                for column, text in enumerate(cells):
                    table.cell(row, column).text = text
            if notes:
                slide.notes_slide.notes_text_frame.text = notes
    out = BytesIO()
    presentation.save(out)
    return out.getvalue()


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def epub(chapters: Mapping[str, str], title: str = "The tide book", extra=()) -> bytes:
    """Chapters by file name, each the body of an XHTML file; ``extra`` are more members."""
    items = "".join(
        f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(chapters)
    )
    refs = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></metadata>'
        '<manifest><item id="nav" href="nav.xhtml" properties="nav" '
        f'media-type="application/xhtml+xml"/>{items}</manifest>'
        f'<spine><itemref idref="nav"/>{refs}</spine></package>'
    )
    members = [
        ("mimetype", b"application/epub+zip"),
        (
            "META-INF/container.xml",
            b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            b'<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        ),
        ("OEBPS/book.opf", package.encode()),
        ("OEBPS/nav.xhtml", b"<html><body><nav>Contents</nav></body></html>"),
        *(
            (
                f"OEBPS/{name}",
                '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html '
                f'xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
                f"<body>{body}</body></html>".encode(),
            )
            for name, body in chapters.items()
        ),
        *extra,
    ]
    return zipped(members)


def odt(body: str, title: str = "The tide letter") -> bytes:
    """``body`` is the content of ``office:text``."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("text", "text"), ("table", "table"))
    )
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {names} {dc}><office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>".encode(),
            "meta.xml": f"<office:document-meta {names} {dc}><office:meta><dc:title>{title}"
            "</dc:title></office:meta></office:document-meta>".encode(),
        }
    )


def rtf(body: str) -> bytes:
    return (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Helvetica;}}"
        r"{\info{\title The tide note}}\f0 " + body + "}"
    ).encode("ascii")


def eml(
    text: str | None = None,
    html_text: str | None = None,
    attached: Mapping[str, bytes] | None = None,
    subject: str = "High tide on Monday",
) -> bytes:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Ann Miller <ann@example.org>"
    message["To"] = "ben@example.org"
    message["Date"] = "Mon, 02 Mar 2020 09:30:00 +0000"
    if text is not None:
        message.set_content(text)
    if html_text is not None:
        if text is None:
            message.set_content(html_text, subtype="html")
        else:
            message.add_alternative(html_text, subtype="html")
    for number, (name, data) in enumerate((attached or {}).items()):
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        message.set_boundary(f"=={number}==")
    return message.as_bytes()


def _letter(document: Docx) -> None:
    document.core_properties.title = "The tide report"
    document.add_heading("Report on the tide", 1)
    document.add_paragraph("The tide in Whitby rose to five metres. “Nobody slept,” said Ann.")
    document.add_paragraph("rope for the boats", style="List Bullet")
    document.add_paragraph("a bell", style="List Bullet")
    table = document.add_table(rows=0, cols=3)
    for cells in (("Boat", "Length", "Owner"), ("Gull", "9 m", "Ann"), ("Tern", "7 m", "Ben")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("The harbour was closed at noon 😀.")


def _dateless(data: bytes) -> bytes:
    """Make the same file on every run, without the time stamp of its making."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = [(one.filename, archive.read(one)) for one in archive.infolist()]
        return zipped(
            [
                (name, re.sub(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2020-01-01T00:00:00Z", part))
                for name, part in members
            ]
        )
    data = re.sub(rb"D:\d{14}", b"D:20200101000000", data)
    return re.sub(rb"<[0-9A-F]{32}>", b"<" + b"0" * 32 + b">", data)


_MADE: dict[str, bytes] = {
    "plain.txt": b"The tide in Dover rose to two metres. The bell rang twice.",
    "notes.md": b"# Notes\n\nThe tide in Poole rose to one metre.\n",
    "page.html": html(
        "<h1>Tides of the bay</h1><p>The tide in Brest rose to seven metres on Monday, and the "
        "boats in the harbour rang their bells all night long.</p><!-- a comment -->"
        "<p hidden>hidden words</p><p style='display: none'>unseen words</p>"
        "<p>Ann Miller, the harbour master, closed the road at five because the water was high.</p>"
        "<ul><li>rope for the boats</li><li>a bell</li></ul><table><tr><th>Boat</th><th>Length"
        "</th><th>Owner</th></tr><tr><td>Gull</td><td>9 m</td><td>Ann</td></tr></table>"
    ),
    "report.docx": docx_of(_letter),
    "talk.pptx": pptx_of(
        [
            ("The tide in Cork", ["It rose to four metres.", "The bell rang."]),
            ("The road", ["It was closed by Ann Miller.", "Ben helped."]),
        ],
        notes="Thank the harbour master.",
    ),
    "boats.xlsx": xlsx(
        {
            "Boats": [("Boat", "Length", "Owner"), ("Gull", 9, "Ann"), ("Tern", 7.5, "Ben")],
            "Tides": [("Harbour", "Height"), ("Galway", "six metres")],
        }
    ),
    "boats.csv": "Boat;Length;Owner\nGull;9;Ann\nTern;7,5;“Ben”\n".encode(),
    "book.epub": epub(
        {
            "one.xhtml": "<h1>One</h1><p>The tide in Ostend rose to three metres.</p>",
            "two.xhtml": "<h1>Two</h1><p>The bell rang. <i>Nobody</i> slept &#x1F600;.</p>",
        }
    ),
    "letter.odt": odt(
        '<text:h text:outline-level="1">A letter</text:h><text:p>The tide in Bergen rose to '
        'nine<text:s text:c="2"/>metres.</text:p><text:list><text:list-item><text:p>rope'
        "</text:p></text:list-item></text:list>"
    ),
    "note.rtf": rtf(r"The tide in Hull rose to eight metres.\par Caf\'e9 \u8364? 5.\par"),
    "mail.eml": eml("The tide in Calais rose to ten metres.\n\nAnn\n"),
    "paper.pdf": laid_out([[("The tide in Malmo rose a little.", 12)], [("The bell rang.", 12)]]),
    "both.zip": zipped(
        {"in/zipped.txt": b"The tide in Vigo rose to twelve metres.", "in/b.csv": b"A,B\n1,2\n"}
    ),
}

SAMPLES: dict[str, bytes] = {name: _dateless(data) for name, data in _MADE.items()}
"""A good file of every format, by name; the same bytes on every run."""
