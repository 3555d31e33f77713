"""An answer to be pasted elsewhere: its words, the quotation, and the citation, in a style."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from index.values import Span
from qa.answer import Answer, Citation
from qa.exports.markdown_text import plain_line, plain_lines
from qa.exports.shown_parts import collapsed
from qa.markdown.signs import without_signs
from qa.places import cited_place, file_name, place_in_words

__all__ = ["STYLES", "copied"]

STYLES: Final[Mapping[str, str]] = MappingProxyType(
    {"plain": "Plain text", "markdown": "Markdown", "bibtex": "BibTeX"}
)
"""Names of the styles in words; the first one is that of who chose none."""

_TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "%&#$_"},
    }
)


def copied(answer: Answer, style: str) -> str:
    """What is copied of an answer that was found.

    Of an answer its words, then its first quotation with the citation; of a list the items, then
    each quotation with its citation; of evidence each sentence with its citation. The signs of a
    Markdown document are left out, save in BibTeX, where the quotation is data.

    Args:
        answer: With citations.
        style: One of ``STYLES``; another counts as plain.
    """
    is_all = answer.items or answer.kind == "evidence"
    cited = answer.citations if is_all else answer.citations[:1]
    words = tuple(item.text for item in answer.items)
    if not words and answer.kind == "answer":
        words = (answer.text,)
    if style == "bibtex":
        return "\n\n".join(_entry(c, words if c is cited[0] else ()) for c in cited)
    quote = _markdown if style == "markdown" else _plain
    read = tuple(map(_read, answer.items)) or (_answer(cited[0]),)
    given = [_words(read, style)] if words else []
    return "\n\n".join([*given, *(quote(c, is_known=(c.text,) == words) for c in cited)])


def _answer(citation: Citation) -> str:
    """The answer span, or all, of a citation as people read it."""
    start, end = citation.answer_start, citation.answer_end
    if start is None or end is None:
        return _read(citation)
    return without_signs(citation.document, Span(start, end))


def _read(citation: Citation) -> str:
    return without_signs(citation.document, Span(citation.start, citation.end))


def _words(words: tuple[str, ...], style: str) -> str:
    if style != "markdown":
        return "\n".join(words)
    if len(words) == 1:
        return f"**{plain_line(words[0])}**"
    return "\n".join(f"- {plain_line(item)}" for item in words)


def _plain(citation: Citation, *, is_known: bool) -> str:
    place = cited_place(citation)
    return place if is_known else f"“{_read(citation)}”\n{place}"


def _markdown(citation: Citation, *, is_known: bool) -> str:
    place = f"> — {plain_line(cited_place(citation))}"
    if is_known:
        return place
    lines = "\n".join(f"> {line}".rstrip() for line in plain_lines(_read(citation)))
    return f"{lines}\n>\n{place}"


def _entry(citation: Citation, words: tuple[str, ...]) -> str:
    document = citation.document
    name = file_name(document.source)
    key = re.sub(r"\W+", "-", f"{document.title}", flags=re.ASCII).strip("-").lower()[:40]
    pages = citation.pages or ()
    numbers = f"{pages[0]}--{pages[-1]}" if len(pages) > 1 else "".join(map(str, pages))
    place = place_in_words(citation)
    fields = {
        "title": document.title,
        "howpublished": name,
        "pages": numbers,
        "note": f"{place}, characters {citation.start}-{citation.end}".removeprefix(", "),
        "answer": "; ".join(words),
        "quotation": citation.text,
        "sha256": document.id,
    }
    lines = [
        f"  {field} = {{{collapsed(value).translate(_TEX)}}}"
        for field, value in fields.items()
        if value
    ]
    body = ",\n".join(lines)
    return f"@misc{{{key or 'document'}-{document.id[:8]}-{citation.start},\n{body}\n}}"
