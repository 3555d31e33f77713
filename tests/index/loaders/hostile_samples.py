"""Files that cannot be used, each with a part of the line of its refusal."""

from __future__ import annotations

from tests.index.loaders.format_samples import SAMPLES, epub, odt, replaced, xlsx, zipped

__all__ = ["HOSTILE", "entities", "many_pages"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def many_pages(count: int) -> bytes:
    """A PDF of a few kilobytes and many pages: one page, listed again and again."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, b"3 0 R " * count),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, one in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 4\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def entities(part: bytes) -> bytes:
    """An XML part that declares a billion laughs and a local file, and refers to both."""
    laughs = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    dtd = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + laughs
        + b'<!ENTITY ext SYSTEM "file:///etc/passwd">]>'
    )  # fmt: skip
    body = part.partition(b"?>")[2].lstrip() if part.startswith(b"<?xml") else part
    return dtd + body.replace(b"</", b"&j;&ext;</", 1)


def _deep_mail(levels: int) -> bytes:
    head = b"From: a@b\nMIME-Version: 1.0\n"
    for level in range(levels):
        head += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
    return head + b"\nBody."


_DEEP_XML = odt("<text:section>" * 3000 + "<text:p>deep</text:p>" + "</text:section>" * 3000)

HOSTILE: dict[str, tuple[bytes, str]] = {
    "bomb.zip": (zipped({"a.txt": b"0" * 20_000_000}), "archive bomb"),
    "bomb.docx": (
        replaced(SAMPLES["report.docx"], "word/document.xml", lambda _: b" " * 20_000_000),
        "archive bomb",
    ),
    "wide.zip": (zipped({f"{n}.txt": b"x" for n in range(300)}), "more than 200"),
    "nothing.zip": (zipped({"a.bin": b"x"}), "no file in it that can be used"),
    "cut.zip": (SAMPLES["both.zip"][:80], "damaged ZIP"),
    "locked.docx": (_OLE + "EncryptedPackage".encode("utf-16-le"), "password-protected DOCX"),
    "locked.xlsx": (_OLE + "EncryptedPackage".encode("utf-16-le"), "password-protected XLSX"),
    "old.pptx": (_OLE, "old binary format"),
    "cut.docx": (SAMPLES["report.docx"][:5000], "damaged DOCX"),
    "cut.xlsx": (SAMPLES["boats.xlsx"][:3000], "damaged XLSX"),
    "cut.pptx": (SAMPLES["talk.pptx"][:9000], "damaged PPTX"),
    "cut.epub": (SAMPLES["book.epub"][:600], "damaged EPUB"),
    "cut.odt": (SAMPLES["letter.odt"][:300], "damaged ODT"),
    "cut.pdf": (SAMPLES["paper.pdf"][:700], "damaged PDF"),
    "laughs.odt": (replaced(SAMPLES["letter.odt"], "content.xml", entities), "XML entities"),
    "laughs.epub": (
        replaced(SAMPLES["book.epub"], "OEBPS/book.opf", entities), "XML entities"
    ),
    "deep.odt": (_DEEP_XML, "not valid XML"),
    "deep.html": (b"<p>a" + b"<div>" * 5000 + b"deep", "nested too deeply"),
    "deep.eml": (_deep_mail(3000), "nested too deeply"),
    "pages.pdf": (many_pages(30_000), "pages, more than"),
    "rows.csv": (b"a,b\n" * 3000, "more than 2,000 rows"),
    "rows.xlsx": (xlsx({"A": [("a", "b")] * 3000}), "more than 2,000 rows"),
    "long.html": (b"<p>" + b"word " * 300_000, "characters of text"),
    "long.txt": (b"word " * 300_000, "characters of text"),
    "very_long.md": (b"word " * 900_000, "characters of text"),
    "chapter.epub": (
        replaced(epub({"a.xhtml": "<p>x</p>"}), "OEBPS/book.opf",
                 lambda part: part.replace(b"a.xhtml", b"../../../etc/passwd")),
        "a chapter is missing",
    ),
    "elf.txt": (b"\x7fELF\0\1\2\3" * 90, "a program, not plain text"),
    "elf.csv": (b"\x7fELF\0\1\2\3" * 90, "a program, not a table"),
    "elf.html": (b"\x7fELF\0\1\2\3" * 90, "a program, not HTML"),
    "elf.rtf": (b"\x7fELF\0\1\2\3" * 90, "a program, not RTF"),
    "elf.eml": (b"\x7fELF\0\1\2\3" * 90, "a program, not an e-mail"),
    "nul.md": (b"# Title\n\nwith a \0 in it", "binary"),
    "utf16.txt": (b"\xff\xfea", "marked as UTF-16-LE but not valid"),
    "empty.csv": (b"", "empty"),
    "blank.html": (b"<html></html>", "no text"),
    "script.html": (b"<script>alert('The tide')</script>", "no text"),
}  # fmt: skip
"""For limits of 200 members, 2,000 rows, 1,000 pages and a million characters."""
