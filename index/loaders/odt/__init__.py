"""ODT: headings, paragraphs, lists and tables in the order of the document.

Automatic numbers are counted and stand in front of what they number, generated. Foot- and endnotes
stand after the paragraph or the table that refers to them, text boxes and charts after the
paragraph that they hang on, headers at the beginning and footers at the end. Formulas become text
on one line.

Left out: deleted and hidden text, comments, pictures, and tables of contents, of figures and of
tables, which repeat headings and captions with page numbers.

``document`` puts the text together of ``stories``, which read ``text`` and ``tables``.
"""

from __future__ import annotations

from index.loaders.odt.document import load

__all__ = ["load"]
