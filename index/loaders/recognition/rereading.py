"""Uncertain words read again by themselves.

Short numbers without words around them are the recogniser's weak point: "11" in a cell becomes
"a bk". The same pixels as a line of their own, at another size, are often read right and with
certainty. The reading with the highest confidence counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from PIL import Image, ImageOps

from index.loaders.recognition.engine import Engine, LateError
from index.loaders.recognition.model import Box, Line, Region, Symbol, Word, around

__all__ = ["reread"]

_UNSURE: Final = 80.0
"""Confidence of a word below which it is read again."""

_UNSURE_FIGURE: Final = 92.0
"""The same for figures: no word around them helps, and most are read with more."""

_GAIN: Final = 8.0
"""How much more confident another reading must be to count; a quarter of it for figures that are
not quite sure."""

_TRIES: Final = ((0.2, 26.0), (0.35, 26.0), (0.35, 30.0), (0.5, 30.0), (0.2, 36.0))
"""Margin around the words as a multiple of the size of type; pixels that this is enlarged or
reduced to."""

_WIDER: Final = 1.4
_WIDE_SIZES: Final = (36.0, 48.0)
"""How words are set in which letters may touch, across and in pixels."""

_TOUCHING: Final = (("m", "rn"), ("d", "cl"), ("w", "vv"), ("h", "li"))
"""Letters, and two letters that look like them when they touch."""

_Why = Literal["unsure", "joined"]

_MOST: Final = 60
"""Most runs of words on a page that are read again; a page with more is bad all over."""

_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Crop:
    """Words of a line to be read again.

    Attributes:
        picture: That the line was read on.
        run: The words.
        size: Size of their type in pixels.
        dpi: Resolution of the picture.
        before: Right end of the word to the left, None at the start of the line.
        after: Left end of the word to the right.
    """

    picture: Image.Image
    run: list[Word]
    size: float
    dpi: float
    before: float | None
    after: float | None

    def read(self, engine: Engine, margin: float, pixels: float, wider: float = 1.0) -> list[Word]:
        """The words by themselves, at another size; none if they cannot be read."""
        box = around([word.box for word in self.run])
        edge = margin * self.size
        left, right = box[0] - edge, box[2] + edge
        # Nothing of the neighbours.
        left = max(left, 0 if self.before is None else (self.before + box[0]) / 2)
        right = min(right, self.picture.width if self.after is None else (self.after + box[2]) / 2)
        top, bottom = max(box[1] - edge, 0), min(box[3] + edge, self.picture.height)
        times = min(max(pixels / self.size, 0.4), 2.5)
        width, height = round((right - left) * times * wider), round((bottom - top) * times)
        if min(width, height) < 8:
            return []
        part = self.picture.resize(
            (width, height), Image.Resampling.LANCZOS, box=(left, top, right, bottom)
        )
        pad = round(edge * times)
        part = ImageOps.expand(part, (pad, 0), fill=_paper(part))
        try:
            regions = engine.read_line(part, self.dpi * times, _SECONDS)
        except LateError:
            return []
        words = [word for region in regions for line in region.lines for word in line.words]
        across = times * wider
        return [_moved(word, left - pad / across, top, across, times) for word in words]


def _paper(picture: Image.Image) -> int:
    """The grey that most of the lighter half of a picture has."""
    counts = picture.histogram()
    return max(range(128, 256), key=counts.__getitem__)


def reread(
    engine: Engine, picture: Image.Image, regions: Sequence[Region], dpi: float
) -> list[Region]:
    """The regions with uncertain words replaced where another reading is surer.

    Args:
        engine: To read with.
        picture: That the regions were read on.
        regions: With boxes in its pixels.
        dpi: Its resolution.
    """
    left = _MOST
    mended = []
    for region in regions:
        lines = []
        for line in region.lines:
            words: list[Word] = []
            for crop, why in _crops(line, picture, dpi):
                if why is None or left <= 0:
                    words += crop.run
                    continue
                left -= 1
                words += _surest(crop, engine) if why == "unsure" else _parted(crop, engine)
            lines.append(Line(tuple(words)))
        mended.append(Region(tuple(lines)))
    return mended


def _crops(line: Line, picture: Image.Image, dpi: float) -> Iterator[tuple[_Crop, _Why | None]]:
    """The words of a line in runs, and why each is read again, if it is."""
    runs = list(_runs(line))
    for number, (run, why) in enumerate(runs):
        before = runs[number - 1][0][-1].box[2] if number else None
        after = runs[number + 1][0][0].box[0] if number + 1 < len(runs) else None
        yield _Crop(picture, run, line.size, dpi, before, after), why


def _runs(line: Line) -> Iterator[tuple[list[Word], _Why | None]]:
    """Neighbouring words that are uncertain together, or certain together."""
    run: list[Word] = []
    last: _Why | None = None
    for word in line.words:
        why = _why(word)
        is_far = bool(run) and word.box[0] - run[-1].box[2] > line.size
        if run and (why != last or why == "joined" or is_far):
            yield run, last
            run = []
        run.append(word)
        last = why
    yield run, last


def _why(word: Word) -> _Why | None:
    is_figure = not any(map(str.isalpha, word.text))
    if word.confidence < (_UNSURE_FIGURE if is_figure else _UNSURE):
        return "unsure"
    text = word.text.strip(".,;:!?\"'()’”“‘")
    is_joined = not word.is_known and text.islower() and any(a in text for a, _ in _TOUCHING)
    return "joined" if is_joined and text.isalpha() and len(text) > 3 else None


def _parted(crop: _Crop, engine: Engine) -> list[Word]:
    """A word that no dictionary has, set wider: touching letters such as "rn" look like "m".

    The other reading counts only if it is known, as sure, and differs in such letters alone.
    """
    word = crop.run[0]
    for pixels in _WIDE_SIZES:
        words = crop.read(engine, 0.2, pixels, _WIDER)
        is_same = len(words) == 1 and _folded(words[0].text) == _folded(word.text)
        if is_same and words[0].is_known and words[0].confidence >= word.confidence:
            return words
    return crop.run


def _folded(text: str) -> str:
    for joined, letters in _TOUCHING:
        text = text.replace(letters, joined)
    return text


def _surest(crop: _Crop, engine: Engine) -> list[Word]:
    best, confidence = crop.run, min(word.confidence for word in crop.run)
    needed = confidence + (_GAIN if confidence < _UNSURE else _GAIN / 4)
    for margin, pixels in _TRIES:
        words = crop.read(engine, margin, pixels)
        sure = min((word.confidence for word in words), default=0.0)
        if sure >= needed and sure > confidence and _may_replace(words, crop.run):
            best, confidence = words, sure
    return best


def _may_replace(words: Sequence[Word], run: Sequence[Word]) -> bool:
    """Whether other words may stand for a run: none are joined or parted, no marks are added.

    Only a number may come of several words.
    """
    text = "".join(word.text for word in words)
    is_number = 2 * sum(map(str.isdigit, text)) >= len(text)
    letters = _letters(words) - _letters(run)
    is_alike = len(words) == len(run) and abs(letters) <= 1
    return (is_number or is_alike) and _marks(words) <= _marks(run)


def _letters(words: Sequence[Word]) -> int:
    return sum(letter.isalnum() for word in words for letter in word.text)


def _marks(words: Sequence[Word]) -> int:
    return sum(not any(map(str.isalnum, word.text)) for word in words)


def _moved(word: Word, left: float, top: float, across: float, down: float) -> Word:
    """A word of an enlarged part on the whole picture."""

    def move(box: Box) -> Box:
        return (
            box[0] / across + left,
            box[1] / down + top,
            box[2] / across + left,
            box[3] / down + top,
        )

    symbols = tuple(Symbol(symbol.text, move(symbol.box)) for symbol in word.symbols)
    return replace(word, symbols=symbols, box=move(word.box))
