"""Answer spans as a person would mark them: whole numbers with their units, whole names.

A reader marks tokens. A span that begins with a comma, ends inside a number or in half a name, or
leaves the unit of its number out is widened or narrowed by the text around it. It stays a slice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from index.structure import Structure
from index.values import Span
from qa.question_kind import QuestionKind

__all__ = ["as_marked", "below_headings", "without_generated"]

_LEADING: Final = re.compile(r"[\s,;:.!?)\]}\u2013\u2014\u2026*_|>/-]+")
_TRAILING: Final = re.compile(r"[\s,;:([{\u2013\u2014*_|/-]+\Z")
_NUMBER: Final = re.compile(
    r"(?:[A-Z]{2,3}\s?)?[\u00a3$\u20ac\u00a5]?\s?[+\u2212-]?\d[\d.,\u00a0]*\d|[\u00a3$\u20ac\u00a5]?\d"
)
_SCALES: Final = r"hundred|thousand|million|billion|trillion|dozen|bn|mn|m|k"
_UNITS: Final = (
    r"%|\u2030|\u00b0\s?[CFK]?\b|(?:per ?cent|percent|pc)\b|percentage points?\b|basis points?\b|"
    r"(?:[kcm\u00b5]?m[\u00b2\u00b3]?|km/h|mph|[kcmt]?g|kg|lbs?|oz|ha|[kMGT]?Wh?|[kMG]?Hz|[kMGT]i?B|"
    r"[mkM]?V|mA|[mc]?l|L/s|l/s|h|hrs?|min|s|ms|am|pm|a\.m\.|p\.m\.|GBP|EUR|USD|CHF)(?![\w/])"
)
_AFTER: Final = re.compile(
    rf"(?P<scale>[ \u00a0-]?(?:{_SCALES})\b)?"
    rf"(?P<unit>[ \u00a0]?(?:{_UNITS})|[ \u00a0-](?P<noun>[a-z]{{2,}})\b)?"
)
_CURRENCY: Final = frozenset("\u00a3$\u20ac\u00a5")
_NO_UNITS: Final = frozenset(
    {
        "across", "always", "as", "besides", "does", "has", "his", "is", "its", "perhaps", "this",
        "thus", "towards", "unless", "was", "whereas", "yes",
    }
)  # fmt: skip
"""Words that end like plurals and name nothing that is counted."""

_NAME: Final = re.compile(r"[^\W\d_a-z][\w\u2019'.-]*")
_TITLES: Final = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Cllr|Capt|Captain)\.?[ \u00a0]\Z"
)
_CAPITAL_BEFORE: Final = re.compile(r"(?:(?<=\s)|(?<=^))[^\W\d_a-z][\w\u2019'.-]*[ \u00a0]\Z")
_MOST_NAMES: Final = 3


def as_marked(text: str, answer: Span, sentence: Span, kind: QuestionKind) -> Span:
    """The span that a person would mark for an answer, inside its sentence; never empty.

    Args:
        text: Of the document.
        answer: The reader's span.
        sentence: The sentence or sentences around it.
        kind: Of the question: whole names are looked for where it asks who.
    """
    start, end = _stripped(text, answer)
    start, end = _whole_tokens(text, start, end, sentence)
    end = _with_unit(text, start, end, sentence)
    if kind == "who":
        start, end = _whole_name(text, start, end, sentence)
    return Span(start, end)


def below_headings(structure: Structure, answer: Span) -> Span:
    """The span without headings that it begins with: the words below one answer, not both.

    A span inside a heading stays as it is.
    """
    number = structure.number_at(answer.start)
    while 0 <= number < len(structure.blocks) and structure.blocks[number].kind == "heading":
        if structure.blocks[number].end <= answer.start:
            break
        if number + 1 == len(structure.blocks) or structure.blocks[number + 1].start >= answer.end:
            return answer
        number += 1
        answer = Span(structure.blocks[number].start, answer.end)
    return answer


def without_generated(generated: Sequence[Span], answer: Span) -> Span:
    """The span without generated text at its ends: "Front", not "Team: Front".

    A span of generated text alone stays as it is.

    Args:
        generated: Of the document, in order.
        answer: The reader's span.
    """
    start, end = answer.start, answer.end
    number = max(bisect_right(generated, start, key=lambda span: span.start) - 1, 0)
    for position in range(number, len(generated)):
        span = generated[position]  # one by one: a large document has many
        if span.start >= end:
            break
        if span.start <= start < span.end:
            start = span.end
        elif span.end >= end:
            end = span.start
    return Span(start, end) if start < end else answer


def _stripped(text: str, answer: Span) -> tuple[int, int]:
    part = text[answer.start : answer.end]
    leading = _LEADING.match(part)
    start = answer.start + (len(leading[0]) if leading else 0)
    trailing = _TRAILING.search(text[start : answer.end])
    end = answer.end - (len(trailing[0]) if trailing else 0)
    # A minus sign belongs to its number.
    if answer.start < start < end and text[start - 1] in "-\u2212" and text[start].isdigit():
        start -= 1
    if text[start:end].startswith("(") and ")" not in text[start:end]:
        start += 1
    return (start, end) if start < end else (answer.start, answer.end)


def _whole_tokens(text: str, start: int, end: int, sentence: Span) -> tuple[int, int]:
    while start > sentence.start and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < sentence.end and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    rest = re.match(r"(?:[.,]\d+)+", text[end : sentence.end])
    if rest and text[end - 1].isdigit():
        end += len(rest[0])
    before = re.search(r"\d[\d.,]*[.,]\Z", text[sentence.start : start])
    if before and text[start].isdigit():
        start -= len(before[0])
    if start > sentence.start and text[start - 1] in _CURRENCY and text[start].isdigit():
        start -= 1
    return start, end


def _with_unit(text: str, start: int, end: int, sentence: Span) -> int:
    """The end with scale and unit, where the span ends in a bare number and is nothing else."""
    if not _NUMBER.fullmatch(text[start:end].strip()):
        return end
    after = _AFTER.match(text[end : sentence.end])
    if after is None:
        return end
    noun = after["noun"]
    if noun and (not noun.endswith("s") or noun in _NO_UNITS or noun.endswith("ss")):
        return end + len(after["scale"] or "")
    return end + len(after[0])


def _whole_name(text: str, start: int, end: int, sentence: Span) -> tuple[int, int]:
    words = text[start:end].split()
    if not words or not all(_NAME.fullmatch(word) for word in words):
        return start, end
    for _ in range(_MOST_NAMES):
        following = re.match(r"[ \u00a0-]([^\W\d_a-z][\w\u2019'-]*)", text[end : sentence.end])
        if following is None or text[end - 1] in ".,;:":
            break
        end += len(following[0])
    title = _TITLES.search(text[sentence.start : start])
    if title:
        start -= len(title[0])
    elif len(words) == 1:
        before = _CAPITAL_BEFORE.search(text[sentence.start : start])
        # The first word of a sentence has a capital for another reason.
        if before and sentence.start + before.start() > sentence.start:
            start -= len(before[0])
    return start, end
