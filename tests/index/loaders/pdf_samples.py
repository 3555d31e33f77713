"""PDF files for the tests: laid out by fpdf2, or written by hand where a font must lie.

The hand-written ones use the built-in Helvetica with a ToUnicode map, so that a one-byte character
code can stand for a ligature, an emoji or half of one without any font file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fpdf import FPDF
from fpdf.enums import AccessPermission, EncryptionMethod

Line = tuple[str, float]
"""A line of text and its font size in points."""


def laid_out(
    pages: Sequence[Sequence[Line | None]], *, title: str | None = None, password: str | None = None
) -> bytes:
    """One line under the other on each page; None leaves the height of a blank line."""
    pdf = FPDF(unit="pt")
    pdf.set_auto_page_break(False)
    if title is not None:
        pdf.set_title(title)
    if password is not None:
        pdf.set_encryption(
            owner_password="owner",
            user_password=password,
            encryption_method=EncryptionMethod.RC4,
            permissions=AccessPermission.all(),
        )
    for lines in pages:
        pdf.add_page()
        for line in lines:
            if line is None:
                pdf.ln(14)
                continue
            text, size = line
            pdf.set_font("Helvetica", size=size)
            pdf.cell(0, size * 1.2, text, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def flowed(paragraphs: Sequence[Sequence[str]]) -> bytes:
    """Each page a run of justified 11-point paragraphs with a small gap between them."""
    pdf = FPDF(unit="pt")
    pdf.set_auto_page_break(False)
    for page in paragraphs:
        pdf.add_page()
        pdf.set_font("Times", size=11)
        for paragraph in page:
            pdf.multi_cell(0, 13.2, paragraph, new_x="LMARGIN", new_y="NEXT")
            pdf.ln(8)
    return bytes(pdf.output())


def image_only() -> bytes:
    """A page that holds a drawing and no text, as a scan does."""
    pdf = FPDF(unit="pt")
    pdf.add_page()
    pdf.set_fill_color(40, 40, 40)
    pdf.rect(50, 50, 300, 200, style="F")
    return bytes(pdf.output())


def by_hand(
    contents: Sequence[bytes],
    to_unicode: Mapping[int, bytes] | None = None,
    *,
    rotate: int = 0,
    title: bytes | None = None,
) -> bytes:
    """Make a PDF with the given content streams, one page each, and the font F1.

    Args:
        contents: Content streams, e.g. ``b"BT /F1 12 Tf 72 700 Td (abc) Tj ET"``.
        to_unicode: Character code to the UTF-16-BE bytes it stands for; others are not mapped.
        rotate: Page rotation in degrees.
        title: The /Title string as it stands in the file, parentheses excluded.
    """
    count = len(contents)
    kids = b" ".join(b"%d 0 R" % (10 + 2 * i) for i in range(count))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding%s >>"
        % (b" /ToUnicode 4 0 R" if to_unicode else b""),
        5: b"<< /Title (%s) >>" % (title or b""),
    }
    if to_unicode:
        objects[4] = _stream(_cmap(to_unicode))
    for i, content in enumerate(contents):
        objects[10 + 2 * i] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Rotate %d"
            b" /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (rotate, 11 + 2 * i)
        )
        objects[11 + 2 * i] = _stream(content)
    return _assemble(objects)


def layered() -> bytes:
    """Make a PDF of three lines: on no layer, on one that is switched off, on one that is on."""
    content = b"BT /F1 12 Tf 72 700 Td (always here) Tj ET " + b"".join(
        b"/OC /%s BDC BT /F1 12 Tf 72 %d Td (%s wording) Tj ET EMC " % (name, y, text)
        for name, y, text in ((b"L0", 680, b"draft"), (b"L1", 660, b"final"))
    )
    return _assemble(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [20 0 R 21 0 R]"
            b" /D << /ON [21 0 R] /OFF [20 0 R] >> >> >>",
            2: b"<< /Type /Pages /Count 1 /Kids [10 0 R] >>",
            3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            5: b"<< >>",
            10: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 11 0 R"
            b" /Resources << /Font << /F1 3 0 R >>"
            b" /Properties << /L0 20 0 R /L1 21 0 R >> >> >>",
            11: _stream(content),
            20: b"<< /Type /OCG /Name (Draft) >>",
            21: b"<< /Type /OCG /Name (Final) >>",
        }
    )


def filled(value: bytes, *, is_drawn: bool) -> bytes:
    """Make a PDF of a form with one text field, whose value the file draws or leaves to viewers."""
    drawn = b" /AP << /N 13 0 R >>" if is_drawn else b""
    return _assemble(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [12 0 R]"
            b" /NeedAppearances true /DA (/F1 12 Tf 0 g) /DR << /Font << /F1 3 0 R >> >> >> >>",
            2: b"<< /Type /Pages /Count 1 /Kids [10 0 R] >>",
            3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            5: b"<< >>",
            10: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 11 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> /Annots [12 0 R] >>",
            11: _stream(b"BT /F1 12 Tf 72 704 Td (Home port) Tj ET"),
            12: b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (port) /V (%s) /F 4"
            b" /DA (/F1 12 Tf 0 g) /Rect [200 698 400 718]%s >>" % (value, drawn),
            13: b"<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font"
            b" << /F1 3 0 R >> >> /Length %d >>\nstream\n%s\nendstream"
            % (len(value) + 33, b"BT /F1 12 Tf 0 g 2 6 Td (%s) Tj ET   " % value),
        }
    )


def annotated() -> bytes:
    """A page with a typed note without an appearance, a comment, and one that says nothing."""
    annotation = b"<< /Type /Annot /Subtype /%s /F 4 /Rect [%s] %s >>"
    return _assemble(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [10 0 R] >>",
            3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            5: b"<< >>",
            10: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 11 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> /Annots [12 0 R 13 0 R 14 0 R] >>",
            11: _stream(b"BT /F1 12 Tf 72 704 Td (Site plan of hall 3.) Tj ET"),
            12: annotation
            % (
                b"FreeText",
                b"200 500 400 540",
                b"/DA (/F1 12 Tf 0 g) /Contents (Gas valve moved east)",
            ),
            13: annotation % (b"Text", b"60 600 80 620", b"/Contents (Ask Olga)"),
            14: annotation % (b"Highlight", b"72 700 90 716", b"/QuadPoints [72 716 90 716]"),
        }
    )


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _cmap(to_unicode: Mapping[int, bytes]) -> bytes:
    pairs = b"\n".join(
        b"<%02x> <%s>" % (code, text.hex().encode()) for code, text in to_unicode.items()
    )
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        b"1 begincodespacerange\n<00> <ff>\nendcodespacerange\n"
        b"%d beginbfchar\n%s\nendbfchar\nendcmap\nend\nend" % (len(to_unicode), pairs)
    )


def _assemble(objects: Mapping[int, bytes]) -> bytes:
    body = b"%PDF-1.7\n"
    offsets = {}
    for number in sorted(objects):
        offsets[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    xref = len(body)
    size = max(objects) + 1
    body += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        if number in offsets:
            body += b"%010d 00000 n \n" % offsets[number]
        else:
            body += b"0000000000 65535 f \n"
    return body + b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        xref,
    )
