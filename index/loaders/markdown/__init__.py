"""Markdown: the canonical text is the decoded file, markup included; blocks are spans of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.loaders.encoding import decode_within
from index.loaders.limits import LIMITS, Limits
from index.loaders.markdown.placing import markdown_blocks
from index.structure import Structure
from index.values import Extracted

__all__ = ["load"]

_HEAD: Final = 20_000
"""Code points at the start of a text among which a title is looked for."""

_FRONT_MATTER: Final = re.compile(
    r"\A(?P<fence>---|\+\+\+)[ \t]*\n(?P<fields>.*?)^(?:(?P=fence)|\.\.\.)[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_TITLE_FIELD: Final = re.compile(r"^title[ \t]*[:=][ \t]*(?P<value>.*?)[ \t]*$", re.MULTILINE)
_BLOCK_SCALAR: Final = re.compile(r"[|>][-+0-9]*")


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text, title and blocks of a Markdown file.

    Raises:
        RefusedError: The bytes are not text, there is none, or it is longer than the limit.
    """
    text = decode_within(data, limits)
    return Extracted(text, title=_title(text), structure=Structure(markdown_blocks(text)))


def _title(text: str) -> str | None:
    """The front matter's title, else the first heading without its markup."""
    head = re.sub(r"\r\n?", "\n", text[:_HEAD])
    front_matter = _FRONT_MATTER.match(head)
    if front_matter:
        field = _TITLE_FIELD.search(front_matter["fields"])
        title = _unquoted(field["value"]) if field else ""
        if title:
            return title
        head = head[front_matter.end() :]
    return _first_heading(head)


def _unquoted(value: str) -> str:
    if _BLOCK_SCALAR.fullmatch(value):
        return ""
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return value.strip()


def _first_heading(text: str) -> str | None:
    tokens = MarkdownIt("commonmark").parse(text)
    for opening, content in pairwise(tokens):
        if opening.type == "heading_open":
            title = " ".join(_plain(content.children or ()).split())
            if title:
                return title
    return None


def _plain(tokens: Sequence[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            parts.append(_plain(token.children or ()))
    return "".join(parts)
