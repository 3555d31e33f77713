"""Whether the text of a PDF page can be read from the file, or only in the page's picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from index.loaders.pdf.content import Content
from index.loaders.pdf.page_text import UNREADABLE
from index.loaders.pdf.running import Edge, Role

__all__ = ["lacks_text"]

_LEAST_LETTERS: Final = 20


def lacks_text(content: Content, running: Sequence[tuple[Edge, Role]]) -> bool:
    """Whether a page has hardly any text beside headers and footers, or mostly unreadable text."""
    left_out = {id(unit) for edge, _ in running for unit in edge.units}
    letters = unreadable = 0
    for unit in content.units:
        if unit.parts:
            letters += _LEAST_LETTERS
        elif id(unit) not in left_out:
            text = content.text[unit.start : unit.end]
            letters += sum(map(str.isalpha, text))
            unreadable += text.count(UNREADABLE)
    return letters < _LEAST_LETTERS or unreadable > letters
