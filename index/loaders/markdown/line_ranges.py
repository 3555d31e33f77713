"""Markdown to ranges of lines: which lines are a heading, an item, a row and so on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.structure import BlockKind

__all__ = ["LineRange", "line_ranges"]

_LEAVES: Final = frozenset({"paragraph_open", "fence", "code_block", "html_block", "hr"})


@dataclass(frozen=True, slots=True)
class LineRange:
    """A range of lines that is one block.

    Attributes:
        kind: Of the block.
        first: Its first line, from 0.
        last: The line after its last one.
        level: Of a heading or an item.
        label: The number of an item of a numbered list.
        content: Text of a heading without the marks at its ends.
        table: Number of the table that a row belongs to, from 0; None for others.
        is_head: Whether a row names the columns.
        is_verbatim: Whether it is code or markup, in which nothing is looked for.
    """

    kind: BlockKind
    first: int
    last: int
    level: int = 0
    label: str = ""
    content: str = ""
    table: int | None = None
    is_head: bool = False
    is_verbatim: bool = False


@dataclass(slots=True)
class _Item:
    """An item whose first block is still to come."""

    label: str
    level: int
    is_used: bool = False


def line_ranges(source: str) -> list[LineRange]:
    """The blocks of a Markdown text by lines, in order; some lines are in none.

    Args:
        source: The text; lines end with LF, CR LF or CR.
    """
    parser = MarkdownIt("commonmark").enable("table").disable("inline")
    return list(_parts(parser.parse(source)))


def _parts(tokens: Sequence[Token]) -> Iterator[LineRange]:
    lists: list[int] = []
    items: list[_Item] = []
    table = -1
    is_head = False
    for number, token in enumerate(tokens):
        kind = token.type
        if kind in ("ordered_list_open", "bullet_list_open"):
            lists.append(int(token.attrs.get("start", 1)) if kind[0] == "o" else -1)
        elif kind in ("ordered_list_close", "bullet_list_close"):
            lists.pop()
        elif kind == "list_item_open":
            label = str(lists[-1]) if lists[-1] >= 0 else ""
            lists[-1] += lists[-1] >= 0
            items.append(_Item(label, len(lists)))
        elif kind == "list_item_close":
            items.pop()
        elif kind == "table_open":
            table += 1
        elif kind in ("thead_open", "tbody_open"):
            is_head = kind == "thead_open"
        elif token.map is None:
            continue
        elif kind == "tr_open":
            first, last = token.map
            # The line below the heads says that they are heads.
            yield LineRange("row", first, last + is_head, table=table, is_head=is_head)
        elif kind == "heading_open":
            content = tokens[number + 1].content
            level = int(token.tag[1])
            yield LineRange("heading", token.map[0], token.map[1], level=level, content=content)
        elif kind in _LEAVES:
            yield _leaf(token, items)


def _leaf(token: Token, items: list[_Item]) -> LineRange:
    assert token.map is not None
    first, last = token.map
    item = items[-1] if items else None
    is_verbatim = token.type != "paragraph_open"
    if item is not None and not item.is_used:
        item.is_used = True
        return LineRange("item", first, last, item.level, item.label, is_verbatim=is_verbatim)
    is_comment = token.type == "html_block" and token.content.lstrip().startswith("<!--")
    kind: BlockKind = "note" if is_comment else "paragraph"
    return LineRange(kind, first, last, is_verbatim=is_verbatim)
