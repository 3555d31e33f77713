"""Figures and places in words, as plain text."""

from __future__ import annotations

from pathlib import PurePath

from qa.answer import Citation

__all__ = ["confidence", "figure", "file_name", "place"]

HIGH, MEDIUM = 0.8, 0.5  # confidence from which on an answer is called high, medium


def confidence(value: float, calibrated: bool) -> str:
    """Such as "high · 0.91"; without the figure when it is not calibrated."""
    word = "high" if value >= HIGH else "medium" if value >= MEDIUM else "low"
    return f"{word} · {figure(value)}" if calibrated else word


def figure(value: float) -> str:
    """Two decimals, never rounded to a certainty that is not there."""
    if 0.99 < value < 1:
        return "> 0.99"
    if 0 < value < 0.01:
        return "< 0.01"
    return f"{value:.2f}"


def place(citation: Citation) -> str:
    """Such as "page 3", "pages 3–4"; "" where the document has no pages."""
    pages = citation.pages
    if not pages:
        return ""
    return f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]}–{pages[-1]}"


def file_name(source: str) -> str:
    """The last part of a source, whichever way its slashes lean."""
    return PurePath(source.replace("\\", "/")).name or source
