"""A drawn page with its marks as HTML, and the bar to turn pages."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from index.loaders.drawn_pages import NotDrawn, Picture, Placed
from index.values import Document, Span
from qa.marks import CURRENT_ID, Mark, escape

__all__ = ["PENDING", "bar_html", "failure_html", "sheet_html", "spans"]

PENDING = NotDrawn("This page takes a while to draw, and appears here once it is drawn")


def spans(marks: Sequence[Mark]) -> list[Span]:
    """What ``draw`` is to find: each citation, then each answer span, in the order of ``marks``."""
    return [m.span for m in marks] + [answer for m in marks for answer in m.answers]


def sheet_html(title: str, number: int, picture: Picture, marks: Sequence[Mark]) -> str:
    """The picture of a page with a rectangle on every cited line.

    Args:
        title: Of the document.
        number: Of the page.
        picture: Drawn with ``spans(marks)``.
        marks: The citations in this document.
    """
    answers = iter(picture.marked[len(marks) :])
    boxes = []
    count = 0
    for item, placed in zip(marks, picture.marked[: len(marks)], strict=True):
        kind = "cite current" if item.current else "cite"
        boxes += [
            _box(box, kind, item.label if k == 0 else "", item.current and k == 0)
            for k, box in enumerate(placed)
        ]
        for _ in item.answers:
            boxes += [_box(box, f"{kind} answer", "", False) for box in next(answers)]
        count += bool(placed)
    passages = {0: "no cited passage", 1: "1 cited passage"}.get(count, f"{count} cited passages")
    data = base64.b64encode(picture.png).decode("ascii")
    return (
        f'<div class="sheet"><img src="data:image/png;base64,{data}" width="{picture.width}" '
        f'height="{picture.height}" alt="Page {number} of {escape(title)}, with {passages} '
        f'marked">{"".join(boxes)}</div>'
    )


def bar_html(document: Document, number: int, *, as_text: bool) -> str:
    """Buttons for the page before and after, and between picture and text."""
    numbers = [page.number for page in document.pages]
    turn = ""
    if not as_text:
        turn = (
            f"{_turn('Previous page', '‹', number - 1, numbers)}"
            f'<span aria-live="polite">Page {number} of {len(numbers)}</span>'
            f"{_turn('Next page', '›', number + 1, numbers)}"
        )
    other = "Show the page" if as_text else "Show the text"
    return (
        f'<div class="pages">{turn}<button type="button" class="tool" '
        f'data-event="select" data-action="view" data-text="{"false" if as_text else "true"}">'
        f"{other}</button></div>"
    )


def failure_html(failed: NotDrawn) -> str:
    """Why the text of a page is shown in place of its picture, and a button to try again."""
    again = (
        ""
        if failed is PENDING
        else (
            '<button type="button" class="tool" data-event="select" data-action="view" '
            'data-text="false">Try again</button>'
        )
    )
    return f'<p class="cut" role="status">{escape(failed.reason)}. This is its text. {again}</p>'


def _turn(label: str, sign: str, number: int, numbers: Sequence[int]) -> str:
    off = "" if number in numbers else " disabled"
    return (
        '<button type="button" class="tool turn-page" data-event="select" data-action="page" '
        f'data-page="{number}" aria-label="{label}" title="{label}"{off}>{sign}</button>'
    )


def _box(placed: Placed, kind: str, label: str, current: bool) -> str:
    place = ";".join(
        f"{name}:{100 * value:.4f}%"
        for name, value in (
            ("left", placed.left),
            ("top", placed.top),
            ("width", placed.width),
            ("height", placed.height),
        )
    )
    name = f' id="{CURRENT_ID}"' if current else ""
    tag = f' data-label="{escape(label)}"' if label else ""
    return f'<span class="box {kind}" style="{place}"{name}{tag}></span>'
