"""Scans for the tests: pages laid out by fpdf2, drawn by PDFium, and put into files as pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import closing

import pypdfium2 as pdfium
from fpdf import FPDF
from PIL import Image

__all__ = ["LETTER", "encoded", "page_of", "pdf_of", "picture_of"]

LETTER = (
    "The survey of the east wing was finished on 18 September.",
    "Samples were taken at 64 points, and 23 of these contained lead.",
    "Removal will begin with the boiler house on 2 November.",
)


def page_of(lines: Sequence[str], size: float = 12, at: tuple[float, float] = (70, 90)) -> bytes:
    """A PDF with one line under the other; a line may hold cells, parted by ``|``."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.add_page()
    pdf.set_font("Helvetica", size=size)
    for number, line in enumerate(lines):
        for column, cell in enumerate(line.split("|")):
            pdf.text(at[0] + 150 * column, at[1] + 1.5 * size * number, cell)
    return bytes(pdf.output())


def picture_of(pdf: bytes, dpi: int = 200, angle: float = 0) -> Image.Image:
    """The first page of a PDF as a grey picture, turned counter-clockwise by degrees."""
    with closing(pdfium.PdfDocument(pdf)) as document:
        picture = document[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    return picture.rotate(angle, Image.Resampling.BICUBIC, expand=angle % 90 == 0, fillcolor=255)


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The picture as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def pdf_of(*pages: Image.Image | str) -> bytes:
    """A PDF of A4 pages: pictures that fill the page, and lines of text."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    for page in pages:
        pdf.add_page()
        if isinstance(page, str):
            pdf.set_font("Helvetica", size=12)
            pdf.text(70, 90, page)
        else:
            pdf.image(page, 0, 0, pdf.w, pdf.h)
    return bytes(pdf.output())
