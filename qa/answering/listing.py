"""Lists around an answer: the items of a bulleted or numbered list, or of an enumeration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.structure import Block
from index.values import Document, Span

__all__ = ["ListedItems", "list_around"]

_MOST_ITEMS: Final = 60
_LONGEST_INTRODUCTION: Final = 400
_SEPARATOR: Final = re.compile(
    r"\s*[,;]\s*(?:and|or|as well as|but also)\s+|\s*;\s*|\s*,\s+|\s+(?:and|or|as well as)\s+"
)
_SURE: Final = re.compile(r"[,;]")
_LONGEST_PART: Final = 120
_MARK: Final = re.compile(
    r"(?:[-*+\u2022\u2023\u25aa\u25e6\u00b7]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])\s+"
)


@dataclass(frozen=True, slots=True)
class ListedItems:
    """The parts of a list.

    Attributes:
        items: Exact spans in order, at least two, without bullets and numbers.
        whole: From the introduction to the last item.
        introduction: The block or sentence before the first item; None where there is none.
        is_complete: Whether the document's structure shows where the list begins and ends.
    """

    items: tuple[Span, ...]
    whole: Span
    introduction: Span | None
    is_complete: bool


def list_around(document: Document, answer: Span, sentence: Span) -> ListedItems | None:
    """The list that an answer is part of or introduces; None where there is none.

    Args:
        document: With its structure.
        answer: A span that answers.
        sentence: The sentence or sentences around it.
    """
    blocks = document.structure.blocks
    number = _number_at(blocks, answer.start)
    if number is not None:
        run = _run(blocks, number)
        if run is not None:
            return _of_blocks(document.text, blocks, *run)
    return _enumeration(document.text, answer, sentence)


def _number_at(blocks: Sequence[Block], offset: int) -> int | None:
    low, high = 0, len(blocks)
    while low < high:
        middle = (low + high) // 2
        if blocks[middle].end <= offset:
            low = middle + 1
        else:
            high = middle
    return low if low < len(blocks) and blocks[low].start <= offset else None


def _run(blocks: Sequence[Block], number: int) -> tuple[int, int] | None:
    """First and last index of the items of one list; None where the block belongs to none."""
    block = blocks[number]
    if block.kind == "item":
        first = last = number
        level = block.level
    else:
        following = blocks[number + 1] if number + 1 < len(blocks) else None
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
    items = [_item(text, b) for b in blocks[first : last + 1] if b.level == level]
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


def _item(text: str, block: Block) -> Span:
    mark = _MARK.match(text, block.start, block.end)
    start = mark.end() if mark and mark.end() < block.end else block.start
    return Span(start, block.end)


def _enumeration(text: str, answer: Span, sentence: Span) -> ListedItems | None:
    """The parts of an enumeration that the answer begins in, up to where it ends."""
    colon = text.rfind(":", sentence.start, answer.end)
    start = answer.start
    if sentence.start <= colon < answer.end and text[colon + 1 : colon + 2].isspace():
        start = colon + 1
    end = answer.end
    rest = text[end : sentence.end]
    # The reader often marks the first part alone.
    following = re.match(r"[,;]\s|\s+(?:and|or)\s", rest)
    if following:
        stop = re.search(r"[.:!?](?:\s|\Z)|\s(?:which|who|that|because|so that|but|while)\s", rest)
        end = answer.end + (stop.start() if stop else len(rest))
    part = text[start:end]
    if not _SURE.search(part):
        return None
    spans: list[Span] = []
    at = start
    for separator in _SEPARATOR.finditer(text, start, end):
        spans.append(Span(at, separator.start()))
        at = separator.end()
    spans.append(Span(at, end))
    items = [trimmed for span in spans if (trimmed := _trimmed(text, span)) is not None]
    if len(items) < 2 or any(len(item) > _LONGEST_PART for item in items):
        return None
    return ListedItems(tuple(items), sentence, None, is_complete=False)


def _trimmed(text: str, span: Span) -> Span | None:
    start, end = span.start, span.end
    while (
        start < end
        and not text[start].isalnum()
        and text[start] not in "\u00a3$\u20ac\"'\u201c\u2018("
    ):
        start += 1
    while end > start and text[end - 1] in " \t\r\n,;.":
        end -= 1
    return Span(start, end) if start < end else None
