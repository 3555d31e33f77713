"""What elements of HTML are: blocks, headings, parts of lists, tables and notes."""

from __future__ import annotations

import re
from typing import Any, Final

from index.loaders.markup.note_links import is_note_part

__all__ = ["has_context", "heading_level", "is_block"]

_BLOCK_TAGS: Final = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
        "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "listing",
        "main", "menu", "nav", "ol", "p", "plaintext", "pre", "search", "section", "summary",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp",
    }
)  # fmt: skip
_BLOCK_STYLE: Final = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)", re.I)
_HEADING: Final = re.compile(r"h([1-6])")


def is_block(element: Any) -> bool:
    """Whether a browser shows an element on lines of its own."""
    if element.tag in _BLOCK_TAGS:
        return True
    style = element.get("style")
    return bool(style and _BLOCK_STYLE.search(style))


def has_context(element: Any) -> bool:
    """Whether the text directly in an element becomes something else than that around it."""
    tag = element.tag
    return (
        tag in ("li", "dt", "dd", "td", "th", "summary", "figcaption", "caption")
        or heading_level(element) > 0
        or is_note_part(element)
    )


def heading_level(element: Any) -> int:
    """1 to 6; 0 for what is no heading."""
    match = _HEADING.fullmatch(element.tag)
    if match:
        return int(match[1])
    if element.get("role") == "heading":
        level = element.get("aria-level") or "2"
        return min(int(level), 6) if level in "123456789" and len(level) == 1 else 2
    return 0
