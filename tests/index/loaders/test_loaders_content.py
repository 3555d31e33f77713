"""Files are read as what they are, whatever their names say; what cannot be read is named."""

import time

import pytest

from index.errors import RefusedError
from index.loaders import load, read_as, read_as_in, version
from index.loaders.sniffing import kind_of
from tests.index.loaders.format_samples import SAMPLES, eml, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SAMPLE_OF = {
    "pdf": "paper.pdf", "docx": "report.docx", "pptx": "talk.pptx", "xlsx": "boats.xlsx",
    "odt": "letter.odt", "epub": "book.epub", "rtf": "note.rtf",
}  # fmt: skip
SUFFIX_OF = {name: f".{name}" for name in SAMPLE_OF}


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(100)


@pytest.mark.parametrize("name", SAMPLE_OF)
def test_kind_of_each_format(name):
    assert kind_of(SAMPLES[SAMPLE_OF[name]]) == name


@pytest.mark.parametrize("suffix", [".txt", ".md", ".csv", ".html", ".docx", ".pdf", ".xlsx"])
@pytest.mark.parametrize("name", SAMPLE_OF)
def test_marked_formats_are_read_under_any_name(name, suffix):
    data = SAMPLES[SAMPLE_OF[name]]
    extracted = load(data, suffix)
    assert extracted.text == load(data, SUFFIX_OF[name]).text
    if suffix == SUFFIX_OF[name]:
        assert extracted.notes == load(data, SUFFIX_OF[name]).notes
        assert read_as(data, suffix) == ""
    else:
        assert extracted.notes[0] == f"read as {_label(name)} although named {suffix}"
        assert read_as(data, suffix) == name


def _label(name: str) -> str:
    return "a PDF" if name == "pdf" else name.upper()


PAGE = b"<!-- made by a program -->\n<HTML><body><p>Report exported as HTML.</p></body></html>"


@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".xlsx", ".csv", ".rtf", ".eml", ".odt"])
def test_html_under_another_name(suffix):
    extracted = load(PAGE, suffix)
    assert extracted.text == "Report exported as HTML."
    assert f"read as HTML although named {suffix}" in extracted.notes


def test_html_in_utf_16_under_another_name():
    page = "<html><body><p>Bücher sind da.</p></body></html>"
    assert load(page.encode("utf-16"), ".docx").text == "Bücher sind da."
    assert load(page.encode("utf-16-le"), ".docx").text == "Bücher sind da."


def test_a_text_about_html_stays_a_text():
    text = "<p> begins a paragraph, <html> a page."
    assert load(text.encode(), ".txt").text == text
    markdown = "<div>\n\n# Head\n\n</div>"
    assert load(markdown.encode(), ".md").text == markdown


def test_a_text_table_under_the_name_of_a_workbook():
    extracted = load(b"Item,Price\nBolt,3\n", ".xlsx")
    assert "Bolt" in extracted.text
    assert extracted.notes == ("read as a table in text form although named .xlsx",)
    with pytest.raises(RefusedError, match=r"not XLSX \(plain text\)"):
        load(b"Bolts, nuts and nails.\nThey cost three.\n", ".xlsx")


def test_a_message_under_another_name():
    extracted = load(eml("The tide rose."), ".docx")
    assert extracted.text.endswith("The tide rose.")
    assert extracted.title == "High tide on Monday"


@pytest.mark.parametrize(
    ("data", "suffix", "reason"),
    [
        (b"", ".pdf", "empty file; "),
        (b"", ".docx", "empty file; "),
        (b"\r\n \n", ".xlsx", "empty file; "),
        (bytes(400), ".docx", "zero bytes"),
        (b"This is plain text.\n", ".pdf", r"not a PDF \(plain text\); rename it to \.txt"),
        (b"This is plain text.\n", ".rtf", r"not RTF \(plain text\); rename it to \.txt"),
        (ole("WordDocument"), ".docx", r"old Word format \(\.doc\); save it as \.docx"),
        (ole("WordDocument"), ".txt", "old Word format"),
        (ole("WordDocument"), ".pdf", "old Word format"),
        (ole("Workbook"), ".xlsx", "old Excel format"),
        (ole("PowerPoint Document"), ".pptx", "old PowerPoint format"),
        (ole("__substg1.0_0037001F"), ".eml", r"Outlook message \(\.msg\); save it as \.eml"),
        (ole("EncryptedPackage"), ".docx", "password-protected DOCX"),
        (ole("EncryptedPackage"), ".pdf", "password-protected Office file"),
        (b"GIF89a" + bytes(90), ".pdf", r"picture \(GIF\), not a PDF"),
        (bytes(4) + b"ftypheic" + bytes(90), ".docx", r"picture \(HEIC\), not DOCX"),
        (b"Just words.", ".png", r"not a picture \(plain text\)"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w:x/>', ".docx",
         "Word's XML"),
        (zipped({"a.txt": b"b"}), ".docx", r"a ZIP archive named \.docx; rename it to \.zip"),
        (zipped({"a.txt": b"b"}), ".txt", "a ZIP archive named"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, stored=True),
         ".odt", r"OpenDocument spreadsheet"),
        (zipped({"Index/Document.iwa": b"x"}), ".docx", "Apple iWork"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(data, suffix, reason):
    with pytest.raises(RefusedError, match=reason) as refused:
        load(data, suffix)
    assert "\n" not in str(refused.value)
    assert "; " in str(refused.value)


@pytest.mark.parametrize(
    "start", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\0", b"BM\1\0\0\0\0\0\0\0"]
)
def test_pictures_are_pictures_under_any_name(start):
    picture = start + bytes(90)
    assert read_as(picture, ".pdf") == read_as(picture, ".txt") == "picture"
    assert read_as(picture, ".png") == read_as(picture, ".jpg") == ""


def test_a_document_in_an_archive_does_not_make_it_one():
    # Stored, not packed: the names in the inner file's list are in the bytes of the outer.
    archive = zipped({"in/report.docx": SAMPLES["report.docx"], "a.txt": b"b"}, stored=True)
    assert kind_of(archive) == "zip"


def test_the_version_covers_the_loader_that_read_the_file():
    both = version(".docx", "html")
    assert both.startswith(version(".docx"))
    assert both.endswith(version(".html"))
    assert read_as_in(both) == "html"
    assert read_as_in(version(".docx")) == ""


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".xlsx", ".txt", ".eml", ".zip", ".html"])
def test_any_start_of_a_file_has_a_kind(suffix):
    for data in SAMPLES.values():
        for length in (0, 1, 4, 9, 100, len(data) // 2):
            assert isinstance(kind_of(data[:length]), str)


def test_sniffing_is_linear():
    listing = b"PK\x01\x02" * 400_000
    for data in (
        b"<!--" * 500_000,
        b"PK\x03\x04" + listing + b"PK\x05\x06" + bytes(8) + b"\xff" * 4 + bytes(6),
        b"a:b\n " * 300_000,
        b" " * 5_000_000 + b"x",
    ):
        began = time.process_time()
        kind_of(data)
        assert time.process_time() - began < 1
