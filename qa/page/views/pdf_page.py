"""A drawn page with its marks as HTML."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence

from index.loaders.drawn_pages import NotDrawn, Picture, Placed
from index.values import Span
from qa.marks import CURRENT_ID, Mark, box_style, escape

__all__ = ["PENDING", "failure_html", "sheet_html", "spans"]

PENDING = NotDrawn("This page takes a while to draw, and appears here once it is drawn")
_SAME_LINE = 0.02  # of the height of a page


def spans(marks: Sequence[Mark]) -> list[Span]:
    """What ``draw`` is to find: each mark, then each answer span, in the order of ``marks``."""
    return [m.span for m in marks] + [answer for m in marks for answer in m.answers]


def sheet_html(title: str, number: int, picture: Picture, marks: Sequence[Mark]) -> str:
    """The picture of a page with a rectangle on every marked line.

    Args:
        title: Of the document.
        number: Of the page.
        picture: Drawn with ``spans(marks)``.
        marks: The marks on this page.
    """
    answers = iter(picture.marked[len(marks) :])
    boxes = []
    count = 0
    for item, placed in zip(marks, picture.marked[: len(marks)], strict=True):
        kind = f"{item.kind} current" if item.current else item.kind
        boxes += [_box(box, kind, item.current and k == 0) for k, box in enumerate(placed)]
        for _ in item.answers:
            boxes += [_box(box, f"{kind} answer", False) for box in next(answers)]
        count += bool(placed) and item.kind != "hit"
    passages = {0: "no cited passage", 1: "1 cited passage"}.get(count, f"{count} cited passages")
    data = base64.b64encode(picture.png).decode("ascii")
    tags = "".join(_tags(marks, picture.marked))
    return (
        f'<div class="sheet"><img src="data:image/png;base64,{data}" width="{picture.width}" '
        f'height="{picture.height}" alt="Page {number} of {escape(title)}, with {passages} '
        f'marked">{"".join(boxes)}{tags}</div>'
    )


def _tags(marks: Sequence[Mark], placed: Sequence[Sequence[Placed]]) -> Iterator[str]:
    """Numbers and buttons of the marks, beside the page, so that they cover nothing of it.

    Those of one line stand together.
    """
    tagged = sorted(
        (boxes[0].top, number, item)
        for number, (item, boxes) in enumerate(zip(marks, placed, strict=False))
        if boxes and (item.label or item.button)
    )
    last = -1.0
    line: list[str] = []
    for top, _, item in tagged:
        if top - last > _SAME_LINE:
            yield _line(last, line)
            last, line = top, []
        kind = "tag current" if item.current else "tag"
        line.append(item.button or f'<span class="{kind}">{escape(item.label)}</span>')
    yield _line(last, line)


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


def _line(top: float, tags: Sequence[str]) -> str:
    return f'<div class="tags" style="top:{100 * top:.4f}%">{"".join(tags)}</div>' if tags else ""


def _box(placed: Placed, kind: str, current: bool) -> str:
    name = f' id="{CURRENT_ID}"' if current else ""
    return f'<span class="box {kind}" style="{box_style(placed)}"{name}></span>'
