"""The order in which a person reads boxes on a page: an XY-cut.

A set of boxes is cut in two where the widest empty strip runs through all of it, from side to side
or from top to bottom, and each half again. So columns are read one after the other where they
stand further apart than the lines in them, and rows where these do.

Source: G. Nagy and S. Seth, "Hierarchical representation of optically scanned documents" (1984).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

__all__ = ["Box", "visual_order"]

_MARGIN: Final = 0.1
"""Part of its size by which a box may reach into another one, at each side."""

_MOST_BOXES: Final = 500
"""Boxes of which each may need a cut of its own; more are only sorted."""


class Box(NamedTuple):
    """A rectangle; the unit does not matter."""

    left: float
    top: float
    right: float
    bottom: float


def visual_order(boxes: Sequence[Box]) -> list[int]:
    """Indices of the boxes as they are read; those in the same place keep their order."""
    if len(boxes) > _MOST_BOXES:
        return sorted(range(len(boxes)), key=lambda number: (boxes[number].top, boxes[number].left))
    ordered: list[int] = []
    stack = [list(range(len(boxes)))]
    while stack:
        group = stack.pop()
        if len(group) <= 1:
            ordered += group
            continue
        rows = _cut(group, [(boxes[number].top, boxes[number].bottom) for number in group])
        columns = _cut(group, [(boxes[number].left, boxes[number].right) for number in group])
        best = columns if rows is None or (columns and columns[0] > rows[0]) else rows
        if best is None:
            ordered += sorted(group, key=lambda number: (boxes[number].top, boxes[number].left))
        else:
            stack += [best[2], best[1]]
    return ordered


def _cut(
    group: Sequence[int], extents: Sequence[tuple[float, float]]
) -> tuple[float, list[int], list[int]] | None:
    """Width of the widest strip between extents, and who lies before and behind it."""
    shrunk = [
        (start + _MARGIN * (end - start), end - _MARGIN * (end - start), place)
        for place, (start, end) in enumerate(extents)
    ]
    shrunk.sort(key=lambda extent: (extent[0], extent[1]))
    widest = 0.0
    at = 0
    reached = shrunk[0][1]
    for number, (start, end, _) in enumerate(shrunk[1:], 1):
        if start - reached > widest:
            widest, at = start - reached, number
        reached = max(reached, end)
    if not at:
        return None
    before = {place for _, _, place in shrunk[:at]}
    return (
        widest,
        [number for place, number in enumerate(group) if place in before],
        [number for place, number in enumerate(group) if place not in before],
    )
