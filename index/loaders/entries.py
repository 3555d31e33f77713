"""Blocks on their way to a text: single ones, and tables as lists of rows with tables in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from index.loaders.building import TextBuilder
from index.loaders.drafts import Draft, Piece, draft
from index.structure import Span

__all__ = [
    "Entry",
    "add_entry",
    "labelled",
    "text_of",
]

Entry: TypeAlias = "Draft | list[Entry]"
"""A block, or the rows of a table, in which lists are tables again."""


def add_entry(builder: TextBuilder, entry: Entry) -> None:
    """Add a block or a table.

    Raises:
        RefusedError: The text is longer than the limit.
    """
    if isinstance(entry, Draft):
        builder.add(entry)
    else:
        builder.add_table(entry)


def text_of(entry: Entry) -> str:
    """Its text, a line for each row."""
    return entry.text if isinstance(entry, Draft) else "\n".join(map(text_of, entry))


def labelled(entries: Iterable[Entry], label: str) -> Iterator[Entry]:
    """The blocks of a note, with its number or mark in front of the first one, generated."""
    is_first = True
    for entry in entries:
        if isinstance(entry, Draft):
            # The author of a mark may have typed it in front of the note, too.
            is_bare = is_first and bool(label) and not entry.text.startswith(label + " ")
            entry = replace(entry, label=label)
            yield (
                _numbered(entry, label + (". " if label[-1:].isalnum() else " "))
                if (is_bare)
                else entry
            )
            is_first = False
        else:
            yield entry


def _numbered(block: Draft, number: str) -> Draft:
    first = draft([Piece(number, is_generated=True), Piece(block.text)], block.kind)
    assert first is not None
    shift = len(number)
    generated = [Span(span.start + shift, span.end + shift) for span in block.generated]
    return replace(first, label=block.label, generated=(*first.generated, *generated))
