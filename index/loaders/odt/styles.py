"""Styles of an ODT file: headings, captions, hidden text, the layout of pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from index.loaders.odt.names import FO, STYLE, TEXT, integer, points

__all__ = ["ParagraphStyle", "Styles"]

_ESCAPED: Final = re.compile(r"_([0-9a-f]{2,4})_")
_HEADING: Final = re.compile(r"heading ([1-9])")
_CAPTIONS: Final = frozenset({"caption", "illustration", "table", "figure", "drawing"})
_HEIGHT: Final = re.compile(r"0*[1-9]\d*(?:\.\d+)?%")
_LONGEST_CHAIN: Final = 20
_PAGE: Final = (612.0, 792.0)
"""Width and height of a page in points, where the file does not say: Letter."""


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A style of paragraphs, with what it takes over from its parents.

    Attributes:
        level: Of a heading, 1 the highest; 0 for what is no heading.
        is_title: Whether it is the style of the document's title.
        is_caption: Whether it is one of those of captions.
        is_hidden: Whether its text is hidden.
        list_style: Of the list that its paragraphs belong to; empty without one.
    """

    level: int = 0
    is_title: bool = False
    is_caption: bool = False
    is_hidden: bool = False
    list_style: str = ""


class Styles:
    """The styles of a file: automatic ones of its text come before those that have a name."""

    def __init__(self, roots: Iterable[Any]) -> None:
        """Roots of the parts with styles; the later ones come first."""
        self._elements: dict[tuple[str, str], Any] = {}
        self._paragraphs: dict[str, ParagraphStyle] = {}
        self._hidden: dict[str, bool] = {}
        self._raised: dict[str, bool] = {}
        self.page_area = 0.0
        """Of the first layout of a page, in square points."""
        for root in roots:
            for element in root.iter(f"{STYLE}style"):
                key = (element.get(f"{STYLE}family") or "", element.get(f"{STYLE}name") or "")
                self._elements[key] = element
            for layout in root.iter(f"{STYLE}page-layout-properties"):
                width = points(layout.get(f"{FO}page-width")) or _PAGE[0]
                height = points(layout.get(f"{FO}page-height")) or _PAGE[1]
                self.page_area = self.page_area or width * height
        self.page_area = self.page_area or _PAGE[0] * _PAGE[1]

    def paragraph(self, name: str | None) -> ParagraphStyle:
        """The style of a paragraph; one that says nothing where it is unknown."""
        name = name or ""
        if name not in self._paragraphs:
            self._paragraphs[name] = self._resolved(name)
        return self._paragraphs[name]

    def hides(self, name: str | None) -> bool:
        """Whether a style of text hides it."""
        name = name or ""
        if name not in self._hidden:
            self._hidden[name] = _is_hidden(self._chain("text", name))
        return self._hidden[name]

    def raises(self, name: str | None) -> bool:
        """Whether a style of text raises its characters."""
        name = name or ""
        if name not in self._raised:
            self._raised[name] = _is_raised(self._chain("text", name))
        return self._raised[name]

    def _chain(self, family: str, name: str) -> list[tuple[str, Any]]:
        """The style and its parents with their names; ends where it would go round in a circle."""
        chain: list[tuple[str, Any]] = []
        seen: set[str] = set()
        while name and name not in seen and len(chain) < _LONGEST_CHAIN:
            seen.add(name)
            element = self._elements.get((family, name))
            if element is None:
                # The built-in styles need not stand in the file.
                chain.append((_readable(name), None))
                break
            chain.append((_readable(element.get(f"{STYLE}display-name") or name), element))
            name = element.get(f"{STYLE}parent-style-name") or ""
        return chain

    def _resolved(self, name: str) -> ParagraphStyle:
        chain = self._chain("paragraph", name)
        names = [name for name, _ in chain]
        lists = (
            element.get(f"{STYLE}list-style-name")
            for _, element in chain
            if element is not None and element.get(f"{STYLE}list-style-name") is not None
        )
        return ParagraphStyle(
            level=_level(chain),
            is_title="title" in names,
            is_caption=any(name in _CAPTIONS for name in names),
            is_hidden=_is_hidden(chain),
            list_style=next(lists, ""),
        )


def _readable(name: str) -> str:
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), name).strip().lower()


def _level(chain: list[tuple[str, Any]]) -> int:
    for name, element in chain:
        outline = None if element is None else element.get(f"{STYLE}default-outline-level")
        if outline is not None:
            return integer(outline, 0, 10)
        match = _HEADING.fullmatch(name)
        if match or name == "title":
            return int(match[1]) if match else 1
    return 0


def _is_hidden(chain: list[tuple[str, Any]]) -> bool:
    for _, element in chain:
        properties = None if element is None else element.find(f"{STYLE}text-properties")
        display = None if properties is None else properties.get(f"{TEXT}display")
        if display is not None:
            return bool(display == "none")
    return False


def _is_raised(chain: list[tuple[str, Any]]) -> bool:
    for _, element in chain:
        properties = None if element is None else element.find(f"{STYLE}text-properties")
        position = None if properties is None else properties.get(f"{STYLE}text-position")
        if position is not None:
            # "super 58%", or the height in per cent of the letters: "33% 58%".
            return bool(position.startswith("super") or _HEIGHT.match(position))
    return False
