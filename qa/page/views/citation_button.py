"""A citation with a button that opens it in the source pane, as escaped HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from index.values import Document, Span
from qa.answer import Citation
from qa.answer_words import dated
from qa.markdown.signs import signs
from qa.marks import escape
from qa.namesakes import Apart
from qa.page.views.wording import page_ends_unseen, place
from qa.recognition import remark, uncertain_words

__all__ = ["LONG_QUOTE", "citation_html", "is_all", "underlined"]

LONG_QUOTE: Final = 160
"""Code points from which on a quotation is set smaller, and is not quoted again."""

_BAR: Final = re.compile(r"[ \t]*\|")
"""Between cells of a Markdown table, with the space before it, so that no line begins with it."""


def citation_html(
    citation: Citation,
    turn: int,
    number: int,
    pressed: bool,
    *,
    sentence: bool,
    items: Sequence[Citation] = (),
    with_date: bool = False,
    apart: Apart | None = None,
) -> str:
    """One citation as a list item: its button opens the place, its title the document.

    Args:
        citation: Of an answer of the conversation.
        turn: Index of the answer's turn.
        number: Index of the citation among the answer's references.
        pressed: Whether it is open.
        sentence: Whether it is quoted.
        items: Those of the answer.
        with_date: Whether the date of its document is shown.
        apart: What tells its document from others of its title, if there are any.
    """
    where = _where(citation, apart, with_date=with_date)
    page = f'<span class="page">{where}</span>' if where else ""
    title = escape(citation.document.title)
    quote = _quote_html(citation, items) if sentence else ""
    if line := remark(citation.document, Span(citation.start, citation.end)):
        quote += f'<span class="recognised">{escape(line)}</span>'
    return (
        '<li class="citation"><button type="button" class="chip" data-event="select" '
        f'data-action="open" data-turn="{turn}" data-reference="{number}" '
        f'aria-pressed="{"true" if pressed else "false"}" '
        f'aria-label="Citation {number + 1}: {", ".join(filter(None, (title, where)))}">'
        f'<span class="number">{number + 1}</span></button>'
        '<span class="about"><span class="place"><button type="button" class="title" '
        f'data-event="select" data-action="read" data-read="{citation.document.id}" '
        f'title="Read it from its beginning"><bdi>{title}</bdi></button>{page}</span>'
        f"{quote}</span></li>"
    )


def is_all(answer: str, citation: Citation) -> bool:
    """Whether an answer is all of a quotation; of a long one, save numbers and signs around it."""
    if citation.text == answer or len(answer) <= LONG_QUOTE:
        return citation.text == answer
    before, quoted, after = citation.text.partition(answer)
    return bool(quoted) and not any(map(str.isalpha, before + after))


def _where(citation: Citation, apart: Apart | None, *, with_date: bool) -> str:
    """Page or part of a citation, after date and file of its document where these are shown."""
    date = dated(citation.document) if with_date and apart is None else ""
    told = "" if apart is None else escape(str(apart))
    return " · ".join(filter(None, (date, told, place(citation))))


def _quote_html(citation: Citation, items: Sequence[Citation]) -> str:
    quoted = _quoted(citation, [item for item in items if citation.covers(item)])
    return f'<span class="sentence" dir="auto">{quoted}</span>' if quoted else ""


def underlined(citation: Citation, start: int, end: int) -> str:
    """A part of the document's text: what may be wrong underlined, bars between cells quiet.

    The signs of Markdown are there, but not drawn. Each block begins a line.
    """
    document, part = citation.document, Span(start, end)
    unseen = signs(document, part)
    styled = [(word, "u", "unsure") for word in uncertain_words(document, part)]
    styled += [(sign, "span", "made") for sign in unseen]
    styled += [(gap, "span", "break") for gap in _breaks(document, part)]
    styled += [
        (bar, "span", "between")
        for bar in _bars(document, part)
        if not any(bar.overlaps(sign) for sign in unseen)
    ]
    parts = []
    for span, tag, name in sorted(styled):
        if span.start >= start:
            text = escape(document.text[span.start : span.end])
            parts.append(escape(document.text[start : span.start]))
            parts.append(f'<{tag} class="{name}">{text}</{tag}>')
            start = span.end
    return page_ends_unseen("".join((*parts, escape(document.text[start:end]))))


def _breaks(document: Document, part: Span) -> Iterator[Span]:
    """The white space in front of the blocks that begin inside a part of the text.

    Not in front of a paragraph that goes on with a sentence, as after the end of a page.
    """
    text, blocks = document.text, document.structure.blocks
    for number in range(max(document.structure.number_at(part.start), 0) + 1, len(blocks)):
        before, block = blocks[number - 1], blocks[number]
        if block.start >= part.end:
            return
        gap = Span(before.end, block.start)
        goes_on = block.kind == "paragraph" and text[block.start].islower()
        is_gap = part.start <= gap.start < gap.end and text[gap.start : gap.end].isspace()
        if is_gap and "\n" in text[gap.start : gap.end] and not goes_on:
            yield gap


def _bars(document: Document, part: Span) -> Iterator[Span]:
    """The bars of the rows of tables in a part of the text, where they are not of a cell."""
    blocks = document.structure.blocks
    for number in range(max(document.structure.number_at(part.start), 0), len(blocks)):
        row = blocks[number]
        if row.start >= part.end:
            return
        ends = [row.start, *(cell.end for cell in row.cells)]
        starts = [*(cell.start for cell in row.cells), row.end]
        for start, end in zip(ends, starts, strict=True) if row.cells else ():
            for bar in _BAR.finditer(document.text, max(start, part.start), min(end, part.end)):
                yield Span(*bar.span())


def _quoted(citation: Citation, items: Sequence[Citation]) -> str:
    """The quotation with its answer span, or the items in it, emphasised.

    Of a list whose items have lines of their own only the lines before them are quoted, since the
    items stand above already.
    """
    text = citation.document.text
    if len(items) > 1 and "\n" in text[items[0].end : items[1].start]:
        line = text.rfind("\n", citation.start, items[0].start)
        return "" if line < 0 else underlined(citation, citation.start, line)
    if citation.answer_start is None or citation.answer_end is None:
        return underlined(citation, citation.start, citation.end)
    spans = [(item.start, item.end) for item in items]
    at = citation.start
    parts = []
    for start, end in sorted(spans) or [(citation.answer_start, citation.answer_end)]:
        if start >= at:
            parts.append(underlined(citation, at, start))
            parts.append(f"<b>{underlined(citation, start, end)}</b>")
            at = end
    return "".join((*parts, underlined(citation, at, citation.end)))
