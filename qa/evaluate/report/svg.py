"""A frame to plot in, as SVG that needs nothing else: its own colours, light and dark.

Numbers and fixed words only; no text of a document comes here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["HEIGHT", "WIDTH", "Frame", "document", "line", "text"]

WIDTH, HEIGHT = 380, 330

_STYLE = (Path(__file__).with_name("assets") / "chart.css").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Frame:
    """Axes from 0 to ``x_most`` and ``y_most`` between four edges, in user units."""

    left: float
    top: float
    right: float
    bottom: float
    x_most: float = 1.0
    y_most: float = 1.0

    def x(self, value: float) -> float:
        """Where a value stands from left to right."""
        return self.left + (self.right - self.left) * value / self.x_most

    def y(self, value: float) -> float:
        """Where a value stands from top to bottom."""
        return self.bottom - (self.bottom - self.top) * value / self.y_most

    def grid(
        self, x_ticks: Iterable[tuple[float, str]], y_ticks: Iterable[tuple[float, str]]
    ) -> str:
        """Lines at the ticks of the vertical axis, and the labels of both."""
        parts = []
        for value, label in y_ticks:
            parts.append(line(self.left, self.y(value), self.right, self.y(value), "grid"))
            parts.append(text(self.left - 7, self.y(value) + 4, label, anchor="end"))
        for value, label in x_ticks:
            # The last one may not leave the drawing.
            anchor = "end" if value == self.x_most else "middle"
            parts.append(text(self.x(value), self.bottom + 16, label, anchor=anchor))
        return "".join(parts)


def document(name: str, summary: str, body: str) -> str:
    """A whole SVG document with a heading; ``summary`` is read out in its place."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" aria-label="{summary}"><style>{_STYLE}</style>'
        f'<rect class="sheet" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
        f"{text(16, 26, name, 'name')}{body}</svg>\n"
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """A label; ``anchor`` is start, middle or end."""
    styled = f' class="{kind}"' if kind else ""
    return f'<text{styled} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'
