"""DOCX: headings, paragraphs, lists and tables in the order of the document.

Automatic numbers are counted and stand in front of what they number, generated. Foot- and endnotes
stand after the paragraph or the table that refers to them, text boxes, charts and diagrams after
the paragraph that they hang on, headers at the beginning and footers at the end. Embedded documents
(``w:altChunk``) are read at their place; equations become text on one line.

Left out: deleted and hidden text, comments, pictures, and tables of contents, which repeat the
headings with page numbers: only those that are a field or a content control of that kind, or have
the styles of its lines. A DOCX file has no pages: a word processor makes them when it shows it.

``document`` puts the text together of ``stories``, which read ``paragraphs`` and ``tables``.
"""

from __future__ import annotations

from index.loaders.docx.document import load

__all__ = ["load"]
