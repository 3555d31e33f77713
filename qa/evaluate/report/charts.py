"""The report's diagrams, each a function from numbers to an SVG document."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from qa.evaluate.measures.curves import Bin, FloatArray
from qa.evaluate.report.svg import Frame, document, line, text

__all__ = ["latency_svg", "reliability_svg", "risk_coverage_svg"]

_SHARES = [(0.0, "0"), (0.25, ""), (0.5, "50"), (0.75, ""), (1.0, "100 %")]
_MOST_POINTS = 200
_COLUMNS = 24
_SHORTEST = 0.1  # milliseconds, of the axis
_Z = 1.959964  # of a 95 % interval


def reliability_svg(bins: Sequence[Bin], error: float) -> str:
    """Share of right answers against stated confidence, with the number of answers in each bin.

    Args:
        bins: From `reliability`; each share has its 95 % interval (Wilson 1927).
        error: The expected calibration error, for the heading.
    """
    frame = Frame(48, 56, 364, 214)
    parts = [
        frame.grid(_SHARES, _SHARES),
        line(frame.x(0), frame.y(0), frame.x(1), frame.y(1), "ideal"),
        text(364, 26, f"calibration error {error:.3f}", anchor="end"),
        text(48, 46, "right answers"),
        text(364, 246, "stated confidence", anchor="end"),
    ]
    for bin_ in bins:
        low, high = _wilson(bin_.right, bin_.count)
        x = frame.x(bin_.stated)
        parts.append(line(x, frame.y(low), x, frame.y(high), "whisker"))
    for bin_ in bins:
        parts.append(
            f'<circle class="dot" cx="{frame.x(bin_.stated):.1f}" cy="{frame.y(bin_.right):.1f}" '
            f'r="4.5"><title>{_of_bin(bin_)}</title></circle>'
        )
    parts += _counts(bins)
    return document(
        "Reliability",
        f"Share of right answers against stated confidence in {len(bins)} bins of equal mass",
        "".join(parts),
    )


def _counts(bins: Sequence[Bin]) -> Iterator[str]:
    """How many answers each bin holds, as columns."""
    frame = Frame(48, 268, 364, 306, x_most=max(len(bins), 1), y_most=_most(bins))
    yield text(48, 246, "answers in each bin")
    for number, bin_ in enumerate(bins):
        left, right, top = frame.x(number) + 1.5, frame.x(number + 1) - 1.5, frame.y(bin_.count)
        yield (
            f'<rect class="bar" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
            f'height="{frame.bottom - top:.1f}" rx="1"><title>{_of_bin(bin_)}</title></rect>'
        )
        yield text((left + right) / 2, top - 3, f"{bin_.count}", "small", anchor="middle")
    yield text(48, 320, "least sure")
    yield text(364, 320, "surest", anchor="end")


def risk_coverage_svg(coverage: FloatArray, risk: FloatArray, answered: float, area: float) -> str:
    """Share of wrong answers against the share of questions answered, the surest first.

    Args:
        coverage: From `risk_coverage`, shape (n,).
        risk: The same.
        answered: Share of questions that are answered at the threshold; marked if not 0.
        area: Under the curve, for the heading.
    """
    frame = Frame(48, 56, 364, 262, y_most=_round_up(float(risk.max())))
    steps = np.unique(np.linspace(0, len(risk) - 1, _MOST_POINTS).astype(int))
    points = [(frame.x(float(coverage[i])), frame.y(float(risk[i]))) for i in steps]
    curve = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    ticks = [
        (frame.y_most * i / 4, f"{100 * frame.y_most * i / 4:.3g}" + (" %" if i == 4 else ""))
        for i in range(5)
    ]
    base = f"L{points[-1][0]:.1f},{frame.bottom} L{points[0][0]:.1f},{frame.bottom} Z"
    parts = [
        frame.grid(_SHARES, ticks),
        text(364, 26, f"area {area:.3f}", anchor="end"),
        text(48, 46, "wrong among the answered"),
        text(364, 295, "questions answered, the surest first", anchor="end"),
        f'<path class="area" d="M{curve} {base}"/><path class="curve" d="M{curve}"/>',
    ]
    if answered > 0:
        here = min(len(risk) - 1, max(0, round(answered * len(risk)) - 1))
        parts += _at_threshold(frame, float(coverage[here]), float(risk[here]))
    return document(
        "Risk and coverage",
        "Share of wrong answers against the share of questions answered, the surest first",
        "".join(parts),
    )


def _at_threshold(frame: Frame, coverage: float, risk: float) -> Iterator[str]:
    """The point of the curve that the threshold chooses, and its legend."""
    x, y = frame.x(coverage), frame.y(risk)
    yield line(x, frame.bottom, x, y, "mark")
    yield f'<circle class="at" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'
    yield '<circle class="at" cx="53" cy="318" r="4.5"/>'
    shares = f"{100 * coverage:.0f} % answered, {100 * risk:.1f} % of them wrong"
    yield text(63, 322, f"at the threshold: {shares}")


def latency_svg(milliseconds: Sequence[float]) -> str:
    """How long questions took; the slowest hundredth shares the last column.

    Args:
        milliseconds: One for each question, at least one.
    """
    times = np.asarray(milliseconds, dtype=np.float64)
    most = _round_up(max(_SHORTEST, float(np.percentile(times, 99))))
    counts, _ = np.histogram(np.minimum(times, most), bins=_COLUMNS, range=(0, most))
    tallest = int(counts.max())
    frame = Frame(48, 64, 364, 272, x_most=most, y_most=tallest)
    width = (frame.right - frame.left) / _COLUMNS
    parts = [
        frame.grid(
            [(most * i / 4, f"{most * i / 4:,g}") for i in range(5)],
            [(0.0, "0"), (float(tallest), f"{tallest}")],
        ),
        text(48, 46, "questions"),
        text(364, 306, "milliseconds for one question", anchor="end"),
    ]
    parts += [
        f'<rect class="bar" x="{frame.left + width * i + 0.75:.1f}" y="{frame.y(count):.1f}" '
        f'width="{width - 1.5:.1f}" height="{frame.bottom - frame.y(count):.1f}" rx="1"/>'
        for i, count in enumerate(counts.tolist())
    ]
    middle, slow = (float(np.percentile(times, share)) for share in (50, 95))
    for value in (middle, slow):
        x = frame.x(min(value, most))
        parts.append(line(x, frame.bottom, x, frame.top - 8, "mark"))
    parts.append(text(364, 26, f"p50 {middle:,.0f} ms, p95 {slow:,.0f} ms", anchor="end"))
    return document("Time", "How long questions took, in milliseconds", "".join(parts))


def _of_bin(bin_: Bin) -> str:
    """What a bin says, in words."""
    return (
        f"confidence {bin_.low:.2f} to {bin_.high:.2f}, on average {bin_.stated:.2f}: "
        f"{100 * bin_.right:.0f} % of {bin_.count} right"
    )


def _most(bins: Sequence[Bin]) -> float:
    return float(max((bin_.count for bin_ in bins), default=1))


def _wilson(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share of so many."""
    square = _Z**2 / count
    middle = (share + square / 2) / (1 + square)
    half = _Z / (1 + square) * math.sqrt(share * (1 - share) / count + square / (4 * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def _round_up(value: float) -> float:
    """A round number, of which quarters are short, that is not less than ``value``."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    steps = (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10)
    return next(round(step * power, 12) for step in steps if step * power >= value * (1 - 1e-9))
