"""A numbered part of a document as a whole: what ``What does clause 6.2 say?`` asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.structure import Block
from index.text.label_keys import label_key
from index.values import Document, Span
from qa.retriever import Hit

__all__ = ["LabelledPart", "labelled_parts"]

_LONGEST: Final = 2_000
"""Code points after which a part ends at the next block."""


@dataclass(frozen=True, slots=True)
class LabelledPart:
    """A numbered part.

    Attributes:
        document: That holds it.
        span: From its number to its last block.
        words: The same without the number at its start.
    """

    document: Document
    span: Span
    words: Span


def labelled_parts(hits: Sequence[Hit], keys: Sequence[str]) -> list[LabelledPart]:
    """The parts of the passages' documents with one of some labels, one for each document.

    Documents come in the order of their best passage. Earlier keys are preferred, and of equal
    ones the first block that is more than its label.

    Args:
        hits: Best first.
        keys: As ``index.text.label_keys`` gives them.
    """
    documents = {hit.document.id: hit.document for hit in hits}
    parts = []
    for document in documents.values():
        number = _number(document, keys)
        if number is not None:
            parts.append(_part(document, number))
    return parts


def _number(document: Document, keys: Sequence[str]) -> int | None:
    """Index of the block with the label; None where there is none."""
    blocks = document.structure.blocks
    for key in keys:
        numbers = [
            n for n, block in enumerate(blocks) if block.label and label_key(block.label) == key
        ]
        # A contents page has the labels too, and captions are no parts.
        for number in numbers:
            if blocks[number].kind in ("item", "paragraph", "heading", "caption", "footnote"):
                return number
    return None


def _part(document: Document, number: int) -> LabelledPart:
    blocks = document.structure.blocks
    first = blocks[number]
    end = first.end
    for block in blocks[number + 1 :]:
        if _ends(first, block) or block.end - first.start > _LONGEST:
            break
        end = block.end
    text = document.text
    start = first.start
    bare = first.label.split()[-1] if first.label else ""
    at = text.find(bare, first.start, min(first.end, first.start + 40)) if bare else -1
    if at >= 0 and at + len(bare) < end:
        start = at + len(bare)
        while (
            start < end
            and not text[start].isalnum()
            and text[start] not in "\u00a3$\u20ac\"'(\u201c\u2018"
        ):
            start += 1
    words = Span(start, end) if start < end else Span(first.start, end)
    return LabelledPart(document, Span(first.start, end), words)


def _ends(first: Block, block: Block) -> bool:
    """Whether a block is no more of the part that another one begins."""
    if block.kind in ("footnote", "header", "footer"):
        return first.kind != "heading"
    if first.kind == "heading":
        return block.kind == "heading" and block.level <= first.level
    if first.kind == "caption":
        return block.kind != "row"
    if block.kind in ("heading", "caption", "row"):
        return True
    is_inside = block.label.startswith(f"{first.label}.") or (
        block.kind == "item" and block.level > first.level
    )
    return not is_inside
