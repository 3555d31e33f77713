"""What single lines of plain text look like: items, fields, speakers, headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from index.loaders.labels import label_of
from index.loaders.plain_text.text_lines import TextLine

__all__ = ["Marker", "Names", "field_name", "heading_level", "is_sentence_end", "marker_of"]

_MARKER: Final = re.compile(
    r"(?:(?P<bullet>[-*+•‣▪◦●○·–—])|"
    r"\(?(?P<label>\d{1,3}|[a-z]|[A-Z]|[ivx]{1,5})(?:\)\.?|\.))[ \t\xa0]+(?=\S)"
)
_FIELD: Final = re.compile(
    r"(?P<name>[^\W\d_](?:[^:\n]{0,40}[\w)\].])?)[ \t]*:[ \t]+(?P<value>\S.*)"
)
_KEY: Final = re.compile(r"[\w.-]+")
_ENDS: Final = tuple(".!?…。！？")
_CLOSING: Final = "\"'”’»)]"
_NO_TITLE_ENDS: Final = tuple(".!?…:;,。！？：；，、")
_LONGEST_HEADING: Final = 90
_MOST_WORDS: Final = 12
_MOST_PLAIN_WORDS: Final = 8
"""Of a heading that neither a number nor capitals set apart."""

_NAMED: Final = re.compile(r"[^\W\d_]{2}|§")
_GREETING: Final = re.compile(r"(?:Dear|Hello|Hi|Hallo|Liebe|Sehr geehrte)\b")


@dataclass(frozen=True, slots=True)
class Marker:
    """The start of an item.

    Attributes:
        label: Its number or letter; empty for a bullet.
        length: Code points up to its words.
    """

    label: str
    length: int


def marker_of(line: TextLine) -> Marker | None:
    """The bullet or number that a line begins with."""
    match = _MARKER.match(line.text)
    if match is None:
        return None
    label = match["label"] or ""
    # "A. Smith" is a person and "1. May" a day.
    if label.isupper() and not match[0].strip().endswith(")"):
        return None
    if label.isdigit() and not label_of(line.text):
        return None
    if not any(map(str.isalnum, line.text[match.end() :])):
        return None
    return Marker(label, match.end())


def field_name(line: TextLine) -> str:
    """The name in front of ``name: value``; empty where a line has no such form."""
    match = _FIELD.match(line.text)
    if match is None or len(match["name"].split()) > 5:
        return ""
    name = match["name"]
    return name if name[0].isupper() or _KEY.fullmatch(name) else ""


def field_value(line: TextLine) -> str:
    """What stands behind the name."""
    match = _FIELD.match(line.text)
    return match["value"] if match else ""


class Names:
    """The names in front of colons in a text, and which of them speak.

    In ``BO: Thank you for coming.`` somebody says something; ``Place: the ward`` is a field. Who
    speaks does so more than once, mostly in sentences.
    """

    def __init__(self, lines: Iterable[TextLine]) -> None:
        self._turns: Counter[str] = Counter()
        self._sentences: Counter[str] = Counter()
        for line in lines:
            name = field_name(line) if ":" in line.text else ""
            if name:
                self._turns[name] += 1
                self._sentences[name] += is_sentence_end(line.text) or len(line.text) > 80

    def speaks(self, name: str) -> bool:
        """Whether this is the name of a speaker."""
        turns = self._turns[name]
        return turns >= 2 and 2 * self._sentences[name] >= turns

    def is_field(self, line: TextLine, *, is_alone: bool) -> bool:
        """Whether a line is a name and its value; one that stands alone must be short."""
        name = field_name(line)
        if not name or self.speaks(name) or label_of(line.text):
            return False
        value = field_value(line)
        return not is_alone or (len(value.split()) <= 12 and not is_sentence_end(value))


def is_sentence_end(text: str) -> bool:
    """Whether a sentence may end here."""
    return text.rstrip(_CLOSING).endswith(_ENDS)


def heading_level(line: TextLine, *, is_alone: bool, is_first: bool) -> int:
    """Level of a line that may head what follows; 0 if it reads like no heading.

    Args:
        line: The line.
        is_alone: Whether blank lines stand around it.
        is_first: Whether it is the first of the text.
    """
    text = line.text
    if len(text) > _LONGEST_HEADING or not _NAMED.search(text) or "\t" in text:
        return 0
    label = label_of(text, is_heading=True)
    words = text.split()
    if len(words) > _MOST_WORDS or not (
        _ends_as_title(text, label) or (is_alone and _is_short(words, label))
    ):
        return 0
    if (field_name(line) and not label) or text[0] in "[(-*•>|" or _GREETING.match(text):
        return 0
    if is_first and (is_alone or text.isupper()):
        return 1
    if label:
        return 2 if " " in label else min(1 + len(label.split(".")), 6)
    if text.isupper() and sum(map(str.isalpha, text)) >= 3:
        return 2
    return 3 if is_alone and text[0].isupper() and len(words) <= _MOST_PLAIN_WORDS else 0


def _ends_as_title(text: str, label: str) -> bool:
    return not text.endswith(_NO_TITLE_ENDS) or text.rstrip(".:") == label


def _is_short(words: list[str], label: str) -> bool:
    """Whether words after a number are a title in spite of their full stop: 1. Source Code."""
    letters = [word for word in words[1:] if word[0].isalpha()]
    is_title_case = 2 * sum(word[0].isupper() for word in letters) >= len(letters)
    return bool(label) and words[-1].endswith(".") and (len(words) <= 4 or is_title_case)
