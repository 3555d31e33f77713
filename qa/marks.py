"""Marked text as escaped HTML.

What the browser receives holds every code point of the text, in order, once, whatever the marks:
unescape the HTML with its tags removed and the text is back, carriage returns included. There is
one exception, because HTML has no way to carry them or a screen no way to show them: control
characters other than tab, line feed and carriage return appear as their Unicode control picture
(NUL as U+2400 and so on) and lone surrogates as U+FFFD, one code point for one code point.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.values import Span

__all__ = ["CURRENT_ID", "Mark", "escape", "mark", "window"]

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


@dataclass(frozen=True, slots=True)
class Mark:
    """A cited span to be marked.

    Attributes:
        span: The citation.
        answers: The answer span, or the items of a list, marked more strongly.
        label: Shown in front of the mark by the style sheet, outside the text.
        current: Whether this is the citation to scroll to.
    """

    span: Span
    answers: tuple[Span, ...] = ()
    label: str = ""
    current: bool = False


def escape(text: str) -> str:
    """``text`` for HTML, safe as element content and inside a quoted attribute."""
    return text.translate(_SHOWN)


def mark(
    text: str, marks: Sequence[Mark], within: Span | None = None, unsure: Sequence[Span] = ()
) -> str:
    """Escaped HTML of ``text[within]`` with a ``<mark>`` around exactly the cited code points.

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
    cuts = {shown.start, shown.end}
    for item in marks:
        for span in (item.span, *item.answers):
            cuts.update(c for c in (span.start, span.end) if shown.start < c < shown.end)
    for span in unsure:
        cuts.update(c for c in (span.start, span.end) if shown.start < c < shown.end)
    starts = [span.start for span in unsure]
    edges = sorted(cuts)
    labelled: set[int] = set()
    pieces = []
    for start, end in pairwise(edges):
        piece = Span(start, end)
        covering = [k for k, item in enumerate(marks) if item.span.contains(piece)]
        body = escape(text[start:end])
        place = bisect_right(starts, start) - 1
        if place >= 0 and unsure[place].contains(piece):
            body = f'<u class="unsure">{body}</u>'
        if covering:
            body = f"<mark{_attributes(piece, covering, marks, labelled)}>{body}</mark>"
            labelled.update(covering)
        pieces.append(body)
    return "".join(pieces)


def _attributes(
    piece: Span, covering: Sequence[int], marks: Sequence[Mark], labelled: set[int]
) -> str:
    """Attributes of one piece, with a space in front of each."""
    first = [k for k in covering if k not in labelled]
    classes = ["cite"]
    if any(answer.contains(piece) for k in covering for answer in marks[k].answers):
        classes.append("answer")
    if any(marks[k].current for k in covering):
        classes.append("current")
    attributes = f' class="{" ".join(classes)}" data-cites="{" ".join(map(str, covering))}"'
    if any(marks[k].current for k in first):
        attributes += f' id="{CURRENT_ID}"'
    label = " ".join(marks[k].label for k in first if marks[k].label)
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
