"""Automatic numbers of a DOCX file, counted as a word processor counts them.

A paragraph names a list (``w:num``) and a level in it. Lists share the counters of the definition
(``w:abstractNum``) that they are made of; a list may begin anew (``w:startOverride``) when its
first paragraph comes. A level begins anew after a paragraph of a higher one, unless it says
otherwise (``w:lvlRestart``). A higher level that has not been counted yet shows the number it will
start with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

from index.loaders.automatic_numbers import Number, label_in
from index.loaders.docx.parts import W, is_off, value_of
from index.loaders.docx.styles import Styles
from index.loaders.numerals import number_text

__all__ = ["Numbering"]

_LEVELS: Final = 9
_LARGEST: Final = 2**31
_PLACE: Final = re.compile(r"%([1-9])")
_SUFFIXES: Final = {"nothing": ""}
_WORD: Final = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    suffix: str = " "
    restart: int | None = None
    is_legal: bool = False
    style: str = ""


@dataclass(slots=True)
class _List:
    """A list: its definition, and what it changes in it."""

    definition: str
    levels: dict[int, _Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document and how far each has been counted."""

    def __init__(self, root: Any | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions: dict[str, Any] = {}
        self._elements: dict[str, Any] = {}
        for element in () if root is None else root.iterchildren(f"{W}abstractNum"):
            self._definitions.setdefault(element.get(f"{W}abstractNumId") or "", element)
        for element in () if root is None else root.iterchildren(f"{W}num"):
            self._elements.setdefault(element.get(f"{W}numId") or "", element)
        self._lists: dict[str, _List | None] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def depth_of(self, list_id: str, style_ids: tuple[str, ...]) -> int | None:
        """The level that a list keeps for the first of the styles that it knows; None without."""
        list_ = self._list(list_id)
        by_style = {} if list_ is None else {level.style: n for n, level in list_.levels.items()}
        return next((by_style[style] for style in style_ids if style and style in by_style), None)

    def next(self, list_id: str, depth: int) -> Number | None:
        """Count a paragraph of a list; what stands in front of it, or None where nothing does."""
        list_ = self._list(list_id)
        depth = max(0, min(depth, _LEVELS - 1))
        if list_ is None or depth not in list_.levels:
            return None
        counters = self._counters.setdefault(list_.definition, [None] * _LEVELS)
        self._count(list_, list_id, depth, counters)
        level = list_.levels[depth]
        if level.number_format == "bullet" and not _WORD.search(level.text):
            return Number("- ", "", depth) if level.text else None
        text = _PLACE.sub(
            lambda place: _value(list_, level, counters, int(place[1]) - 1), level.text
        )
        if not text.strip():
            return None
        is_counted = level.number_format != "bullet"
        return Number(text + level.suffix, label_in(text) if is_counted else "", depth)

    def _count(self, list_: _List, list_id: str, depth: int, counters: list[int | None]) -> None:
        value = counters[depth]
        begins = depth in list_.starts and (list_id, depth) not in self._begun
        self._begun.add((list_id, depth))
        counters[depth] = _start(list_, depth) if value is None or begins else value + 1
        for below in range(depth + 1, _LEVELS):
            restart = list_.levels[below].restart if below in list_.levels else None
            if restart is None or depth < restart:
                counters[below] = None

    def _list(self, list_id: str) -> _List | None:
        if list_id not in self._lists:
            self._lists[list_id] = self._made(list_id)
        return self._lists[list_id]

    def _made(self, list_id: str) -> _List | None:
        element = self._elements.get(list_id)
        if element is None:
            return None
        list_ = _List(self._definition(value_of(element, "abstractNumId") or ""))
        definition = self._definitions.get(list_.definition)
        if definition is None:
            return None
        for level in definition.iterchildren(f"{W}lvl"):
            list_.levels[_integer(level.get(f"{W}ilvl"))] = _level(level)
        for override in element.iterchildren(f"{W}lvlOverride"):
            depth = _integer(override.get(f"{W}ilvl"))
            level = override.find(f"{W}lvl")
            if level is not None:
                list_.levels[depth] = _level(level)
            start = value_of(override, "startOverride")
            if start is not None:
                list_.starts[depth] = _integer(start)
                list_.levels[depth] = replace(
                    list_.levels.get(depth, _Level()), start=_integer(start)
                )
        return list_

    def _definition(self, identifier: str) -> str:
        """The definition behind links to styles of lists, which lead to lists again."""
        for _ in range(_LEVELS):
            definition = self._definitions.get(identifier)
            link = None if definition is None else value_of(definition, "numStyleLink")
            target = self._elements.get(self._styles.list_of(link)) if link else None
            following = None if target is None else value_of(target, "abstractNumId")
            if following is None or following == identifier:
                break
            identifier = following
        return identifier


def _start(list_: _List, depth: int) -> int:
    return list_.levels[depth].start if depth in list_.levels else 1


def _value(list_: _List, level: _Level, counters: list[int | None], depth: int) -> str:
    """The counter of a level, as that level writes it."""
    value = counters[depth]
    number = _start(list_, depth) if value is None else value
    number_format = list_.levels[depth].number_format if depth in list_.levels else "decimal"
    if number_format == "none":
        return ""
    return number_text(number, "decimal" if level.is_legal else number_format)


def _level(element: Any) -> _Level:
    legal = element.find(f"{W}isLgl")
    restart = value_of(element, "lvlRestart")
    # A format of a later version stands beside one that all know, which comes last.
    formats = [format_tag.get(f"{W}val") or "decimal" for format_tag in element.iter(f"{W}numFmt")]
    suffix = value_of(element, "suff") or "tab"
    text = value_of(element, "lvlText") or ""
    has_picture = element.find(f"{W}lvlPicBulletId") is not None
    return _Level(
        start=_integer(value_of(element, "start")),
        number_format=formats[-1] if formats else "decimal",
        text=text or ("-" if has_picture else ""),
        suffix=_SUFFIXES.get(suffix, " "),
        restart=None if restart is None else _integer(restart),
        is_legal=legal is not None and not is_off(legal.get(f"{W}val")),
        style=value_of(element, "pStyle") or "",
    )


def _integer(value: str | None) -> int:
    digits = (value or "").strip()[:12]
    return min(int(digits), _LARGEST) if digits.isascii() and digits.isdecimal() else 0
