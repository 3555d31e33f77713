"""Headers, footers and page numbers: lines at the edges of pages that come again and again."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal

from index.loaders.pdf.content import Content
from index.loaders.pdf.grids import rows_of
from index.loaders.pdf.units import Unit

__all__ = ["Edge", "edges", "running_edges", "with_neighbours"]

NEIGHBOURS: Final = 2
"""Pages on either side that are compared: left and right pages may have headers of their own."""

_MOST_ROWS: Final = 4
_MOST_UNITS: Final = {"header": 4, "footer": 12}
"""More at the top of a page are the head of a table that goes on."""

_MARGIN: Final = 0.2
"""Share of the height of a page, at its top and bottom, in which such lines stand."""

_SAME_PLACE: Final = 8.0  # points
_NOTHING_INSIDE: Final = math.inf
_LEAST_GAP: Final = 0.7
"""Free height between a header and the text, as a multiple of the size of type."""

_NUMBER: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(
    r"(?:page|seite|p\.|pg\.?|side|sida|blz\.?|pagina|página)?\s*[-–—|\[(]?\s*(?:#|[ivxlc]{1,7})\s*[-–—|\])]?"
    r"(?:\s*(?:of|/|von|de|af|av|van|di)\s*#)?",
    re.IGNORECASE,
)

Role = Literal["header", "footer", "number"]


@dataclass(slots=True)
class Edge:
    """A line at the upper or lower edge of a page.

    Attributes:
        units: From the left.
        key: Its text with each number masked.
        numbers: The numbers.
        height: Of its baseline, in points.
        side: Which edge.
        gap: Free height to the line further inside, as a multiple of the size of type.
    """

    units: list[Unit]
    key: str
    numbers: list[int]
    height: float
    side: Literal["header", "footer"]
    gap: float


def edges(content: Content) -> tuple[list[Edge], list[Edge]]:
    """The outermost lines at the top and at the bottom of a page, from outside."""
    upright = [unit for unit in content.units if unit.is_upright and not unit.kind]
    rows = rows_of(upright)
    first = range(min(len(rows), _MOST_ROWS))
    last = range(len(rows) - 1, max(len(rows) - 1 - _MOST_ROWS, -1), -1)
    top = [_edge(content, rows, number, "header") for number in first]
    end = [_edge(content, rows, number, "footer") for number in last]
    _, bottom, _, highest = content.bounds
    margin = _MARGIN * (highest - bottom)
    return (
        [edge for edge in top if edge.height >= highest - margin],
        [edge for edge in end if edge.height <= bottom + margin],
    )


def _edge(
    content: Content, rows: Sequence[list[Unit]], number: int, side: Literal["header", "footer"]
) -> Edge:
    row = rows[number]
    text = " ".join(" ".join(content.text[u.start : u.end].split()) for u in row)[:500]
    inner = number + (1 if side == "header" else -1)
    gap = _NOTHING_INSIDE
    if 0 <= inner < len(rows):
        upper, lower = (row, rows[inner]) if side == "header" else (rows[inner], row)
        free = min(u.box[1] for u in upper) - max(u.box[3] for u in lower)
        gap = free / row[0].size
    numbers = [int(digits[:9]) for digits in _NUMBER.findall(text)]
    return Edge(row, _NUMBER.sub("#", text), numbers, row[0].baseline, side, gap)


def running_edges(
    number: int, own: Sequence[Edge], others: Sequence[tuple[int, Sequence[Edge]]]
) -> list[tuple[Edge, Role]]:
    """The lines at one edge of page ``number`` that come again on neighbouring pages."""
    running: list[tuple[Edge, Role]] = []
    for edge in own:
        if len(edge.units) > _MOST_UNITS[edge.side] or not any(
            _is_alike(edge, other, number - page) for page, lines in others for other in lines
        ):
            break
        running.append((edge, "number" if _PAGE_NUMBER.fullmatch(edge.key) else edge.side))
    # What comes again close above the text is the head of a table or the start of each page.
    while running and running[-1][1] != "number" and running[-1][0].gap < _LEAST_GAP:
        running.pop()
    return running


def _is_alike(edge: Edge, other: Edge, distance: int) -> bool:
    if abs(edge.height - other.height) > _SAME_PLACE or len(edge.numbers) != len(other.numbers):
        return False
    if edge.gap == other.gap == _NOTHING_INSIDE:
        return False  # the only line of both pages is their text
    if edge.key != other.key:
        both = _PAGE_NUMBER.fullmatch(edge.key) and _PAGE_NUMBER.fullmatch(other.key)
        return bool(both) and not edge.numbers
    differences = {a - b for a, b in zip(edge.numbers, other.numbers, strict=True)}
    return differences <= {0, distance}


def with_neighbours(
    pages: Iterable[Content],
) -> Iterator[tuple[Content, list[tuple[Edge, Role]]]]:
    """Each page with its running lines; reads no more than a few pages ahead."""
    window: list[tuple[Content, tuple[list[Edge], list[Edge]]]] = []
    position = 0
    for content in chain(pages, [None] * NEIGHBOURS):
        if content is not None:
            window.append((content, edges(content)))
        elif position >= len(window):
            break
        if content is None or len(window) > position + NEIGHBOURS:
            own, sides = window[position]
            running: list[tuple[Edge, Role]] = []
            for side in (0, 1):
                others = [
                    (other.number, lines[side]) for other, lines in window if other is not own
                ]
                running += running_edges(own.number, sides[side], others)
            yield own, _once(running)
            position += 1
            if position > NEIGHBOURS:
                window.pop(0)
                position -= 1


def _once(running: Sequence[tuple[Edge, Role]]) -> list[tuple[Edge, Role]]:
    """On a page of few lines the edges meet."""
    seen: set[int] = set()
    once = []
    for edge, role in running:
        if id(edge.units[0]) not in seen:
            seen.add(id(edge.units[0]))
            once.append((edge, role))
    return once
