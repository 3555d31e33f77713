"""Automatic numbers of an ODT file, counted as a word processor counts them.

A list has a style, which says how each level is numbered. A level begins anew after an item of a
higher one. A list begins anew, unless it continues the one before of the same style
(``text:continue-numbering``) or another one (``text:continue-list``). A list without a style is
numbered. Headings outside lists are numbered by the style of the outline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from index.loaders.automatic_numbers import Number, label_in
from index.loaders.numerals import counted_letters, number_text
from index.loaders.odt.names import STYLE, TEXT, XML, integer

__all__ = ["OUTLINE", "ListState", "Lists"]

_LEVELS: Final = 10
_LARGEST: Final = 2**31
OUTLINE: Final = "\0outline"
"""Name of the style of the outline, which no style of lists has."""

_NUMBER_LEVELS: Final = (f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style")
_BULLET_LEVELS: Final = (f"{TEXT}list-level-style-bullet", f"{TEXT}list-level-style-image")
_ALIGNMENT: Final = f"{STYLE}list-level-properties/{STYLE}list-level-label-alignment"
_FORMATS: Final = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "": "none", "1st": "ordinal", "One": "cardinalText", "First": "ordinalText",
    "01, 02, 03, ...": "decimalZero", "①, ②, ③, ...": "decimalEnclosedCircle",
    "一, 二, 三, ...": "chineseCounting",
}  # fmt: skip
_PLACE: Final = re.compile(r"%(\d{1,2})%")


@dataclass(frozen=True, slots=True)
class _Level:
    number_format: str = "decimal"
    prefix: str = ""
    suffix: str = "."
    shown: int = 1
    start: int = 1
    pattern: str = ""
    separator: str = " "
    repeats_letters: bool = False
    is_bullet: bool = False


_DEFAULT: Final = _Level()


@dataclass(slots=True)
class ListState:
    """Where a paragraph stands in lists.

    Attributes:
        style: Of the list.
        counters: Of its levels.
        depth: 0-based level.
        is_numbered: Whether the next paragraph gets the number of the item.
        start: Number that the item begins anew with, if it does.
        number: The number as the file says it; empty where it does not.
    """

    style: str
    counters: list[int | None]
    depth: int = 0
    is_numbered: bool = False
    start: int | None = None
    number: str = ""


class Lists:
    """The styles of the lists of a file, and how far each list has been counted."""

    def __init__(self, roots: list[Any]) -> None:
        """Roots of the parts with styles; the later ones come first."""
        self._elements: dict[str, Any] = {}
        self._styles: dict[str, dict[int, _Level] | None] = {}
        self._by_id: dict[str, list[int | None]] = {}
        self._last: dict[str, list[int | None]] = {}
        self._outline: list[int | None] = [None] * _LEVELS
        for root in roots:
            for element in root.iter(f"{TEXT}list-style", f"{TEXT}outline-style"):
                is_outline = element.tag == f"{TEXT}outline-style"
                name = OUTLINE if is_outline else element.get(f"{STYLE}name") or ""
                self._elements[name] = element

    def open(self, element: Any, outer: ListState | None, paragraph_style: str = "") -> ListState:
        """The state in a list, in another one or not; in front of its first item."""
        style = element.get(f"{TEXT}style-name") or ""
        if outer is not None:
            depth = min(outer.depth + 1, _LEVELS - 1)
            return ListState(style or outer.style, outer.counters, depth)
        style = style or paragraph_style
        continued = self._by_id.get(element.get(f"{TEXT}continue-list") or "")
        if continued is None and element.get(f"{TEXT}continue-numbering") == "true":
            continued = self._last.get(style)
        counters: list[int | None] = [None] * _LEVELS if continued is None else continued
        self._last[style] = counters
        identifier = element.get(f"{XML}id")
        if identifier:
            self._by_id[identifier] = counters
        return ListState(style, counters)

    def next(self, state: ListState) -> Number | None:
        """Count the item whose first paragraph this is; None where nothing is in front of it."""
        return self._next(state.style, state.counters, state.depth, state.start, state.number)

    def next_heading(self, level: int, start: int | None, number: str) -> Number | None:
        """Count a heading outside lists, of a level from 1."""
        if OUTLINE not in self._elements:
            return Number(f"{number} ", label_in(number), level - 1) if number else None
        return self._next(OUTLINE, self._outline, min(level, _LEVELS) - 1, start, number)

    def _levels(self, style: str) -> dict[int, _Level] | None:
        """The levels of a style by their number from 0; None for an unknown one."""
        if style not in self._styles:
            element = self._elements.get(style)
            self._styles[style] = None if element is None else _levels(element)
        return self._styles[style]

    def _next(
        self, style: str, counters: list[int | None], depth: int, start: int | None, number: str
    ) -> Number | None:
        levels = self._levels(style)
        level = _DEFAULT if levels is None else levels.get(depth)
        if level is not None and level.is_bullet:
            counters[depth + 1 :] = [None] * (_LEVELS - depth - 1)
            return Number("- ", "", depth)
        value = counters[depth]
        if start is not None:
            counters[depth] = start
        else:
            first = 1 if level is None else level.start
            counters[depth] = first if value is None else value + 1
        counters[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        text = number or ("" if level is None else _shown(levels, level, counters, depth))
        separator = " " if level is None else level.separator
        return Number(text + separator, label_in(text), depth) if text.strip() else None


def _shown(
    levels: dict[int, _Level] | None, level: _Level, counters: list[int | None], depth: int
) -> str:
    def at(place: int) -> str:
        other = level if levels is None else levels.get(place, level)
        value = counters[place]
        return _formatted(other.start if value is None else value, other)

    if level.pattern:
        return _PLACE.sub(
            lambda match: at(int(match[1]) - 1) if 0 < int(match[1]) <= depth + 1 else "",
            level.pattern,
        )
    own = at(depth)
    above = [at(place) for place in range(max(depth + 1 - level.shown, 0), depth)] if own else []
    return level.prefix + ".".join([*filter(None, above), own]) + level.suffix


def _formatted(number: int, level: _Level) -> str:
    if level.number_format.endswith("Letter") and not level.repeats_letters:
        letters = counted_letters(number)
        return letters.lower() if level.number_format == "lowerLetter" else letters
    return number_text(number, level.number_format)


def _levels(style: Any) -> dict[int, _Level]:
    levels = {}
    for element in style.iter(*_NUMBER_LEVELS, *_BULLET_LEVELS):
        depth = integer(element.get(f"{TEXT}level"), 1, _LEVELS) - 1
        levels[depth] = _level(element)
    return levels


def _level(element: Any) -> _Level:
    if element.tag in _BULLET_LEVELS:
        return _Level(is_bullet=True)
    alignment = element.find(_ALIGNMENT)
    followed = "" if alignment is None else alignment.get(f"{TEXT}label-followed-by") or ""
    # LibreOffice writes the pattern of ODF 1.3 under a name of its own, too.
    pattern = next((v for k, v in element.attrib.items() if k.endswith("}num-list-format")), "")
    return _Level(
        number_format=_FORMATS.get(element.get(f"{STYLE}num-format") or "", "decimal"),
        prefix=element.get(f"{STYLE}num-prefix") or "",
        suffix=element.get(f"{STYLE}num-suffix") or "",
        shown=integer(element.get(f"{TEXT}display-levels"), 1, _LEVELS),
        start=integer(element.get(f"{TEXT}start-value"), 1, _LARGEST),
        pattern=pattern if element.get(f"{STYLE}num-format") else "",
        separator="" if followed == "nothing" else " ",
        repeats_letters=element.get(f"{STYLE}num-letter-sync") == "true",
    )
