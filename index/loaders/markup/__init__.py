"""HTML trees to blocks of text, without what a browser does not show."""

from __future__ import annotations

from index.loaders.markup.blocks import add_blocks
from index.loaders.markup.hidden import blank, remove_hidden
from index.loaders.markup.notes import NoteLinks
from index.loaders.markup.parsing import decode_html, parse_html, parse_xhtml

__all__ = [
    "NoteLinks",
    "add_blocks",
    "blank",
    "decode_html",
    "parse_html",
    "parse_xhtml",
    "remove_hidden",
]
