"""A conversation as one HTML file that needs nothing else: no script, no font, no host.

Below each quotation stand its place and the hash of its document, and for PDFs a picture of the
page with the quotation marked. The record stands at the end.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index.loaders.drawn_pages import NotDrawn, Picture, is_drawn
from index.values import Document, Page, Span
from qa.answer import Answer, Citation
from qa.errors import ExportError
from qa.exports.conversation_record import record_json
from qa.exports.export_head import ExportHead
from qa.exports.relative_sources import Relative, as_it_is
from qa.exports.seal import sealed
from qa.exports.shown_parts import ShownPart, by_turn
from qa.exports.turn_outline import Block, Given, Listed, Quoted, Said, outline
from qa.marks import Mark, box_style, escape, mark
from qa.places import pages_in_words

__all__ = ["DrawPage", "as_html", "html_parts", "html_record", "not_drawn"]

DrawPage = Callable[[Document, Page, Sequence[Span]], Picture | NotDrawn]
"""The picture of a page with the places of spans, or why there is none; waits for it."""

_MOST_PICTURE_BYTES = 40_000_000
_MOST_PAGES = 3  # of one quotation
_TOO_LARGE = NotDrawn("the file would become too large")
_STYLE = Path(__file__).with_name("export.css")
_RECORD = '<pre id="record">'
_PICTURE = re.compile(r'src="data:[^"]*"')
_TAG = re.compile(r'<(?P<end>/?)(?P<name>[a-z]\w*+)(?P<attributes>(?:[^<>"]|"[^"]*")*+)>')
_PART = re.compile(
    r' data-part="(question|answer|also found|item|line|(?:quotation|place) \d{1,6})"'
)
_VOID = frozenset({"br", "img", "wbr", "hr", "meta", "link", "input"})
_LOOK = 10_000  # tags between looks at the clock


def not_drawn(document: Document, page: Page, spans: Sequence[Span]) -> NotDrawn:
    """Draws nothing."""
    return NotDrawn("pages are drawn by the chat page only")


def as_html(
    answers: Sequence[Answer],
    head: ExportHead,
    draw: DrawPage = not_drawn,
    relative: Relative = as_it_is,
) -> str:
    """The conversation as HTML to read, with its record at the end.

    Args:
        answers: Oldest first.
        head: Its title, its date and its documents.
        draw: Draws the pages of PDFs.
        relative: See ``record_json``.
    """
    pictures = _Pictures(draw)
    body = "".join(_turn(answer, pictures) for answer in answers)
    title = escape(head.title)
    scope = f'<p dir="auto">{escape(head.scope)}</p>' if head.scope else ""
    readable = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "img-src data:; style-src 'unsafe-inline'\">"
        f"<title>{title}, {head.made:%Y-%m-%d}</title>"
        f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style></head>\n<body><main>"
        f'<header><h1 dir="auto">{title}</h1><p>{escape(head.line)}</p>{scope}</header>\n{body}'
    )
    record = record_json(answers, head, html_parts(readable), relative=relative)
    text = (
        f"{readable}<footer><p>Documents are named by the SHA-256 of their text; offsets count "
        "code points. <code>python -m qa verify FILE</code> compares every quotation and names "
        "what was changed.</p><details><summary>Record</summary>"
        f"{_RECORD}{html.escape(record, quote=False)}</pre></details></footer>"
        "</main></body></html>\n"
    )
    return sealed(text.encode("utf-8")).decode("utf-8")


def html_record(text: str) -> str:
    """The record in the HTML; "" if there is none.

    Raises:
        ExportError: It holds a reference to a character whose number is beyond reason.
    """
    _, begin, record = text.rpartition(_RECORD)
    return _unescaped(record.partition("</pre>")[0]) if begin else ""


def html_parts(text: str, is_late: Callable[[], bool] = lambda: False) -> list[list[ShownPart]]:
    """What people read of each turn, read back from the HTML.

    Args:
        text: Of the file.
        is_late: Whether reading has taken too long; then the rest is not read.

    Raises:
        ExportError: As ``html_record``.
    """
    body = _PICTURE.sub('src=""', text.rpartition(_RECORD)[0] or text)
    return by_turn(_read(body, is_late))


class _Pictures:
    """Draws the cited pages of turns, each once in a turn, until they are too large together."""

    def __init__(self, draw: DrawPage) -> None:
        self._draw = draw
        self._bytes = 0

    def of_turn(self, blocks: Sequence[Block]) -> dict[int, str]:
        """Pictures as HTML by the number of the quotation that they stand below."""
        quoted = [block for block in blocks if isinstance(block, Quoted)]
        there: set[tuple[str, int]] = set()
        pictures = {}
        for block in quoted:
            document = block.citation.document
            pages = [page for page in _pages(block.citation) if page.end > page.start]
            new = [page for page in pages if (document.id, page.number) not in there]
            there |= {(document.id, page.number) for page in new}
            same = [b for b in quoted if b.citation.document.id == document.id]
            pictures[block.number] = "".join(self._picture(document, p, same) for p in new)
        return pictures

    def _picture(self, document: Document, page: Page, quoted: Sequence[Quoted]) -> str:
        there = Span(page.start, page.end)
        marked = [b for b in quoted if Span(b.citation.start, b.citation.end).overlaps(there)]
        spans = [Span(b.citation.start, b.citation.end) for b in marked]
        answers = [span for b in marked for span in _answers(b.citation)]
        full = self._bytes > _MOST_PICTURE_BYTES
        picture = _TOO_LARGE if full else self._draw(document, page, [*spans, *answers])
        where = pages_in_words(document.source, (page.number,))
        if isinstance(picture, NotDrawn):
            return f'<p class="note">No picture of {where}: {escape(picture.reason)}.</p>'
        self._bytes += len(picture.png)
        kinds = ["box"] * len(spans) + ["box answer"] * len(answers)
        boxes = "".join(
            f'<span class="{kind}" style="{box_style(placed)}"></span>'
            for kind, row in zip(kinds, picture.marked, strict=True)
            for placed in row
        )
        data = base64.b64encode(picture.png).decode("ascii")
        return (
            f'<div class="sheet"><img src="data:image/png;base64,{data}" width="{picture.width}" '
            f'height="{picture.height}" alt="{escape(where.capitalize())} of '
            f'{escape(document.title)}, with the quotation marked">{boxes}</div>'
        )


def _read(body: str, is_late: Callable[[], bool]) -> Iterator[tuple[str, str]]:
    """Names and texts of the elements with a ``data-part``, in order.

    Reads only what ``as_html`` writes: all else counts as text. A parser of any HTML takes
    quadratic time for some.
    """
    name, depth, at = "", 0, 0
    text: list[str] = []
    for number, tag in enumerate(_TAG.finditer(body)):
        if number % _LOOK == 0 and is_late():
            return
        if depth:
            text.append(_unescaped(body[at : tag.start()]))
        at = tag.end()
        if tag["name"] in _VOID:
            continue
        if depth:
            depth += -1 if tag["end"] else 1
            if not depth:
                yield name, "".join(text)
        elif not tag["end"] and (part := _PART.search(tag["attributes"])):
            name, depth, text = part[1], 1, []


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # more digits than Python makes a number of
        raise ExportError(
            "not an export of a conversation: a character in it has no such number"
        ) from None


def _turn(answer: Answer, pictures: _Pictures) -> str:
    blocks = outline(answer)
    drawn = pictures.of_turn(blocks)
    body = "".join(_grouped(blocks, drawn))
    question = escape(answer.question)
    return f'<section><h2 dir="auto" data-part="question">{question}</h2>\n{body}</section>\n'


def _grouped(blocks: Sequence[Block], drawn: dict[int, str]) -> Iterator[str]:
    """The blocks, those of a list in one."""
    is_open = False
    for block in blocks:
        is_item = isinstance(block, Listed) or (isinstance(block, Said) and block.is_listed)
        if is_item != is_open:
            yield "<ul>\n" if is_item else "</ul>\n"
        is_open = is_item
        yield _block(block, drawn)
    if is_open:
        yield "</ul>\n"


def _block(block: Block, drawn: dict[int, str]) -> str:
    if isinstance(block, Said):
        tag = "li" if block.is_listed else "p"
        return f'<{tag} dir="auto" data-part="line">{escape(block.text)}</{tag}>\n'
    if isinstance(block, Given):
        label, name = ("Also found", "also found") if block.is_other else ("Answer", "answer")
        kind = "given other" if block.is_other else "given"
        return (
            f'<div class="{kind}"><p class="label">{label}</p>'
            f'<p class="words" dir="auto" data-part="{name}">{escape(block.text)}</p></div>\n'
        )
    if isinstance(block, Listed):
        numbers = "".join(f" [{number}]" for number in block.numbers)
        return f'<li dir="auto"><span data-part="item">{escape(block.text)}</span>{numbers}</li>\n'
    cited = block.citation
    whole = Span(cited.start, cited.end)
    words = mark(cited.document.text, [Mark(whole, _answers(cited))], whole)
    return (
        f'<figure><blockquote dir="auto" data-part="quotation {block.number}">{words}</blockquote>'
        f'<figcaption><b class="number">{block.number}</b> '
        f'<span data-part="place {block.number}">{escape(block.place)}</span>'
        f'<span class="hash">SHA-256 of its text: <code>{cited.document.id}</code></span>'
        f"</figcaption>{drawn[block.number]}</figure>\n"
    )


def _answers(citation: Citation) -> tuple[Span, ...]:
    if citation.answer_start is None or citation.answer_end is None:
        return ()
    return (Span(citation.answer_start, citation.answer_end),)


def _pages(citation: Citation) -> list[Page]:
    """The pages of a citation that can be drawn, not more than a few."""
    if not is_drawn(citation.document):
        return []
    numbers = (citation.pages or ())[:_MOST_PAGES]
    return [page for page in citation.document.pages if page.number in numbers]
