"""The lines of a text, with their places in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["TextLine", "chunks_of", "lines_of"]

_NEWLINE: Final = re.compile(r"\r\n|\r|\n")
_TAB: Final = 8


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line without the white space at its ends.

    Attributes:
        text: What is left; empty for a blank line.
        start: Offset of its first code point.
        origin: Offset of the line itself, white space included.
        indent: Columns in front of it; a tab reaches to the next multiple of 8.
    """

    text: str
    start: int
    origin: int
    indent: int

    @property
    def end(self) -> int:
        """Offset after its last code point."""
        return self.start + len(self.text)

    @property
    def width(self) -> int:
        """Columns that it takes, indent included."""
        return self.indent + len(self.text)


def lines_of(text: str) -> list[TextLine]:
    """All lines, blank ones included, as LF, CR LF or CR end them."""
    lines = []
    origin = 0
    for match in _NEWLINE.finditer(text):
        lines.append(_line(text[origin : match.start()], origin))
        origin = match.end()
    lines.append(_line(text[origin:], origin))
    return lines


def _line(raw: str, origin: int) -> TextLine:
    stripped = raw.strip()
    left = len(raw) - len(raw.lstrip()) if stripped else 0
    indent = len(raw[:left].expandtabs(_TAB)) if left else 0
    return TextLine(stripped, origin + left, origin, indent)


def chunks_of(lines: list[TextLine]) -> list[list[TextLine]]:
    """Lines that follow each other without a blank one between them."""
    chunks: list[list[TextLine]] = []
    is_open = False
    for line in lines:
        if not line.text:
            is_open = False
        elif is_open:
            chunks[-1].append(line)
        else:
            chunks.append([line])
            is_open = True
    return chunks
