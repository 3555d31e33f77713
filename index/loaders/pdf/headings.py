"""Headings of a document by the size and weight of their type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from index.loaders.labels import label_of
from index.structure import Block

__all__ = ["Heading", "Style", "heading_levels"]

_LARGER: Final = 1.12
"""Least size of a heading's type as a multiple of the usual one, unless it is bold."""

_LEAST: Final = 0.95
_LONGEST: Final = 200
_MOST_LINES: Final = 3
_DEEPEST: Final = 6
_NO_HEADING: Final = (".", ",", ";", ":")
_LEADERS: Final = re.compile(r"(?:\.\s?){5,}|…{2,}|_{4,}")


@dataclass(frozen=True, slots=True)
class Style:
    """How a block is set.

    Attributes:
        size: In points.
        is_bold: Whether all of it is.
        lines: Number of lines.
        text: How it begins.
    """

    size: float
    is_bold: bool
    lines: int
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What a block is as a heading."""

    level: int
    label: str

    def apply(self, block: Block) -> Block:
        """The block as that heading."""
        return replace(block, kind="heading", level=self.level, label=self.label)


def heading_levels(styles: Sequence[Style | None]) -> list[Heading | None]:
    """For each block the heading that it is; None for others, and where its style is not known.

    A heading is short, ends no sentence, and is larger than the usual type of the document, or
    bold where that is not. Each distinct style among them is a level.
    """
    lengths: Counter[tuple[float, bool]] = Counter()
    for style in styles:
        if style is not None:
            lengths[_rounded(style), style.is_bold] += style.lines * len(style.text)
    if not lengths:
        return [None] * len(styles)
    usual, is_bold = max(lengths, key=lambda key: (lengths[key], key))
    is_heading_of = [style is not None and _is_heading(style, usual, is_bold) for style in styles]
    ranks = sorted(
        {
            (_rounded(style), style.is_bold)
            for style, is_heading in zip(styles, is_heading_of, strict=True)
            if style is not None and is_heading
        },
        reverse=True,
    )
    return [
        Heading(
            min(ranks.index((_rounded(style), style.is_bold)) + 1, _DEEPEST),
            label_of(style.text, is_heading=True),
        )
        if style is not None and is_heading
        else None
        for style, is_heading in zip(styles, is_heading_of, strict=True)
    ]


def _rounded(style: Style) -> float:
    return round(style.size * 2) / 2


def _is_heading(style: Style, usual: float, is_usual_bold: bool) -> bool:
    text = style.text
    if style.lines > _MOST_LINES or len(text) > _LONGEST or text.endswith(_NO_HEADING):
        return False
    if not any(map(str.isalpha, text)) or _LEADERS.search(text):
        return False
    is_larger = style.size >= _LARGER * usual
    return is_larger or (style.is_bold and not is_usual_bold and style.size >= _LEAST * usual)
