"""Sizes and times in words, as plain text."""

from __future__ import annotations

__all__ = ["bytes_in_words", "seconds_in_words"]

_MINUTE, _HOUR = 60, 3_600


def bytes_in_words(count: int) -> str:
    """Such as "820 bytes", "3.4 kB", "50 MB"."""
    if count < 1_000:
        return "1 byte" if count == 1 else f"{count} bytes"
    value, unit = count / 1_000, "kB"
    for larger in ("MB", "GB"):
        if value >= 1_000:
            value, unit = value / 1_000, larger
    return f"{value:.1f} {unit}" if value < 10 and value != int(value) else f"{value:.0f} {unit}"


def seconds_in_words(seconds: float) -> str:
    """Such as "0.4 s", "35 s", "4 min", "2 h 5 min"."""
    if seconds < 10:
        return f"{max(seconds, 0.0):.1f} s"
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / _MINUTE), _HOUR // _MINUTE)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
