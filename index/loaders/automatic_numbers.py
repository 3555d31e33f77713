"""Automatic numbers of paragraphs, and the blocks that numbered paragraphs are.

A paragraph with a level in the outline, or the style of a heading or the title, is a heading. One
with an automatic number or bullet is an item, with the level and the label that its list gives it:
clauses of contracts that are numbered paragraph by paragraph are items, too. A numbered paragraph
in the outline that reads like a sentence is an item and no heading, since contracts number their
clauses with the styles of headings; a short paragraph whose number has a word (``Article I``) is a
heading, and so is one that stands before its own sub-clauses (``1. Term`` before ``1.1 …``). Labels
that the author typed are recognised by ``label_of``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from index.loaders.drafts import Draft, Piece, draft
from index.loaders.entries import Entry
from index.loaders.labels import label_of

__all__ = ["BULLET", "Number", "label_in", "numbered_block", "with_clause_headings"]

_ENDS: Final = " \t\u00a0.,:;-–—"
_LONGEST_HEADING: Final = 200
_LONGEST_CLAUSE_HEADING: Final = 100
_FEWEST_WORDS: Final = 5
"""Words from which on a numbered line that ends as a sentence does is one."""

_WORD: Final = re.compile(r"[^\W\d_]{3}")
_CAPTION: Final = re.compile(r"([^\W\d_]+)\.?[^\S\n]+([A-Z]?\d+(?:[.\-–]\d+)*[a-z]?)\b")


@dataclass(frozen=True, slots=True)
class Number:
    """What stands in front of a paragraph.

    Attributes:
        text: With what separates it from the text: ``"3.2 "``, ``"- "``.
        label: The number without punctuation at its ends; empty for bullets.
        depth: 0-based level in the list.
    """

    text: str
    label: str
    depth: int


BULLET: Final = Number("- ", "", 0)


def label_in(number: str) -> str:
    """A number without punctuation at its ends: ``"(a)"`` is ``"a"``, ``"3(a)."`` is ``"3(a)"``."""
    label = number.strip(_ENDS)
    if label.startswith("(") and label.endswith(")"):
        label = label[1:-1]
    elif label.endswith((")", "]")) and not ("(" in label or "[" in label):
        label = label[:-1]
    return label.strip(_ENDS)


def numbered_block(
    pieces: Sequence[Piece],
    number: Number | None,
    *,
    level: int = 0,
    is_caption: bool = False,
    has_sequence: bool = False,
    is_tight: bool = False,
) -> Draft | None:
    """The block of a paragraph; None for one that shows nothing.

    Args:
        pieces: Its text, without the number.
        number: What stands in front of it.
        level: Its level in the outline, 1 the highest; 0 for body text.
        is_caption: Whether it has the style of captions.
        has_sequence: Whether a number of figures or tables is counted in it.
        is_tight: Whether it follows an item, so that an item stands on the next line.
    """
    content = "".join(piece.text for piece in pieces).strip()
    pieces = _with_number(pieces, number)
    label = "" if number is None else number.label
    if not content:
        # "Schedule 1" on a line of its own may be nothing but a number.
        is_title = number is not None and bool(_WORD.search(number.text))
        level = _heading_level(level, number, "") or 1
        return draft(pieces, "heading", level=level, label=label) if is_title else None
    caption = _CAPTION.match(content) if is_caption or has_sequence else None
    if is_caption or caption:
        named = label_of(content) or (f"{caption[1]} {caption[2]}" if caption else label)
        return draft(pieces, "caption", label=named)
    level = _heading_level(level, number, content)
    if level:
        label = label or label_of(content, is_heading=True)
        return draft(pieces, "heading", level=level, label=label)
    if number is not None:
        return draft(pieces, "item", level=number.depth + 1, label=label, is_tight=is_tight)
    return draft(pieces, label=label_of(content))


def with_clause_headings(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The blocks, in which items that head the items after them are headings."""
    last: Draft | None = None
    for entry in entries:
        following = entry if isinstance(entry, Draft) else None
        if last is not None and following is not None and _heads(last, following):
            yield replace(last, kind="heading", is_tight=False)
            entry = replace(following, is_tight=False)
        elif last is not None:
            yield last
        last = None
        if isinstance(entry, Draft) and entry.kind == "item" and entry.label:
            last = entry
        else:
            yield entry
    if last is not None:
        yield last


def _heads(item: Draft, following: Draft) -> bool:
    """Whether an item is a title of the clauses that follow: ``1. Term`` before ``1.1``."""
    return (
        following.kind == "item"
        and following.level == item.level + 1
        and following.label.startswith(f"{item.label}.")
        and len(item.text) <= _LONGEST_CLAUSE_HEADING
        and "\n" not in item.text
        and not item.text.endswith((".", ";", ":", ",", "!", "?"))
    )


def _with_number(pieces: Sequence[Piece], number: Number | None) -> Sequence[Piece]:
    if number is None:
        return pieces
    first = Piece(number.text, is_generated=True)
    if not pieces:
        return [first]
    # White space in front of the text would stand between it and its number.
    head = pieces[0]
    return [first, Piece(head.text.lstrip(), head.is_generated), *pieces[1:]]


def _heading_level(level: int, number: Number | None, text: str) -> int:
    """Level of the heading that a paragraph is; 0 if it is none."""
    is_sentence = text.endswith((".", ";", ":")) and len(text.split()) >= _FEWEST_WORDS
    if len(text) > _LONGEST_HEADING or (number is not None and is_sentence):
        return 0
    if not level and number is not None and number.label and _WORD.search(number.text):
        return number.depth + 1
    return level
