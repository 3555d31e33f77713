"""Plain text of a message as blocks: paragraphs, items of lists, and fields of quoted messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from index.loaders.drafts import Draft, draft
from index.loaders.labels import label_of

__all__ = ["plain_blocks"]

_BLANK: Final = re.compile(r"\n[ \t\f\u00a0]*(?:\n[ \t\f\u00a0]*)+")
_ITEM: Final = re.compile(r"[ \t>]*(?:[-*+•–‣◦]|\(?(\d{1,3}|[A-Za-z])[.)])[ \t]+\S")
_FIELD: Final = re.compile(r"[ \t>]*\*?([^\W\d_][\w -]{0,18}):\*?[ \t]")
_NAMES: Final = frozenset(
    {
        "from", "to", "cc", "bcc", "date", "sent", "subject", "reply-to", "attachments",
        "von", "an", "gesendet", "datum", "betreff", "kopie",
        "de", "à", "envoyé", "objet", "fecha", "para", "asunto", "enviado",
        "da", "a", "inviato", "oggetto", "data", "van", "aan", "verzonden", "onderwerp",
    }
)  # fmt: skip
"""Names of fields that programs write above a message that is forwarded or answered."""

_FEWEST_FIELDS: Final = 3
_FEWEST_ITEMS: Final = 2
"""One line with a dash in front is no list."""


def plain_blocks(text: str) -> Iterator[Draft]:
    """The blocks of a plain text. Lines keep their breaks, quoted ones their marks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for paragraph in _BLANK.split(text):
        lines = [line.rstrip() for line in paragraph.split("\n")]
        yield from _paragraph(lines)


def _paragraph(lines: list[str]) -> Iterator[Draft]:
    start, end = _fields(lines)
    yield from _lines(lines[:start])
    for number, line in enumerate(lines[start:end]):
        if block := draft(line, "field", is_tight=number > 0 or start > 0):
            yield block
    yield from _lines(lines[end:])


def _fields(lines: list[str]) -> tuple[int, int]:
    """Where the fields of a quoted message begin and end; an empty range if there are none."""
    named = [number for number, line in enumerate(lines) if _is_field(line)]
    if len(named) < _FEWEST_FIELDS:
        return len(lines), len(lines)
    start = named[0]
    end = start
    while end < len(lines) and (_is_field(lines[end]) or lines[end].startswith((" ", "\t"))):
        end += 1
    return (start, end) if end - start >= _FEWEST_FIELDS else (len(lines), len(lines))


def _is_field(line: str) -> bool:
    match = _FIELD.match(f"{line} ")
    return match is not None and match[1].strip().lower() in _NAMES


def _lines(lines: list[str]) -> Iterator[Draft]:
    """Items where at least two lines begin as such; else one paragraph."""
    starts = [number for number, line in enumerate(lines) if _ITEM.match(line)]
    if len(starts) < _FEWEST_ITEMS:
        starts = []
    bounds = sorted({0, *starts, len(lines)})
    for start, end in pairwise(bounds):
        text = "\n".join(lines[start:end])
        match = _ITEM.match(text) if start in starts else None
        block = draft(
            text,
            "item" if match else "paragraph",
            level=1 if match else 0,
            label=(match[1] or "") if match else label_of(text),
            is_tight=bool(match) and start > 0,
        )
        if block is not None:
            yield block
