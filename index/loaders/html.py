"""HTML: the main text of a page as trafilatura finds it, without navigation and what is hidden.

Where trafilatura finds nothing (a page of a few words), everything that a browser shows is taken.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import trafilatura

from index.loaders.building import TextBuilder
from index.loaders.limits import LIMITS, Limits
from index.loaders.markup import add_blocks, decode_html, parse_html, remove_hidden
from index.loaders.titles import title_of
from index.values import Extracted

__all__ = ["load", "main_part"]


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Main text and title of an HTML file.

    Raises:
        RefusedError: Not text, without any text, or over a limit.
    """
    root = parse_html(decode_html(data))
    title = _title(root)
    remove_hidden(root)
    builder = TextBuilder(limits)
    add_blocks(builder, main_part(root))
    return builder.extracted(title)


def main_part(root: Any) -> Any:
    """The tree of the main text, of a tree from which hidden elements are gone."""
    extraction = trafilatura.bare_extraction(
        deepcopy(root), include_comments=False, include_tables=True, with_metadata=False
    )
    body = getattr(extraction, "body", None)
    return root if body is None or not "".join(body.itertext()).strip() else body


def _title(root: Any) -> str | None:
    for path in (
        "//meta[@property='og:title']/@content",
        "string(//title)",
        "string(//h1)",
    ):
        matches = root.xpath(path)
        title = title_of(matches if isinstance(matches, str) else next(iter(matches), None))
        if title is not None:
            return title
    return None
