"""A page to regions of words in points: resolution, preparation, turning, reading."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Final

from PIL import Image

from index.loaders.recognition.coverage import has_unread_ink
from index.loaders.recognition.engine import Engine
from index.loaders.recognition.model import Box, Line, PagePicture, Region, Word
from index.loaders.recognition.page import RecognisedPage, composed
from index.loaders.recognition.paragraphs import body_size
from index.loaders.recognition.prepare import (
    Straightened,
    flattened,
    straightened,
    without_specks,
)
from index.loaders.recognition.rereading import reread

__all__ = ["Reading", "read", "recognised"]

_DPI: Final = 200.0
_FINE_DPI: Final = 300.0

_COARSE: Final = 140.0
"""Resolution below which any type has too few pixels, and is enlarged like small type."""

_SMALL: Final = 26.0
"""Height in pixels of a line, from its ascenders to its descenders, that is too small to be read
well: a line of 9 points at 200 dpi."""

_MOST_PIXELS: Final = 16_000_000
"""Largest picture that is read: A3 at 300 dpi."""

_LONGEST_SIDE: Final = 16_000
"""Longest side in pixels of a picture that is read; the recogniser takes twice as many."""

_WELL: Final = 80.0
"""Mean confidence from which on a page stands upright."""

_POOR: Final = 35.0
"""Mean confidence of a region below which it is a drawing, not text."""

_DOUBTFUL: Final = 60.0
"""Confidence below which a mark without letters and digits is a speck or a rule."""

_FLAT: Final = 0.3
"""Height of a word, as a multiple of the usual size of type, that no letter is as low as."""


class Reading:
    """What was read on a page.

    Attributes:
        regions: In the recogniser's order; boxes in pixels of ``picture``.
        picture: As it was read, level.
        scale: Pixels of ``picture`` for each point.
        to_points: From boxes on ``picture`` to boxes in points on the page as it is shown.
    """

    def __init__(self, regions: Sequence[Region], turned: Straightened, scale: float) -> None:
        self.regions = tuple(regions)
        self.picture = turned.picture
        self.scale = scale
        self._turned = turned

    def to_points(self, box: Box) -> Box:
        """A box on the page as it is shown."""
        left, top, right, bottom = self._turned.back(box)
        scale = self.scale
        return left / scale, top / scale, right / scale, bottom / scale

    @property
    def confidence(self) -> float:
        """Mean of the words, weighted by their length; 0 where there are none."""
        return _confidence(self.regions)


def recognised(engine: Engine, page: PagePicture, seconds: float) -> RecognisedPage:
    """Recognise a page.

    Args:
        engine: To read with.
        page: Drawn as often as needed.
        seconds: Longest time that one reading may take.

    Raises:
        LateError: It takes longer.
    """
    reading = read(engine, page, seconds)
    dpi = reading.scale * 72
    regions = _without_noise(reread(engine, reading.picture, reading.regions, dpi))
    boxes = [word.box for region in regions for line in region.lines for word in line.words]
    is_incomplete = has_unread_ink(reading.picture, reading.scale, boxes)
    return composed(regions, reading.to_points, is_incomplete=is_incomplete)


def read(engine: Engine, page: PagePicture, seconds: float) -> Reading:
    """Read a page, turned as it must be.

    Args:
        engine: To read with.
        page: Drawn as often as needed.
        seconds: Longest time that one reading may take.

    Raises:
        LateError: It takes longer.
    """
    reading = _read(engine, page, 0, seconds)
    if reading.confidence >= _WELL:
        return reading
    turns = engine.quarter_turns(reading.picture, reading.scale * 72)
    if not turns:
        return reading
    other = _read(engine, page, turns, seconds)
    return other if other.confidence > reading.confidence else reading


def _read(engine: Engine, page: PagePicture, turns: int, seconds: float) -> Reading:
    dpi = _allowed(page, _FINE_DPI if page.resolution < _COARSE else _DPI)
    drawn = page.draw(dpi)
    cleaned = without_specks(drawn)
    turned = straightened(flattened(cleaned), turns)
    heights = engine.line_heights(turned.picture, dpi)
    fine = _allowed(page, _FINE_DPI)
    if heights and fine > dpi and statistics.median(heights) < _SMALL:
        # Specks are told from full stops at the coarse resolution only.
        drawn = page.draw(fine) if cleaned is drawn else _enlarged(cleaned, fine / dpi)
        dpi = fine
        turned = straightened(flattened(drawn), turns)
    return Reading(engine.read(turned.picture, dpi, seconds), turned, dpi / 72)


def _enlarged(picture: Image.Image, times: float) -> Image.Image:
    size = round(picture.width * times), round(picture.height * times)
    return picture.resize(size, Image.Resampling.LANCZOS)


def _allowed(page: PagePicture, dpi: float) -> float:
    """``dpi``, or less where the page is too large for it."""
    width, height = page.size
    most = min(math.sqrt(_MOST_PIXELS / (width * height)), _LONGEST_SIDE / max(width, height))
    return min(dpi, 72 * most)


def _without_noise(regions: Sequence[Region]) -> list[Region]:
    """The regions without what rules, drawings and dirt were taken for."""
    usual = body_size(regions)
    kept = []
    for region in regions:
        if _confidence([region]) < _POOR:
            continue
        lines = []
        for line in region.lines:
            words = tuple(word for word in line.words if not _is_noise(word, usual))
            if words:
                lines.append(Line(words))
        if lines:
            kept.append(Region(tuple(lines)))
    return kept


def _is_noise(word: Word, usual: float) -> bool:
    if any(map(str.isalnum, word.text)):
        return word.box[3] - word.box[1] < _FLAT * usual
    return word.confidence < _DOUBTFUL


def _confidence(regions: Sequence[Region]) -> float:
    words = [w for p in regions for line in p.lines for w in line.words]
    total = sum(len(word.symbols) for word in words)
    return sum(w.confidence * len(w.symbols) for w in words) / total if total else 0.0
