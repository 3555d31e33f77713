"""Plain text of a message as blocks: those that a text file of the same words has.

Lines keep their breaks, and quoted parts stand apart (``quoting``). Fields that a program writes
above a message that is forwarded or answered are fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from index.loaders.building import TextBuilder
from index.loaders.cleaning import clean
from index.loaders.drafts import Draft
from index.loaders.mail.quoting import with_parts_apart
from index.loaders.plain_text.text_blocks import text_blocks
from index.structure import Block

__all__ = ["add_plain"]

_LOWEST_HEADING: Final = 2
"""Level of headings in capitals or underlined. Short lines that stand alone, which are headings of
the third level in a text file, are greetings and names in a message."""


def add_plain(builder: TextBuilder, text: str) -> None:
    """Add the blocks of a plain text.

    Raises:
        RefusedError: The whole is longer than the limit.
    """
    shown = with_parts_apart(clean(text))
    for table, drafts in groupby(_drafts(shown), key=lambda draft: draft.table):
        (builder.add_all if table is None else builder.add_table)(drafts)


def _drafts(text: str) -> Iterator[Draft]:
    end = 0
    for block in text_blocks(text):
        is_tight = end > 0 and text.count("\n", end, block.start) <= 1
        end = block.end
        yield _draft(block, text, is_tight=is_tight)


def _draft(block: Block, text: str, *, is_tight: bool) -> Draft:
    cells = tuple(
        cell._replace(start=cell.start - block.start, end=cell.end - block.start)
        for cell in block.cells
    )
    kind, level = block.kind, block.level
    if kind == "heading" and level > _LOWEST_HEADING and not block.label:
        kind, level = "paragraph", 0
    own = text[block.start : block.end]
    return Draft(own, kind, level, block.label, block.table, is_tight, cells)
