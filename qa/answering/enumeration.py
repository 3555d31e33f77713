"""Enumerations in running text: ``diesel, petrol and two-stroke oil``.

The reader often marks only the first part. The others are taken in only where they look alike and
the enumeration is closed by "and" or "or": what follows a comma is mostly something else.
"""

from __future__ import annotations

import re
from typing import Final

from index.values import Span

__all__ = ["enumerated"]

_AND: Final = r"(?:and|or|as well as|but also)"
_COMMAS: Final = re.compile(rf"(?<!\s)(?:\s*,\s+(?:{_AND}\s+)?|\s+{_AND}\s+)")
_SEMICOLONS: Final = re.compile(rf"(?<!\s)\s*;\s+(?:{_AND}\s+)?")
_CLOSES: Final = re.compile(rf"\b{_AND}\s")
_STOP: Final = re.compile(r"[,;:!?()\n]|\.(?:\s|\Z)|\s[\u2013\u2014-]\s")
_ARTICLE: Final = re.compile(r"(?:a|an|the|its|their|his|her)\s+", re.IGNORECASE)
_STOPS: Final = {_COMMAS: _STOP, _SEMICOLONS: re.compile(r"[.!?](?:\s|\Z)")}
_MOST_WORDS: Final = {_COMMAS: 5, _SEMICOLONS: 20}
"""Words of a part that the reader has not marked."""
_LONGEST: Final = 120
"""Code points of any part."""
_CLAUSE: Final = re.compile(
    r"(?:so|but|which|who|whose|that|because|since|while|although|including|such|if|when|then|"
    r"not|it|he|she|they|this|these)\b",
    re.IGNORECASE,
)
"""Words that a clause begins with, and no part of an enumeration."""
_BEGINS: Final = "\u00a3$\u20ac\"'\u201c\u2018("


def enumerated(text: str, answer: Span, sentence: Span) -> tuple[Span, ...] | None:
    """The parts of the enumeration that an answer is or begins; None where it is none.

    Args:
        text: Of the document.
        answer: A span that answers.
        sentence: The sentence or sentences around it.
    """
    has_semicolons = ";" in text[answer.start : answer.end + 1]
    separator = _SEMICOLONS if has_semicolons else _COMMAS
    start = _start(text, answer, sentence.start, separator)
    end = answer.end
    is_closed = _CLOSES.search(text, start, end) is not None
    if not is_closed:
        closed = _closed_end(text, answer, sentence.end, separator)
        is_closed, end = closed is not None, closed or end
    spans = []
    at = start
    for match in separator.finditer(text, start, end):
        spans.append(Span(at, match.start()))
        at = match.end()
    spans.append(Span(at, end))
    parts = tuple(part for span in spans if (part := _trimmed(text, span)) is not None)
    is_sure = re.search("[,;]", text[start:end]) is not None
    if not is_sure or len(parts) < (2 if is_closed else 3):
        return None
    return None if any(len(part) > _LONGEST for part in parts) else parts


def _start(text: str, answer: Span, first: int, separator: re.Pattern[str]) -> int:
    """Behind the colon that the enumeration follows, if only parts of it stand between."""
    colon = text.rfind(":", first, answer.end)
    if colon < 0 or not text[colon + 1 : colon + 2].isspace():
        return answer.start
    if colon >= answer.start:
        return colon + 1
    before = separator.split(text[colon + 1 : answer.start])
    are_parts = not before[-1].strip() and all(
        len(part.split()) <= _MOST_WORDS[separator] and not _STOP.search(part) for part in before
    )
    return colon + 1 if are_parts else answer.start


def _closed_end(text: str, answer: Span, last: int, separator: re.Pattern[str]) -> int | None:
    """The end of the part behind "and" or "or"; None where the enumeration isn't closed so."""
    at = answer.end
    sign = _sign(text[answer.start : answer.end])
    while match := separator.match(text, at, last):
        ends = [stop.search(text, match.end(), last) for stop in (separator, _STOPS[separator])]
        at = min([last, *(end.start() for end in ends if end is not None)])
        part = text[match.end() : at]
        is_alike = separator is _SEMICOLONS or (_sign(part) == sign and not _CLAUSE.match(part))
        if not part.strip() or not is_alike or len(part.split()) > _MOST_WORDS[separator]:
            return None
        if _CLOSES.search(match[0]):
            return at
    return None


def _sign(part: str) -> str:
    """How a part begins behind its article: with a capital, a small letter, or something else."""
    first = _ARTICLE.sub("", part.strip(), count=1)[:1]
    return "A" if first.isupper() else "a" if first.isalpha() else "0"


def _trimmed(text: str, span: Span) -> Span | None:
    start, end = span.start, span.end
    while start < end and not text[start].isalnum() and text[start] not in _BEGINS:
        start += 1
    while end > start and text[end - 1] in " \t\r\n,;.":
        end -= 1
    return Span(start, end) if start < end else None
