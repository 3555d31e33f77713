"""Draws the growth of latency with a corpus as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from qa.evaluate.report.svg import Frame, document, line, text

__all__ = ["growth_svg"]

_KINDS = ("dense", "lexical", "fused")
_BAR = 60.0


def growth_svg(sizes: Sequence[int], p95: Mapping[str, Sequence[float]]) -> str:
    """Draw the 95th percentiles of the searches, in ms, over passages (both logarithmic).

    Args:
        sizes: Passages, ascending.
        p95: Milliseconds at each size, for ``dense``, ``lexical`` and ``fused``.
    """
    low, high = math.floor(math.log10(sizes[0])), math.ceil(math.log10(sizes[-1]))
    high = max(high, low + 1)
    least = math.floor(math.log10(min(min(p95[kind]) for kind in _KINDS)))
    most = math.ceil(math.log10(max(_BAR, max(max(p95[kind]) for kind in _KINDS))))
    frame = Frame(48, 56, 300, 290, x_most=high - low, y_most=most - least)
    parts = [
        frame.grid(
            [(i, f"{10 ** (low + i):,}") for i in range(high - low + 1)],
            [(i, f"{10.0 ** (least + i):g}") for i in range(most - least + 1)],
        ),
        text(48, 46, "milliseconds, 95th percentile"),
        text(364, 320, "passages", anchor="end"),
    ]
    bar = frame.y(math.log10(_BAR) - least)
    parts += [line(frame.left, bar, frame.right, bar, "mark"), text(306, bar + 4, "60 ms")]
    for kind in _KINDS:
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
