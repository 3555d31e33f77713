"""Pages of a PDF that are pictures: which they are, and the text that is recognised on them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import islice
from threading import Lock
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from index.errors import RefusedError
from index.loaders.limits import Limits
from index.loaders.recognition.coverage import has_ink
from index.loaders.recognition.engine import Engine, LateError
from index.loaders.recognition.page import RecognisedPage
from index.loaders.recognition.reading import recognised
from index.loaders.recognition.remarks import NOTHING, SWITCHED_OFF, Remarks
from index.loaders.reporting import page_recognised

__all__ = ["Scans"]

_STAMPED: Final = 300
"""Letters and digits that a stamp, a running head or a fax line puts on a scan at most."""

_COVERED: Final = 0.6
"""Share of a page that pictures cover, from which on text may be stamped on a scan."""

_MORE: Final = 2.0
"""How many times as many letters must be recognised as a readable text has, to take its place."""

_MOST_PICTURES: Final = 100
"""Pictures of a page that are looked at."""

_COARSEST: Final = 72.0
"""Dots per inch below which a picture is no scan."""

Bounds = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""

_UNREADABLE: Final = "\ufffd"
_INK_DPI: Final = 40.0
_LEAST_SIDE: Final = 20.0  # points


class _DrawnPage:
    """A page of an open file, as a picture at any resolution; made with the lock held."""

    def __init__(self, page: pdfium.PdfPage, lock: Lock) -> None:
        self._page = page
        self._lock = lock
        self.resolution = _resolution(page)
        self.size: tuple[float, float] = page.get_size()

    def draw(self, dpi: float) -> Image.Image:
        """The page in grey, as it is shown."""
        own = min(dpi, self.resolution)
        with (
            self._lock,
            closing(self._page.render(scale=own / 72, grayscale=True)) as bitmap,
        ):
            # A copy: the bitmap's own memory is gone when it is closed.
            picture: Image.Image = bitmap.to_pil().convert("L").copy()
        if own == dpi:
            return picture
        # PDFium enlarges more coarsely, and the recogniser reads worse what it drew.
        size = tuple(max(1, round(side * dpi / 72)) for side in self.size)
        return picture.resize((size[0], size[1]), Image.Resampling.BICUBIC)


class Scans:
    """Recognises those pages of one file that need it.

    The file is opened a second time, and only if there is such a page: reading its text may have
    turned the pages of the first one.

    Args:
        data: The whole file.
        lock: Held during every call into PDFium; callers do not hold it.
        limits: On what one page may take.
        count: Number of pages.
    """

    def __init__(self, data: bytes, lock: Lock, limits: Limits, count: int) -> None:
        self._data = data
        self._lock = lock
        self._limits = limits
        self._count = count
        self._remarks = Remarks()
        self._open = ExitStack()
        self._document: pdfium.PdfDocument | None = None
        self._engine: Engine | None = None
        self._missing = ""

    def close(self) -> None:
        """Free the file and the recogniser."""
        with self._lock:
            self._open.close()

    def __enter__(self) -> Scans:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def notes(self) -> list[str]:
        """What is to be said of the pages so far, one line each."""
        return self._remarks.lines()

    @property
    def reason(self) -> str:
        """Why pages were not recognised, as one line; "" if all were."""
        if not self._limits.recognise:
            return "its pages are pictures, and text recognition is switched off"
        return self._missing

    def read(self, number: int, text: str, lacks_text: bool) -> RecognisedPage | None:
        """What is recognised on a page; None where its own text is to be used.

        Args:
            number: Of the page, 1-based.
            text: As PDFium reads it.
            lacks_text: Whether it has hardly any text, or mostly unreadable text.
        """
        letters = sum(map(str.isalnum, text))
        if letters >= _STAMPED and not lacks_text:
            return None
        with self._lock:
            page = self._page(number)
        if page is None:
            return None
        try:
            read = self._read(number, page, lacks_text)
        finally:
            with self._lock:
                page.close()
        if read is None:
            return None
        if _is_unreadable(text):
            letters = 0
        if read.letters <= _MORE * letters:
            if not letters:
                self._remarks.add(number, NOTHING)
            return None
        self._remarks.add_page(number, read)
        return read

    # -- parts

    def _page(self, number: int) -> pdfium.PdfPage | None:
        """A page of the second opening; the caller holds the lock."""
        try:
            if self._document is None:
                self._document = pdfium.PdfDocument(self._data)
                self._open.callback(self._document.close)
                if self._document.get_formtype() != pdfium_c.FORMTYPE_NONE:
                    self._document.init_forms()
            return self._document[number - 1]
        except pdfium.PdfiumError:
            return None

    def _read(self, number: int, page: pdfium.PdfPage, lacks_text: bool) -> RecognisedPage | None:
        with self._lock:
            if not lacks_text and _covered(page) < _COVERED:
                return None
            drawn = _DrawnPage(page, self._lock)
        if min(drawn.size) < _LEAST_SIDE or not has_ink(drawn.draw(_INK_DPI)):
            return None
        return self._recognised(number, drawn)

    def _recognised(self, number: int, page: _DrawnPage) -> RecognisedPage | None:
        if not self._limits.recognise:
            self._remarks.add(number, SWITCHED_OFF)
            return None
        try:
            engine = self._opened()
            read = recognised(engine, page, self._limits.page_seconds)
        except LateError as error:
            self._remarks.add(number, f"a picture, not read: {error}")
            return None
        except RefusedError as error:
            self._missing = str(error)
            self._remarks.add(number, f"a picture, not read: {error}")
            return None
        finally:
            page_recognised(number, self._count)
        return read

    def _opened(self) -> Engine:
        if self._engine is None:
            self._engine = self._open.enter_context(Engine())
        return self._engine


def _is_unreadable(text: str) -> bool:
    """Whether most of a text has no Unicode characters."""
    unreadable = text.count(_UNREADABLE)
    return unreadable > 0 and 2 * unreadable > sum(not letter.isspace() for letter in text)


def _resolution(page: pdfium.PdfPage) -> float:
    """Dots per inch of the picture that fills a page; infinite where none does."""
    width, height = page.get_size()
    for item, (left, bottom, right, top) in _pictures(page):
        if (right - left) * (top - bottom) >= _COVERED * width * height:
            pixels = item.get_px_size()
            dpi = 72 * max(pixels) / max(right - left, top - bottom)
            return max(float(dpi), _COARSEST)
    return math.inf


def _covered(page: pdfium.PdfPage) -> float:
    """Share of a page that its pictures cover, at most; overlaps count twice."""
    width, height = page.get_size()
    area = sum(
        max(right - left, 0) * max(top - bottom, 0)
        for _, (left, bottom, right, top) in _pictures(page)
    )
    return float(area / max(width * height, 1.0))


def _pictures(page: pdfium.PdfPage) -> Iterator[tuple[pdfium.PdfImage, Bounds]]:
    """The first pictures on a page with their bounds in points."""
    pictures = page.get_objects((pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=3)
    for item in islice(pictures, _MOST_PICTURES):
        try:
            bounds = item.get_bounds()
        except pdfium.PdfiumError:
            continue
        if all(map(math.isfinite, bounds)):
            yield item, bounds
