"""What people read of an export, part by part, as it is read back from the file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["ShownPart", "by_turn", "collapsed", "numbered", "part_digest", "visible"]

_VISIBLE: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"},
    **dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd"),
    0x7F: "\u2421",
}


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a turn.

    Attributes:
        name: ``question``, ``answer``, ``also found 1``, ``item 2``, ``quotation 1``, ``place 1``,
            ``sentence 1`` (a quotation in the text, beside its footnote), or ``line 3`` for what
            else there is.
        text: With white space collapsed.
    """

    name: str
    text: str


def visible(text: str) -> str:
    """``text`` with what no file form can carry replaced, one code point for one.

    Control characters but tab and line ends become their control pictures, half characters and
    what Unicode reserves become U+FFFD.
    """
    return text.translate(_VISIBLE)


def collapsed(text: str) -> str:
    """``visible(text)`` on one line, every run of white space as one space."""
    return " ".join(visible(text).split())


def part_digest(part: ShownPart) -> str:
    """Hex SHA-256 of the text of a part."""
    return hashlib.sha256(part.text.encode("utf-8", "replace")).hexdigest()


def by_turn(read: Iterable[tuple[str, str]]) -> list[list[ShownPart]]:
    """Parts of a whole file, in its order, as parts of turns: a question begins the next turn.

    Args:
        read: Names without numbers, or with those that stand in the file, and texts. What comes
            before the first question is left out.
    """
    turns: list[list[tuple[str, str]]] = []
    for name, text in read:
        if name == "question":
            turns.append([])
        if turns:
            turns[-1].append((name, text))
    return [numbered(turn) for turn in turns]


def numbered(read: Iterable[tuple[str, str]]) -> list[ShownPart]:
    """Parts of a turn; lines, items and further answers get their numbers."""
    counts: dict[str, int] = {}
    parts = []
    for name, text in read:
        if name in ("line", "item", "also found", "sentence"):
            counts[name] = counts.get(name, 0) + 1
            name = f"{name} {counts[name]}"
        parts.append(ShownPart(name, collapsed(text)))
    return parts
