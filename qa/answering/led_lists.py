"""Lists that a quoted sentence leads to: "Three things are open:" says nothing without them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from index.structure import Block
from index.values import Span
from qa.answer import Citation

__all__ = ["with_led_lists"]

_LISTED: Final = ("item", "row")
_MOST: Final = 12
"""Items, or rows of a table, of a list that are quoted with what leads to it."""
_LONGEST: Final = 1_500
"""Code points that they have together at most."""
_ENDS: Final = " \t\r\n*_"
"""What stands behind a colon at the end of a sentence: marks of its style."""


def with_led_lists(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Citations that end in a colon with the list that follows, as far as it is not too long.

    So do those that end in such a list. A citation that lies in the list is left out: it stands
    there.
    """
    whole: list[Citation] = []
    extended = []
    for citation in citations:
        end = _end_of_list(citation)
        whole.append(replace(citation, end=end))
        if end > citation.end:
            extended.append(whole[-1])
    return tuple(c for c in whole if not any(e.covers(c) and not c.covers(e) for e in extended))


def _end_of_list(citation: Citation) -> int:
    """Where a citation ends with the items that it leads to; where it ends if it leads to none."""
    document, end = citation.document, citation.end
    blocks = document.structure.blocks
    number = document.structure.number_at(end - 1)
    while number > 0 and blocks[number].kind in _LISTED and blocks[number].start > citation.start:
        number -= 1
    if number < 0 or blocks[number].kind in _LISTED:
        return end
    leads_to = Span(blocks[number].start, min(blocks[number].end, end))
    if not document.text[leads_to.start : leads_to.end].rstrip(_ENDS).endswith(":"):
        return end
    if document.text[leads_to.end : blocks[number].end].strip(_ENDS):
        return end  # the sentence goes on in its paragraph
    for count, block in enumerate(_list_behind(blocks, number)):
        if count == _MOST or block.end - leads_to.end > _LONGEST:
            break
        end = max(end, block.end)
    return end


def _list_behind(blocks: Sequence[Block], number: int) -> Iterator[Block]:
    """The items or rows that follow a block at once, one after the other."""
    first = blocks[number + 1] if number + 1 < len(blocks) else blocks[number]
    for at in range(number + 1, len(blocks)):
        block = blocks[at]  # one by one: a large document has many
        if block.kind not in _LISTED or (block.kind, block.table) != (first.kind, first.table):
            return
        yield block
