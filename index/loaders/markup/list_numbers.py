"""Numbers and bullets of the items of lists, as a browser draws them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["LIST_TAGS", "ListStack"]

LIST_TAGS: Final = frozenset({"ol", "ul", "menu", "dir"})
_INTEGER: Final = re.compile(r"\s*([-+]?\d{1,6})")
_STYLE: Final = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.I)
_STYLES: Final = {
    "1": "1", "a": "a", "A": "A", "i": "i", "I": "I", "decimal": "1", "lower-alpha": "a",
    "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i",
    "upper-roman": "I", "none": "",
}  # fmt: skip
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(slots=True)
class _NumberedList:
    style: str
    next: int
    step: int


class ListStack:
    """The lists that are open at a place of a tree, the innermost last."""

    def __init__(self) -> None:
        self._lists: list[_NumberedList | None] = []

    @property
    def depth(self) -> int:
        """Number of open lists."""
        return len(self._lists)

    def open(self, element: Any) -> None:
        """Enter a list."""
        if element.tag != "ol":
            self._lists.append(None)
            return
        is_reversed = element.get("reversed") is not None
        start = _integer(element.get("start"))
        if start is None:
            start = sum(1 for child in element if child.tag == "li") if is_reversed else 1
        self._lists.append(_NumberedList(_style(element, "1"), start, -1 if is_reversed else 1))

    def close(self) -> None:
        """Leave the innermost list."""
        if self._lists:
            self._lists.pop()

    def number(self, item: Any) -> str | None:
        """The number of the next item, empty where it shows none; None for a bullet."""
        numbered = self._lists[-1] if self._lists else None
        if numbered is None:
            return None
        value = _integer(item.get("value"))
        if value is not None:
            numbered.next = value
        number = numbered.next
        numbered.next += numbered.step
        style = _style(item, numbered.style)
        return _formatted(number, style) if style else ""


def _integer(value: str | None) -> int | None:
    match = _INTEGER.match(value or "")
    return int(match[1]) if match else None


def _style(element: Any, default: str) -> str:
    match = _STYLE.search(element.get("style") or "")
    name = match[1].lower() if match else element.get("type") or ""
    return _STYLES.get(name, default)


def _formatted(number: int, style: str) -> str:
    if style in "aA" and number > 0:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord(style) + rest) + letters
        return letters
    if style in "iI" and 0 < number < 4000:
        roman = ""
        for value, letters in _ROMAN:
            roman += letters * (number // value)
            number %= value
        return roman if style == "i" else roman.upper()
    return str(number)
