"""Quoted messages in plain text, and what stands below a message: apart from its own sentences.

An answer that stands above what it answers needs no marks: the line above the quoted text says who
wrote it. Where own lines follow quoted ones, the marks are all that tells them apart, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final

__all__ = ["with_parts_apart"]

_MARKS: Final = re.compile(r"[ \t]?(?:>[ \t]?)+")
_LEADS: Final = re.compile(
    r".*(?:\b(?:wrote|writes|said|schrieb\b.*|a écrit|escribió|ha scritto)|\S@\S+)\s*:",
    re.IGNORECASE,
)
"""The line above a quoted message, which says who wrote it."""
_CLOSES: Final = re.compile(
    r"--[ \t]?|_{3,}"
    r"|(?:(?:kind|best|warm|many|with (?:kind|best)) +)?(?:regards|wishes|thanks)[,.!]?"
    r"|(?:yours|sincerely|cheers|best|thanks|thank you)(?: (?:sincerely|faithfully|truly|again))?,",
    re.IGNORECASE,
)
"""A line from which on a message is signed."""


def with_parts_apart(text: str) -> str:
    r"""A text with blank lines around quoted parts, and before the lines that sign it.

    Quoted lines lose their marks where only such lines follow, and one above says who wrote them.

    >>> with_parts_apart("Yes.\nKim wrote:\n> Is it\n> open?")
    'Yes.\nKim wrote:\n\nIs it\nopen?'
    """
    lines = text.split("\n")
    depths = [_depth(line) for line in lines]
    is_bare = _is_led_to(lines, depths)
    parts = []
    for _, numbers in groupby(range(len(lines)), key=lambda n: depths[n]):
        own = [_shown(lines[number], is_bare=is_bare) for number in numbers]
        parts.append("\n".join(_with_signature_apart(own)))
    return "\n\n".join(parts) if len(parts) > 1 else parts[0]


def _depth(line: str) -> int:
    """How many marks a line of quoted text begins with."""
    marks = _MARKS.match(line)
    return 0 if marks is None else marks[0].count(">")


def _is_led_to(lines: Sequence[str], depths: Sequence[int]) -> bool:
    """Whether quoted lines end a text, each deeper part behind a line that says who wrote it."""
    last, said = 0, ""
    for line, depth in zip(lines, depths, strict=True):
        own = line[len(_marks(line)) :].strip() if depth else line.strip()
        if not own:
            continue
        if depth < last or (depth > last and not _LEADS.fullmatch(said)):
            return False
        last, said = depth, own
    return last > 0


def _marks(line: str) -> str:
    marks = _MARKS.match(line)
    return "" if marks is None else marks[0]


def _shown(line: str, *, is_bare: bool) -> str:
    """A line as it is shown; one of marks alone is blank."""
    own = line[len(_marks(line)) :]
    return own if is_bare or not own.strip() else line


def _with_signature_apart(lines: Sequence[str]) -> list[str]:
    apart: list[str] = []
    for line in lines:
        if _CLOSES.fullmatch(line.strip()) and apart and apart[-1].strip():
            apart.append("")
        apart.append(line)
    return apart
