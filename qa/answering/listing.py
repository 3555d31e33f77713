"""Lists around an answer: the items of a bulleted or numbered list, or of an enumeration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.structure import Block
from index.values import Document, Span
from qa.answering.enumeration import enumerated

__all__ = ["ListedItems", "item_words", "list_around"]

_MOST_ITEMS: Final = 60
_LONGEST_INTRODUCTION: Final = 400
_MARK: Final = re.compile(
    r"(?:[-*+\u2022\u2023\u25aa\u25e6\u00b7]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])\s+"
)
_JOINT: Final = re.compile(r"(?<!\s)\s*[,;](?:\s*(?:and|or))?\s*\Z")
"""What joins an item to the next one."""


@dataclass(frozen=True, slots=True)
class ListedItems:
    """The parts of a list.

    Attributes:
        items: Exact spans in order, at least two, without bullets and numbers.
        whole: From the introduction to the last item.
        introduction: The block or sentence before the first item; None where there is none.
        is_complete: Whether the document's structure shows where the list begins and ends.
        runs: The parts of ``whole`` that the items stand in; empty where they fill it.
    """

    items: tuple[Span, ...]
    whole: Span
    introduction: Span | None
    is_complete: bool
    runs: tuple[Span, ...] = ()

    @property
    def quoted(self) -> tuple[Span, ...]:
        """What is cited of the list, in order."""
        return self.runs or (self.whole,)


def list_around(document: Document, answer: Span, sentence: Span) -> ListedItems | None:
    """The list that an answer is part of or introduces; None where there is none.

    Args:
        document: With its structure.
        answer: A span that answers.
        sentence: The sentence or sentences around it.
    """
    blocks = document.structure.blocks
    number = document.structure.number_at(answer.start)
    if number >= 0 and answer.start < blocks[number].end:
        run = _run(document.text, blocks, number)
        if run is not None:
            return _of_blocks(document.text, blocks, *run)
    parts = enumerated(document.text, answer, sentence)
    return None if parts is None else ListedItems(parts, sentence, None, is_complete=False)


def _run(text: str, blocks: Sequence[Block], number: int) -> tuple[int, int] | None:
    """First and last index of the items of one list; None where the block belongs to none."""
    block = blocks[number]
    following = blocks[number + 1] if number + 1 < len(blocks) else None
    if block.kind == "item":
        first = last = number + _introduces(text, block, following)
        level = blocks[first].level
    else:
        if block.kind not in ("paragraph", "heading") or following is None:
            return None
        if following.kind != "item":
            return None
        first = last = number + 1
        level = following.level
    first, last = _grown(blocks, first, last, level)
    while first > 0 and blocks[first - 1].kind == "item":
        if sum(b.level == level for b in blocks[first : last + 1]) > 1:
            break
        # A part of an item that has no other parts: the items around it are meant.
        level = blocks[first - 1].level
        first, last = _grown(blocks, first, last, level)
    return first, last


def _introduces(text: str, item: Block, following: Block | None) -> bool:
    """Whether an item ends with a colon and has parts."""
    is_part = following is not None and following.kind == "item" and following.level > item.level
    return is_part and text[item.start : item.end].rstrip().endswith(":")


def _grown(blocks: Sequence[Block], first: int, last: int, level: int) -> tuple[int, int]:
    """The run of items from a level on around some of them."""
    while first > 0 and blocks[first - 1].kind == "item" and blocks[first - 1].level >= level:
        first -= 1
    end = len(blocks) - 1
    while last < end and blocks[last + 1].kind == "item" and blocks[last + 1].level >= level:
        last += 1
    return first, last


def _of_blocks(text: str, blocks: Sequence[Block], first: int, last: int) -> ListedItems | None:
    level = min(block.level for block in blocks[first : last + 1])
    items = [item_words(text, b) for b in blocks[first : last + 1] if b.level == level]
    if not 2 <= len(items) <= _MOST_ITEMS:
        return None
    introduction = _introduction(blocks, first)
    start = blocks[first].start if introduction is None else introduction.start
    return ListedItems(tuple(items), Span(start, blocks[last].end), introduction, is_complete=True)


def _introduction(blocks: Sequence[Block], first: int) -> Span | None:
    if not first:
        return None
    before = blocks[first - 1]
    introduces = before.kind in ("paragraph", "heading", "item")
    is_short = before.end - before.start <= _LONGEST_INTRODUCTION
    return before.span if introduces and is_short else None


def item_words(text: str, block: Block) -> Span:
    """An item without its bullet or number, and what joins it to the next one."""
    mark = _MARK.match(text, block.start, block.end)
    start = mark.end() if mark and mark.end() < block.end else block.start
    joint = _JOINT.search(text, start, block.end)
    return Span(start, joint.start() if joint and joint.start() > start else block.end)
