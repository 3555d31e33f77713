"""Drawn pages as a scanner gives them, with the true box of each word on the picture."""

from __future__ import annotations

import io
import math
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageFilter

__all__ = ["SCANS", "Scan", "Word", "scanned", "words_of"]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points from the upper left corner."""

_PAPER = 246


@dataclass(frozen=True, slots=True)
class Scan:
    """How a page is scanned.

    Attributes:
        dpi: Resolution.
        skew: Degrees, counter-clockwise.
        noise: Standard deviation of grey noise, 0 to 255.
        speckle: Share of pixels that become black or white dots.
        shadow: How much darker one edge is than the other, 0 to 1.
        blur: Radius in pixels.
        is_fax: Whether it is black and white.
    """

    dpi: int
    skew: float = 0.0
    noise: float = 0.0
    speckle: float = 0.0
    shadow: float = 0.0
    blur: float = 0.0
    is_fax: bool = False


SCANS = {
    "clean 300": Scan(300),
    "clean 200": Scan(200),
    "150 dpi": Scan(150, blur=0.3),
    "skew 1": Scan(200, skew=1.0, noise=4),
    "skew -2": Scan(200, skew=-2.0, noise=4, blur=0.5),
    "skew 3": Scan(200, skew=3.0, noise=6),
    "noise": Scan(200, skew=0.4, noise=18, blur=0.6),
    "fax": Scan(200, skew=-0.6, speckle=0.004, is_fax=True),
    "shadow": Scan(200, skew=0.7, noise=5, shadow=0.55),
    "skew 3 at 300": Scan(300, skew=-3.0, noise=10, blur=0.8),
}
"""By name; skew to 3 degrees, 150 to 300 dpi."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word on the page as it was drawn, before it was scanned."""

    text: str
    box: Box


def words_of(pdf: bytes) -> list[Word]:
    """The words of a page with text, in the order in which they were drawn."""
    words: list[Word] = []
    with closing(pdfium.PdfDocument(pdf)) as document:
        page = document[0]
        height = page.get_height()
        text_page = page.get_textpage()
        letters: list[tuple[str, Box]] = []
        for index in range(text_page.count_chars() + 1):
            letter = text_page.get_text_range(index, 1) if index < text_page.count_chars() else " "
            if not letter.isspace():
                left, bottom, right, top = text_page.get_charbox(index)
                letters.append((letter, (left, height - top, right, height - bottom)))
            elif letters:
                boxes = np.array([box for _, box in letters])
                low, high = boxes.min(axis=0), boxes.max(axis=0)
                box = (float(low[0]), float(low[1]), float(high[2]), float(high[3]))
                words.append(Word("".join(text for text, _ in letters), box))
                letters = []
    return words


def scanned(pdf: bytes, scan: Scan, seed: int) -> Image.Image:
    """The picture of the page, in grey; the same arguments give the same picture."""
    with closing(pdfium.PdfDocument(pdf)) as document:
        page = document[0].render(scale=scan.dpi / 72, grayscale=True).to_pil()
    rng = np.random.default_rng(seed)
    if scan.skew:
        page = page.rotate(scan.skew, Image.Resampling.BICUBIC, fillcolor=255)
    if scan.blur:
        page = page.filter(ImageFilter.GaussianBlur(scan.blur))
    grey = np.asarray(page, np.float32) * (_PAPER / 255)
    if scan.shadow:
        grey *= 1 - scan.shadow * np.linspace(0, 1, grey.shape[1], dtype=np.float32) ** 2
    if scan.noise:
        grey += rng.normal(0, scan.noise, grey.shape).astype(np.float32)
    if scan.is_fax:
        grey = np.where(grey < 150, 0, 255).astype(np.float32)
    if scan.speckle:
        dots = rng.random(grey.shape) < scan.speckle
        grey[dots] = rng.integers(0, 2, int(dots.sum())) * 255
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def moved(box: Box, scan: Scan, width: float, height: float) -> Box:
    """A word's box on the scanned page: around the four corners after turning."""
    angle = math.radians(scan.skew)
    x0, y0 = width / 2, height / 2
    corners = [(x - x0, y - y0) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs = [x * math.cos(angle) + y * math.sin(angle) + x0 for x, y in corners]
    ys = [-x * math.sin(angle) + y * math.cos(angle) + y0 for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def as_pdf(picture: Image.Image, dpi: int) -> bytes:
    """The picture as the only thing on the page of a PDF."""
    file = io.BytesIO()
    picture.save(file, "PDF", resolution=dpi)
    return file.getvalue()
