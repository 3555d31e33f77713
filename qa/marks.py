"""Marked text as escaped HTML.

What the browser receives holds every code point of the text, in order, once, whatever the marks:
unescape the HTML with its tags removed and the text is back, carriage returns included. There is
one exception, because HTML has no way to carry them or a screen no way to show them: control
characters other than tab, line feed and carriage return appear as their Unicode control picture
(NUL as U+2400 and so on) and lone surrogates as U+FFFD, one code point for one code point.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index.loaders.drawn_pages import Placed
from index.values import Span

__all__ = ["CURRENT_ID", "Mark", "MarkedText", "Styled", "box_style", "escape", "mark", "window"]

CURRENT_ID = "cited"
WHOLE = 100_000  # code points up to which a document is shown whole
RADIUS = 20_000  # code points shown on either side of a citation in a longer one
LINE_SEARCH = 2_000  # how far a window moves inwards to begin or end at a line end

_SHOWN: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    0x7F: "\u2421",
    ord("\t"): "\t",
    ord("\n"): "\n",
    ord("\r"): "&#13;",  # a raw one would be read as a line feed
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    ord("'"): "&#39;",
}

MarkKind = Literal["cite", "earlier", "hit"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to be marked.

    Attributes:
        span: What is marked.
        answers: The answer span, or the items of a list, marked more strongly.
        label: Shown in front of the mark by the style sheet, outside the text.
        current: Whether this is the place to scroll to.
        kind: A citation of the turn that is shown, one of an earlier turn, or a hit of a search.
        button: HTML that stands in front of the mark, without text of its own.
    """

    span: Span
    answers: tuple[Span, ...] = ()
    label: str = ""
    current: bool = False
    kind: MarkKind = "cite"
    button: str = ""


@dataclass(frozen=True, slots=True)
class Styled:
    """A part of the text that is drawn in its own way.

    Attributes:
        span: The part.
        name: Class in the style sheet.
        is_hidden: Whether the style sheet draws nothing of it. A mark that lies in hidden parts
            alone brings them back.
    """

    span: Span
    name: str
    is_hidden: bool = False


@dataclass(slots=True)
class _Piece:
    """A part of the text over which marks and styles stay the same."""

    span: Span
    covering: tuple[int, ...]
    styles: tuple[str, ...]
    is_hidden: bool
    is_unsure: bool


def box_style(placed: Placed) -> str:
    """Where a rectangle stands on a picture, as the style of an element on it."""
    shares = {
        "left": placed.left,
        "top": placed.top,
        "width": placed.width,
        "height": placed.height,
    }
    return ";".join(f"{name}:{100 * value:.4f}%" for name, value in shares.items())


def escape(text: str) -> str:
    """``text`` for HTML, safe as element content and inside a quoted attribute."""
    return text.translate(_SHOWN)


def mark(
    text: str, marks: Sequence[Mark], within: Span | None = None, unsure: Sequence[Span] = ()
) -> str:
    """Escaped HTML of ``text[within]`` with a ``<mark>`` around exactly the marked code points.

    Overlapping and nested spans are split at every boundary. Each piece names in ``data-cites``
    the positions in ``marks`` of the spans that cover it; the first piece of the current span has
    the id ``CURRENT_ID``, and the first piece of every span has its label in ``data-label``.

    Args:
        text: A document's text.
        marks: Spans in code points of ``text``; what lies outside ``within`` is not shown.
        within: The part to show; by default all of it.
        unsure: Words that may have been recognised wrongly, in order; underlined.
    """
    shown = Span(0, len(text)) if within is None else within
    return MarkedText(text, marks, shown, unsure).html(shown)


class MarkedText:
    """A part of a text with its marks, given as HTML bit by bit, such as one block at a time.

    Args:
        text: A document's text.
        marks: Spans in code points of ``text``.
        within: The part to show.
        unsure: Words that may have been recognised wrongly; underlined.
        styles: Parts that are drawn in their own way.
    """

    def __init__(
        self,
        text: str,
        marks: Sequence[Mark],
        within: Span,
        unsure: Sequence[Span] = (),
        styles: Sequence[Styled] = (),
    ) -> None:
        self._text = text
        self._marks = marks
        self._labelled: set[int] = set()
        self._pieces = list(_pieces(marks, within, unsure, styles))
        self._starts = [piece.span.start for piece in self._pieces]
        self._blank: set[int] = set()
        self._show_what_is_marked()

    def html(self, span: Span) -> str:
        """One part, which lies in what is shown; parts are asked for in the order of the text.

        See ``mark``; a style is a ``<span>`` with its class inside of the ``<mark>``.
        """
        result = []
        for number in range(max(bisect_right(self._starts, span.start) - 1, 0), len(self._pieces)):
            piece = self._pieces[number]
            if piece.span.start >= span.end:
                break
            start, end = max(piece.span.start, span.start), min(piece.span.end, span.end)
            if start < end:
                result.append(self._html(piece, self._text[start:end]))
        return "".join(result)

    def is_hidden(self, span: Span) -> bool:
        """Whether nothing of a part is drawn, white space aside."""
        first = max(bisect_right(self._starts, span.start) - 1, 0)
        for piece in self._pieces[first : bisect_right(self._starts, max(span.end - 1, 0))]:
            start, end = max(piece.span.start, span.start), min(piece.span.end, span.end)
            if start < end and not piece.is_hidden and self._text[start:end].strip():
                return False
        return True

    def _html(self, piece: _Piece, text: str) -> str:
        body = escape(text)
        if piece.is_unsure:
            body = f'<u class="unsure">{body}</u>'
        if piece.styles:
            body = f'<span class="{" ".join(piece.styles)}">{body}</span>'
        if not piece.covering:
            return body
        first = []
        if not piece.is_hidden:
            is_blank = not text.strip()
            first = [
                number
                for number in piece.covering
                if number not in self._labelled and (not is_blank or number in self._blank)
            ]
            self._labelled.update(first)
        buttons = "".join(self._marks[number].button for number in first)
        return f"{buttons}<mark{_attributes(piece, first, self._marks)}>{body}</mark>"

    def _show_what_is_marked(self) -> None:
        """Bring back hidden parts where nothing else of a mark, or of an answer, would be seen."""
        pieces_by_mark: dict[int, list[_Piece]] = {}
        for piece in self._pieces:
            for number in piece.covering:
                pieces_by_mark.setdefault(number, []).append(piece)
        for number, pieces in pieces_by_mark.items():
            visible = [piece for piece in pieces if not self._is_blank(piece)]
            if not visible:
                self._blank.add(number)
            for span in (self._marks[number].span, *self._marks[number].answers):
                inside = [piece for piece in visible if span.contains(piece.span)]
                if inside and all(piece.is_hidden for piece in inside):
                    for piece in inside:
                        piece.is_hidden, piece.styles = False, ()

    def _is_blank(self, piece: _Piece) -> bool:
        return not self._text[piece.span.start : piece.span.end].strip()


def _pieces(
    marks: Sequence[Mark], within: Span, unsure: Sequence[Span], styles: Sequence[Styled]
) -> Iterable[_Piece]:
    """The parts of ``within``, in order, each with all that covers it."""
    spans = [span for item in marks for span in (item.span, *item.answers)]
    spans += [*unsure, *(style.span for style in styles)]
    inside = (c for span in spans for c in (span.start, span.end) if within.start < c < within.end)
    cuts = sorted({within.start, within.end, *inside})
    covering = _Sweep([item.span for item in marks])
    styled, doubtful = _Sweep([style.span for style in styles]), _Sweep(unsure)
    for start, end in pairwise(cuts):
        active = [styles[number] for number in styled.at(start)]
        yield _Piece(
            Span(start, end),
            covering.at(start),
            tuple(dict.fromkeys(style.name for style in active)),
            any(style.is_hidden for style in active),
            bool(doubtful.at(start)),
        )


class _Sweep:
    """Which of some spans cover an offset, asked for in ascending order."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._waiting = sorted(range(len(spans)), key=lambda k: spans[k].start, reverse=True)
        self._active: list[int] = []

    def at(self, offset: int) -> tuple[int, ...]:
        while self._waiting and self._spans[self._waiting[-1]].start <= offset:
            self._active.append(self._waiting.pop())
        self._active = [k for k in self._active if self._spans[k].end > offset]
        return tuple(sorted(self._active))


def _attributes(piece: _Piece, first: Sequence[int], marks: Sequence[Mark]) -> str:
    """Attributes of one piece, with a space in front of each."""
    covering = [marks[number] for number in piece.covering]
    classes: list[str] = [*dict.fromkeys(item.kind for item in covering)]
    if any(answer.contains(piece.span) for item in covering for answer in item.answers):
        classes.append("answer")
    if any(item.current for item in covering):
        classes.append("current")
    names = " ".join(map(str, piece.covering))
    attributes = f' class="{" ".join(classes)}" data-cites="{names}"'
    if any(marks[number].current for number in first):
        attributes += f' id="{CURRENT_ID}"'
    label = " ".join(marks[number].label for number in first if marks[number].label)
    if label:
        attributes += f' data-label="{escape(label)}"'
    return attributes


def window(text: str, span: Span, radius: int = RADIUS, whole: int = WHOLE) -> Span:
    """The part of ``text`` to show around ``span``: all of it up to ``whole`` code points.

    Beyond that, ``radius`` code points on either side, drawn in to the nearest line end where
    one is near.
    """
    if len(text) <= whole:
        return Span(0, len(text))
    start, end = max(0, span.start - radius), min(len(text), span.end + radius)
    if start > 0:
        newline = text.find("\n", start, min(start + LINE_SEARCH, span.start))
        start = start if newline < 0 else newline + 1
    if end < len(text):
        newline = text.rfind("\n", max(span.end, end - LINE_SEARCH), end)
        end = end if newline < 0 else newline + 1
    return Span(start, end)
