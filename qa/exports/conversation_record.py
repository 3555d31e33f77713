"""The machine-readable part of an exported conversation, which every form of it carries.

Every turn is an answer as ``Answer.to_dict`` gives it, so that each citation names its document by
the hash of its text, with offsets and the quotation. Digests beside the turns tell which part of
an export was changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from qa.answer import Answer
from qa.errors import ExportError
from qa.exports.export_head import ExportHead
from qa.exports.relative_sources import Relative, as_it_is, with_relative_sources
from qa.exports.seal import BLANK
from qa.exports.shown_parts import ShownPart, part_digest

__all__ = [
    "FIRST_FORMAT",
    "FORMAT",
    "answer_of",
    "checked_record",
    "citations_of",
    "parsed_record",
    "record_json",
    "turn_digest",
]

FIRST_FORMAT = "citespan-conversation/1"
"""That of versions that wrote no digests."""

FORMAT = "citespan-conversation/2"

_UNCARRIED = re.compile("[\ud800-\udfff\ufffe\uffff]")


def record_json(
    answers: Sequence[Answer],
    head: ExportHead,
    shown: Sequence[Sequence[ShownPart]] = (),
    seal: str = BLANK,
    relative: Relative = as_it_is,
) -> str:
    """The record as JSON, with the seal as its last value.

    Args:
        answers: Of the conversation, oldest first.
        head: Its title, its date and its documents.
        shown: For each answer what people read of it; nothing where that is the JSON alone.
        seal: Blank, or where it stands.
        relative: What becomes of each source: an export goes to others, who need not know where
            the folder is.
    """
    turns = [with_relative_sources(answer.to_dict(), relative) for answer in answers]
    record = {
        "format": FORMAT,
        "made": head.made.isoformat(timespec="seconds"),
        "title": head.title,
        "folder": head.folder,
        "turns": turns,
        "digests": {
            "turns": [turn_digest(turn) for turn in turns],
            "shown": [[[part.name, part_digest(part)] for part in parts] for parts in shown],
        },
        "seal": seal,
    }
    text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    # A file name may hold half characters, which no encoding carries; XML lacks others too.
    return _UNCARRIED.sub(lambda lost: f"\\u{ord(lost[0]):04x}", text)


def turn_digest(turn: Mapping[str, Any]) -> str:
    """Hex SHA-256 of a turn, whatever the order and the spacing of its JSON."""
    text = json.dumps(turn, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def parsed_record(text: str) -> dict[str, Any]:
    """The record that ``text`` is.

    Raises:
        ExportError: It is none.
    """
    try:
        record = json.loads(text)
    except ValueError:
        raise ExportError("not an export of a conversation: no record in it") from None
    return checked_record(record)


def checked_record(record: object) -> dict[str, Any]:
    """``record``, if it is one.

    Raises:
        ExportError: It is none.
    """
    if not isinstance(record, dict) or record.get("format") not in (FIRST_FORMAT, FORMAT):
        raise ExportError(f"not an export of a conversation in the format {FORMAT}")
    return record


def citations_of(exported: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every citation record with a name for it, such as "turn 2, citation 1".

    Raises:
        ExportError: The record is not laid out as it should be.
    """
    named: list[tuple[str, dict[str, Any]]] = []
    try:
        for number, turn in enumerate(exported["turns"], 1):
            others = [c for other in turn["alternatives"] for c in other["citations"]]
            kinds = {
                "citation": [*turn["citations"], *others],
                "item": turn.get("items", ()),  # exports of 0.1 have none
                "closest sentence": turn["related"],
            }
            named += [
                (f"turn {number}, {kind} {k}", dict(cited))
                for kind, records in kinds.items()
                for k, cited in enumerate(records, 1)
            ]
    except (KeyError, TypeError, ValueError) as error:
        raise ExportError(f"the record is incomplete ({error})") from None
    return named


def answer_of(citations: Sequence[Mapping[str, Any]]) -> str:
    """The answer that citation records give: the span of the first one; "" where there is none."""
    if not citations:
        return ""
    first = citations[0]
    text, start = str(first.get("text")), first.get("start")
    begin, end = first.get("answer_start"), first.get("answer_end")
    if type(start) is int and type(begin) is int and type(end) is int and start <= begin:
        return text[begin - start : end - start]
    return text
