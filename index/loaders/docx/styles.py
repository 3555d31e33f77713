"""Styles of a DOCX file: what a paragraph is by its style and by those that the style is based on.

Programs write the built-in names in English in every language ("heading 1"); files that were
converted have them in the language of the user, which ``_HEADING`` knows for some.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from index.loaders.docx.parts import W, is_off, value_of

__all__ = ["Style", "Styles", "outline_level"]

_HEADING: Final = re.compile(
    r"(?:heading|überschrift|titre|título|titulo|encabezado|titolo|kop|rubrik|overskrift|otsikko|"
    r"nagłówek|nadpis|заголовок|标题|標題|見出し|제목)\s*([1-9])"
)
_TITLES: Final = frozenset({"title", "titel", "título", "titolo"})
_CONTENTS: Final = re.compile(r"toc (?:\d|heading)|contents (?:\d|heading)|table of figures")
_BULLETS: Final = re.compile(r"list (?:bullet|number)(?: \d)?")
_LONGEST_CHAIN: Final = 20


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style, with what it takes over from those that it is based on.

    Attributes:
        ids: Its id and those of the styles that it is based on.
        level: Of a heading, 1 the highest; 0 for what is no heading.
        is_title: Whether it is the style of the document's title.
        is_caption: Whether it is that of captions.
        is_contents: Whether it is one of those of the lines of a table of contents.
        is_list: Whether it is one of the built-in styles of lists.
        is_hidden: Whether its text is hidden.
        numbering: Id of a list (``w:numId``); empty without one.
        depth: 0-based level in it (``w:ilvl``), if the style says.
    """

    ids: tuple[str, ...] = ()
    level: int = 0
    is_title: bool = False
    is_caption: bool = False
    is_contents: bool = False
    is_list: bool = False
    is_hidden: bool = False
    numbering: str = ""
    depth: int | None = None


def outline_level(value: str | None) -> int | None:
    """Level of a heading from ``w:outlineLvl``; 0 for body text; None where nothing is said."""
    if value is None or not value.isdecimal() or len(value) > 1:
        return None
    return int(value) + 1 if int(value) < 9 else 0


class Styles:
    """The styles of a file; an unknown id is a style that says nothing."""

    def __init__(self, root: Any | None) -> None:
        self._elements: dict[str, Any] = {}
        self._default = ""
        self._cache: dict[str, Style] = {}
        self._hidden: dict[str, bool] = {}
        self._alignments: dict[str, str] = {}
        for element in () if root is None else root.iter(f"{W}style"):
            identifier = element.get(f"{W}styleId") or ""
            self._elements.setdefault(identifier, element)
            is_default = element.get(f"{W}default") in ("1", "true", "on")
            if is_default and element.get(f"{W}type") == "paragraph":
                self._default = identifier

    def paragraph(self, identifier: str | None) -> Style:
        """The style of a paragraph that names ``identifier``, or none."""
        identifier = self._default if identifier is None else identifier
        style = self._cache.get(identifier)
        if style is None:
            style = self._cache[identifier] = self._resolved(identifier)
        return style

    def hides(self, identifier: str) -> bool:
        """Whether a character style hides its text."""
        if identifier not in self._hidden:
            self._hidden[identifier] = _is_hidden(self._chain(identifier))
        return self._hidden[identifier]

    def raises(self, properties: Any) -> bool:
        """Whether the properties of a run (``w:rPr``), or their style, raise its characters."""
        align = value_of(properties, "vertAlign")
        if align is None and (style := value_of(properties, "rStyle")):
            align = self._alignment(style)
        return align == "superscript"

    def _alignment(self, identifier: str) -> str:
        if identifier not in self._alignments:
            values = (
                ""
                if (properties := style.find(f"{W}rPr")) is None
                else value_of(properties, "vertAlign") or ""
                for style in self._chain(identifier)
            )
            self._alignments[identifier] = next(filter(None, values), "")
        return self._alignments[identifier]

    def list_of(self, identifier: str) -> str:
        """The list (``w:numId``) that a style of lists stands for; empty without one."""
        element = self._elements.get(identifier)
        number = None if element is None else element.find(f"{W}pPr/{W}numPr")
        return "" if number is None else value_of(number, "numId") or ""

    def _chain(self, identifier: str) -> list[Any]:
        """The style and what it is based on; ends where it would go round in a circle."""
        chain: list[Any] = []
        seen: set[str] = set()
        while identifier in self._elements and identifier not in seen:
            seen.add(identifier)
            chain.append(self._elements[identifier])
            if len(chain) >= _LONGEST_CHAIN:
                break
            identifier = value_of(chain[-1], "basedOn") or ""
        return chain

    def _resolved(self, identifier: str) -> Style:
        chain = self._chain(identifier)
        names = [(value_of(style, "name") or "").strip().lower() for style in chain]
        numbering: str | None = None
        depth: int | None = None
        for style in chain:
            number = style.find(f"{W}pPr/{W}numPr")
            if number is None:
                continue
            numbering = numbering if numbering is not None else value_of(number, "numId")
            value = value_of(number, "ilvl")
            if depth is None and value and value.isdecimal():
                depth = int(value[:3])
        return Style(
            ids=tuple(style.get(f"{W}styleId") or "" for style in chain),
            level=_heading_level(chain, names),
            is_title=bool(names) and names[0] in _TITLES,
            is_caption="caption" in names,
            is_contents=any(map(_CONTENTS.fullmatch, names)),
            is_list=any(map(_BULLETS.fullmatch, names)),
            is_hidden=_is_hidden(chain),
            numbering=numbering or "",
            depth=depth,
        )


def _heading_level(chain: list[Any], names: list[str]) -> int:
    for style, name in zip(chain, names, strict=True):
        properties = style.find(f"{W}pPr")
        outline = None if properties is None else value_of(properties, "outlineLvl")
        level = outline_level(outline)
        if level is not None:
            return level
        match = _HEADING.fullmatch(name)
        if match or name in _TITLES:
            return int(match[1]) if match else 1
    return 0


def _is_hidden(chain: list[Any]) -> bool:
    for style in chain:
        vanish = style.find(f"{W}rPr/{W}vanish")
        if vanish is not None:
            return not is_off(vanish.get(f"{W}val"))
    return False
