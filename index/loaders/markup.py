"""HTML trees to blocks of text, without what a browser does not show."""

from __future__ import annotations

import codecs
import re
from typing import Any, Final

import lxml.html
from lxml import etree

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.drafts import Draft, Piece, draft
from index.loaders.encoding import decode
from index.loaders.tables import GridCell, table_rows
from index.structure import BlockKind

__all__ = ["add_blocks", "decode_html", "parse_html", "remove_hidden"]

_UNSEEN: Final = frozenset(
    {
        "applet", "audio", "button", "canvas", "datalist", "embed", "frame", "frameset", "head",
        "iframe", "input", "link", "map", "meta", "noembed", "noframes", "noscript", "object",
        "script", "select", "style", "svg", "template", "textarea", "video",
    }
)  # fmt: skip
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.I)
# HTML's own, and those of the trees that trafilatura makes.
_BLOCK_TAGS: Final = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "cell", "dd",
        "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr",
        "item", "legend", "li", "list", "main", "nav", "ol", "p", "pre", "quote", "row",
        "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_BREAK_TAGS: Final = frozenset({"br", "lb"})
_ITEM_TAGS: Final = frozenset({"li", "item"})
_ROW_TAGS: Final = ("tr", "row")
_CELL_TAGS: Final = frozenset({"td", "th", "cell"})
_HEADING: Final = re.compile(r"h([1-6])")
_PARAGRAPH: Final[tuple[BlockKind, int]] = ("paragraph", 0)
_LONGEST_CELL: Final = 300
"""Mean length of the cells of a table, in code points, above which it only lays out a page."""

_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_CHARSET: Final = re.compile(
    rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.I
)
_HEAD: Final = 4_096


def decode_html(data: bytes) -> str:
    """The text of an HTML file in the encoding it names, if that fits, or a guessed one.

    Raises:
        RefusedError: Binary, empty, or in no encoding that can be told.
    """
    named = _CHARSET.search(data, 0, _HEAD)
    if named and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = named[1].decode("ascii", "replace").lower()
        # Browsers read what calls itself Latin-1 as Windows' superset of it; and a file that can
        # be searched for an ASCII tag is not UTF-16, whatever it says.
        name = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}.get(name, name)
        if not name.startswith(("utf-16", "utf16", "utf-32", "utf32", "ucs")) and b"\0" not in data:
            try:
                text = data.decode(name)
            except (LookupError, ValueError):
                pass
            else:
                if isinstance(text, str) and text.strip():
                    return text
    return decode(data)


def parse_html(text: str) -> Any:
    """The root element of an HTML document.

    Raises:
        RefusedError: There is no element in it.
    """
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    data = text.encode("utf-8", "replace")
    try:
        root = lxml.html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise RefusedError("no text in it; add some or leave the file out") from None
    # The parser goes on after this error as after any other, and drops what lies deeper.
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise RefusedError("HTML nested too deeply; save it again or as text")
    return root


def remove_hidden(root: Any) -> None:
    """Take out of a tree what a browser never shows: scripts, styles, forms, hidden elements."""
    for element in list(root.iter()):
        if element is not root and not _is_seen(element) and element.getparent() is not None:
            element.drop_tree()


def _is_seen(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return False
    return (
        element.tag.lower() not in _UNSEEN
        and element.get("hidden") is None
        and not _HIDDEN_STYLE.search(element.get("style") or "")
    )


def add_blocks(builder: TextBuilder, root: Any) -> None:
    """Add the blocks of a tree of HTML or trafilatura's elements, in order.

    The items of a list stand on lines next to each other.
    """
    collected: list[str] = []
    kind: tuple[BlockKind, int] = _PARAGRAPH
    after_item = False

    def flush() -> None:
        nonlocal after_item
        block = _flushed(collected, *kind, is_tight=after_item and kind[0] == "item")
        builder.add(block)
        after_item = after_item if block is None else block.kind == "item"

    preformatted = 0
    skipped: Any = None
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        starts = event == "start"
        if starts and tag == "table":
            rows = _table(element)
            if rows is not None:
                flush()
                builder.add_table(rows)
                kind, after_item = _PARAGRAPH, False
                walker.skip_subtree()
                skipped = element
                continue
        if tag in _BLOCK_TAGS and element is not skipped:
            flush()
            kind = _kind(element) if starts else _PARAGRAPH
        preformatted += (tag == "pre") * (1 if starts else -1)
        if starts:
            if tag in _BREAK_TAGS:
                collected.append("\n")
            part = element.text
        else:
            part = element.tail if element is not root else None
        if part:
            collected.append(part if preformatted else _SPACES.sub(" ", part))
    flush()


def _kind(element: Any) -> tuple[BlockKind, int]:
    """Kind and level of the block that an element begins."""
    if element.tag in _ITEM_TAGS:
        return "item", max(sum(1 for _ in element.iterancestors("ul", "ol", "list")), 1)
    heading = element.get("rend") if element.tag == "head" else element.tag
    match = _HEADING.fullmatch(heading or "")
    return ("heading", int(match[1])) if match else _PARAGRAPH


def _flushed(collected: list[str], kind: BlockKind, level: int, *, is_tight: bool) -> Draft | None:
    text = "".join(collected)
    collected.clear()
    lines = [line.strip(" ") for line in text.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not text:
        return None
    pieces = [Piece("- ", is_generated=True)] if kind == "item" else []
    return draft([*pieces, Piece(text)], kind, level=level, is_tight=is_tight)


def _table(table: Any) -> list[Draft] | None:
    """The rows of a table of data; None for one that only lays out a page."""
    if next(table.iterdescendants("table"), None) is not None:
        return None
    rows = [
        [cell for cell in row if cell.tag in _CELL_TAGS]
        for row in table.iterdescendants(*_ROW_TAGS)
    ]
    rows = [row for row in rows if row]
    if len(rows) < 2 or max(map(len, rows), default=0) < 2:
        return None
    grid = [[GridCell(_cell_text(cell), is_head=_is_head(cell)) for cell in row] for row in rows]
    lengths = [len(cell.text) for row in grid for cell in row]
    if sum(lengths) > _LONGEST_CELL * len(lengths):
        return None
    if not all(cell.is_head for cell in grid[0]):
        grid[0] = [GridCell(cell.text) for cell in grid[0]]
    caption = next(table.iterdescendants("caption"), None)
    return list(table_rows(grid, caption="" if caption is None else " ".join(caption.itertext())))


def _is_head(cell: Any) -> bool:
    return bool(cell.tag == "th" or cell.get("role") == "head")


def _cell_text(cell: Any) -> str:
    parts = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if element.tag in _BLOCK_TAGS or element.tag in _BREAK_TAGS:
            parts.append(" ")
        part = element.text if event == "start" else element.tail if element is not cell else None
        parts.append(part or "")
    return _SPACES.sub(" ", "".join(parts)).strip()
