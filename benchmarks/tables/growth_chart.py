"""Draws the growth of latency with a corpus as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from qa.evaluate.report.svg import Frame, document, line, text

__all__ = ["growth_svg"]

_BAR = 60.0


def growth_svg(
    sizes: Sequence[int], p95: Mapping[str, Sequence[float]], bar: float | None = _BAR
) -> str:
    """Draw the 95th percentiles of the searches, in ms, over passages (both logarithmic).

    Args:
        sizes: Passages, ascending.
        p95: Milliseconds at each size, for each kind of search.
        bar: Milliseconds that are marked.
    """
    low, high = math.floor(math.log10(sizes[0])), math.ceil(math.log10(sizes[-1]))
    high = max(high, low + 1)
    values = [value for times in p95.values() for value in times]
    least = math.floor(math.log10(min(values)))
    most = math.ceil(math.log10(max([*values, bar or 0.0])))
    frame = Frame(48, 56, 300, 290, x_most=high - low, y_most=most - least)
    parts = [
        frame.grid(
            [(i, f"{10 ** (low + i):,}") for i in range(high - low + 1)],
            [(i, f"{10.0 ** (least + i):g}") for i in range(most - least + 1)],
        ),
        text(48, 46, "milliseconds, 95th percentile"),
        text(364, 320, "passages", anchor="end"),
    ]
    if bar is not None:
        y = frame.y(math.log10(bar) - least)
        parts += [line(frame.left, y, frame.right, y, "mark"), text(306, y + 4, f"{bar:g} ms")]
    for kind in p95:
        points = [
            (frame.x(math.log10(size) - low), frame.y(math.log10(value) - least))
            for size, value in zip(sizes, p95[kind], strict=True)
        ]
        path = " L".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<path class="curve" d="M{path}"/>')
        parts += [f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in points]
        parts.append(text(306, points[-1][1] + 4, kind, "strong"))
    return document(
        "Growth", "95th percentile of search time against number of passages", "".join(parts)
    )
