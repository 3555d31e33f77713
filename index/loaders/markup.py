"""HTML trees to blocks of text, without what a browser does not show."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import lxml.html
from lxml import etree

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.encoding import decode
from index.loaders.rows import table_lines

__all__ = ["Block", "add_blocks", "blocks", "decode_html", "parse_html", "remove_hidden"]

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
_LONGEST_CELL: Final = 300
"""Mean length of the cells of a table, in code points, above which it only lays out a page."""

_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_CHARSET: Final = re.compile(
    rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.I
)
_HEAD: Final = 4_096


class Block(NamedTuple):
    """A paragraph, heading, list item or row of a table.

    Attributes:
        text: White space as a browser shows it.
        is_item: Whether it is an item of a list, and begins with a dash.
    """

    text: str
    is_item: bool = False


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


def add_blocks(builder: TextBuilder, blocks: Iterable[Block]) -> None:
    """Add blocks to a text; the items of a list stand on lines next to each other."""
    after_item = False
    for block in blocks:
        builder.add(block.text, tight=block.is_item and after_item)
        after_item = block.is_item


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


def blocks(root: Any) -> Iterator[Block]:
    """The blocks of a tree of HTML or trafilatura's elements, in order, none of them blank."""
    collected: list[str] = []
    is_item = False
    preformatted = 0
    skipped: Any = None
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        starts = event == "start"
        if starts and tag == "table":
            lines = _table(element)
            if lines is not None:
                yield from _flushed(collected, is_item)
                yield from map(Block, lines)
                is_item = False
                walker.skip_subtree()
                skipped = element
                continue
        if tag in _BLOCK_TAGS and element is not skipped:
            yield from _flushed(collected, is_item)
            is_item = tag in _ITEM_TAGS and starts
        preformatted += (tag == "pre") * (1 if starts else -1)
        if starts:
            if tag in _BREAK_TAGS:
                collected.append("\n")
            part = element.text
        else:
            part = element.tail if element is not root else None
        if part:
            collected.append(part if preformatted else _SPACES.sub(" ", part))
    yield from _flushed(collected, is_item)


def _flushed(collected: list[str], is_item: bool) -> Iterator[Block]:
    text = "".join(collected)
    collected.clear()
    lines = [line.strip(" ") for line in text.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if text:
        yield Block(f"- {text}" if is_item else text, is_item)


def _table(table: Any) -> list[str] | None:
    """The lines of a table of data; None for one that only lays out a page."""
    if next(table.iterdescendants("table"), None) is not None:
        return None
    rows = [
        [cell for cell in row if cell.tag in _CELL_TAGS]
        for row in table.iterdescendants(*_ROW_TAGS)
    ]
    rows = [row for row in rows if row]
    if len(rows) < 2 or max(map(len, rows), default=0) < 2:
        return None
    texts = [[_cell_text(cell) for cell in row] for row in rows]
    lengths = [len(text) for row in texts for text in row]
    if sum(lengths) > _LONGEST_CELL * len(lengths):
        return None
    is_marked = all(cell.tag == "th" or cell.get("role") == "head" for cell in rows[0])
    caption = next(table.iterdescendants("caption"), None)
    lines = [] if caption is None else [" ".join(caption.itertext())]
    lines += table_lines(texts, is_marked=is_marked)
    return [line for line in lines if line.strip()]


def _cell_text(cell: Any) -> str:
    parts = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if element.tag in _BLOCK_TAGS or element.tag in _BREAK_TAGS:
            parts.append(" ")
        part = element.text if event == "start" else element.tail if element is not cell else None
        parts.append(part or "")
    return _SPACES.sub(" ", "".join(parts)).strip()
