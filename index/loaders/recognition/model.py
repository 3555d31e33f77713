"""Pages as pictures, and what was recognised on them."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Final, Protocol

from PIL import Image

__all__ = ["Box", "Line", "PagePicture", "Region", "Symbol", "Word", "around"]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom; the origin is the upper left corner."""


_HEIGHTS: Final = (
    (frozenset("ABCDEFGHIKLMNOPRSTUVWXYZ0123456789bdfhkl"), 0.7),
    (frozenset("acemnorsuvwxz"), 0.5),
)
"""Letters by their height as a share of the size of the type."""


class PagePicture(Protocol):
    """A page that can be drawn at any resolution."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points, as the page is shown."""
        ...

    @property
    def resolution(self) -> float:
        """Dots per inch that it has by itself; infinite for what is drawn of lines and letters."""
        ...

    def draw(self, dpi: float) -> Image.Image:
        """The page in grey (mode ``L``), as it is shown."""
        ...


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter, digit or sign.

    Attributes:
        text: One code point, or the several ones of a ligature.
        box: In pixels or points, as the word that it belongs to.
    """

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Word:
    """A word between two spaces.

    Attributes:
        symbols: Never empty.
        box: Around all of it, in pixels of the picture that was read, or in points.
        confidence: 0 to 100.
        is_known: Whether the recogniser's dictionary has it.
    """

    symbols: tuple[Symbol, ...]
    box: Box
    confidence: float
    is_known: bool = True

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(symbol.text for symbol in self.symbols)


@dataclass(frozen=True, slots=True)
class Line:
    """Words beside each other, from left to right; never empty."""

    words: tuple[Word, ...]

    @property
    def box(self) -> Box:
        """Around the words."""
        return around([word.box for word in self.words])

    @property
    def text(self) -> str:
        """The words, joined by a space."""
        return " ".join(word.text for word in self.words)

    @property
    def height(self) -> float:
        """Of the highest word."""
        return max(word.box[3] - word.box[1] for word in self.words)

    @property
    def size(self) -> float:
        """Size of the type, from the heights of its letters; the unit is that of the boxes."""
        sizes = [
            (symbol.box[3] - symbol.box[1]) / share
            for word in self.words
            for symbol in word.symbols
            for letters, share in _HEIGHTS
            if symbol.text in letters
        ]
        return max(statistics.median(sizes) if sizes else self.height, 1.0)

    @property
    def baseline(self) -> float:
        """The lower edge of letters that stand on the line."""
        bottoms = [
            symbol.box[3]
            for word in self.words
            for symbol in word.symbols
            for letters, _ in _HEIGHTS
            if symbol.text in letters
        ]
        return statistics.median(bottoms) if bottoms else self.box[3]


@dataclass(frozen=True, slots=True)
class Region:
    """Lines below each other that the recogniser found to belong together; never empty."""

    lines: tuple[Line, ...]

    @property
    def box(self) -> Box:
        """Around the lines."""
        return around([line.box for line in self.lines])


def around(boxes: list[Box]) -> Box:
    """The smallest box that holds all of ``boxes``, of which there is at least one."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
