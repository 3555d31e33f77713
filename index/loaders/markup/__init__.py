"""HTML trees to blocks of text, without what a browser does not show."""

from __future__ import annotations

from index.loaders.markup.hidden import blank, remove_hidden
from index.loaders.markup.note_links import NoteLinks
from index.loaders.markup.trees import decode_html, parse_html, parse_xhtml
from index.loaders.markup.walking import add_blocks

__all__ = [
    "NoteLinks",
    "add_blocks",
    "blank",
    "decode_html",
    "parse_html",
    "parse_xhtml",
    "remove_hidden",
]
