"""Figures and places in words, as plain text."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath

from qa.amounts import bytes_in_words
from qa.answer import Citation
from qa.answer_words import HIGH, LIKELY
from qa.marks import escape
from qa.places import file_name, pages_in_words

__all__ = [
    "bytes_in_words",
    "capital",
    "confidence",
    "count_in_words",
    "day_in_words",
    "figure",
    "file_name",
    "line",
    "page_ends_unseen",
    "place",
    "suffix",
]

_PAGE_END = escape("\f")


def confidence(value: float, calibrated: bool) -> str:
    """Such as "high · 0.91"; without the figure when it is not calibrated."""
    word = "high" if value >= HIGH else "medium" if value >= LIKELY else "low"
    return f"{word} · {figure(value)}" if calibrated else word


def count_in_words(documents: int) -> str:
    """Such as "1 document", "1,200 documents"."""
    return f"{documents:,} document{'' if documents == 1 else 's'}"


def figure(value: float) -> str:
    """Two decimals, never rounded to a certainty that is not there."""
    if 0.99 < value < 1:
        return "> 0.99"
    if 0 < value < 0.01:
        return "< 0.01"
    return f"{value:.2f}"


def place(citation: Citation) -> str:
    """Such as "page 3", "slides 3–4"; "" where the document has no pages."""
    return pages_in_words(citation.document.source, citation.pages)


def day_in_words(day: datetime, now: datetime) -> str:
    """Such as "today 14:05", "yesterday", "3 May", "3 May 2025"."""
    days = (now.date() - day.date()).days
    if days <= 0:
        return f"today {day:%H:%M}"
    if days == 1:
        return "yesterday"
    return f"{day.day} {day:%B}" if day.year == now.year else f"{day.day} {day:%B %Y}"


def page_ends_unseen(markup: str) -> str:
    """Escaped text in which the style sheet draws no sign where a page ends (a form feed)."""
    # Without quotes it would do no harm inside of an attribute either.
    return markup.replace(_PAGE_END, f"<i class=feed>{_PAGE_END}</i>")


def suffix(source: str) -> str:
    """The suffix of a source's file name, with the dot; "" where it has none."""
    return PurePath(source.replace("\\", "/")).suffix


def line(error: Exception) -> str:
    """The first line of an error's message."""
    return str(error).strip().partition("\n")[0] or type(error).__name__


def capital(text: str) -> str:
    """``text`` as a sentence begins."""
    return text[:1].upper() + text[1:]
