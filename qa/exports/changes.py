"""What was changed in an export since it was written, part by part.

Quotations and answers that people read are compared with those of the record, which
``qa.exports.verify`` compares with the documents; so they are checked whatever the digests say.
Everything else is compared by digests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qa.errors import ExportError
from qa.exports.conversation_record import FIRST_FORMAT, answer_of, turn_digest
from qa.exports.export_file import ExportFile
from qa.exports.shown_parts import ShownPart, collapsed, part_digest

__all__ = ["changes"]

_READABLE = "readable text"
_RECORD = "machine-readable part"
_ELSEWHERE = "something else in the file, such as spaces, layout, pictures or notes"
_UNSEALED = "the whole file: it has no digest, as after another program saved it again"
_MOST_SHOWN = 60


def changes(export: ExportFile) -> list[str]:
    """Everything that is not as it was written, a line each; empty if nothing was changed.

    Raises:
        ExportError: The record is not laid out as it should be.
    """
    try:
        lines = list(_changes(export))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ExportError(f"the record is incomplete ({error})") from None
    if not lines and export.seal != "whole" and export.record["format"] != FIRST_FORMAT:
        lines.append(_ELSEWHERE if export.seal == "changed" else _UNSEALED)
    return lines


def _changes(export: ExportFile) -> Iterator[str]:
    turns = export.record["turns"]
    digests = export.record.get("digests") or {}
    written = list(digests.get("turns", ()))
    for number, turn in enumerate(turns, 1):
        for name, text, wanted in _answers(turn):
            if text != wanted:
                yield f"turn {number}, {name} in the {_RECORD}: {_in_place_of(text, wanted)}"
    if export.record["format"] == FIRST_FORMAT:
        if export.shown is not None:
            yield f"not known of the {_READABLE}: the format {FIRST_FORMAT} has no digests"
        return
    for number, turn in enumerate(turns, 1):
        if [turn_digest(turn)] != written[number - 1 : number]:
            yield f"turn {number}, {_RECORD}"
    if len(written) != len(turns):
        yield f"the number of turns in the {_RECORD}"
    if export.shown is not None:
        yield from _shown(export.shown, turns, digests.get("shown", ()))


def _answers(turn: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Name, text and what the citations give, of each answer of the record."""
    if "text" in turn:
        yield "answer", turn["text"], answer_of(turn["citations"])
    for number, other in enumerate(turn["alternatives"], 1):
        if "text" in other:
            yield f"also found {number}", other["text"], answer_of(other["citations"])


def _shown(
    shown: Sequence[Sequence[ShownPart]],
    turns: Sequence[Mapping[str, Any]],
    digests: Sequence[Sequence[Sequence[str]]],
) -> Iterator[str]:
    """What differs in what people read."""
    if len(shown) != len(turns):
        yield f"the number of turns in the {_READABLE}: {len(shown)} in place of {len(turns)}"
    for number, (parts, turn) in enumerate(zip(shown, turns, strict=False), 1):
        wanted = _wanted(turn)
        written = {str(name): str(digest) for name, digest in _at(digests, number - 1)}
        seen: dict[str, int] = {}
        for part in parts:
            seen[part.name] = seen.get(part.name, 0) + 1
            place = f"turn {number}, {part.name} in the {_READABLE}"
            if part.name in wanted and part.text != wanted[part.name]:
                yield f"{place}: {_in_place_of(part.text, wanted[part.name])}"
            elif part.name not in written or seen[part.name] > 1:
                yield f"{place}: added, {_short(part.text)}"
            elif part_digest(part) != written[part.name]:
                yield f"{place}: {_short(part.text)}"
        for name in dict.fromkeys([*written, *wanted]):
            if name not in seen and (name in written or not name.startswith("sentence ")):
                yield f"turn {number}, {name} in the {_READABLE}: left out"


def _wanted(turn: Mapping[str, Any]) -> dict[str, str]:
    """What the quotations and answers of a turn read, by the names of their parts."""
    others = turn["alternatives"]
    citations = [*turn["citations"], *(c for other in others for c in other["citations"])]
    if not turn["found"]:
        citations += turn["related"]
    texts = {f"quotation {n}": c["text"] for n, c in enumerate(citations, 1)}
    texts |= {f"sentence {n}": c["text"] for n, c in enumerate(citations, 1)}
    texts |= {f"also found {n}": other["text"] for n, other in enumerate(others, 1)}
    texts |= {f"item {n}": item["text"] for n, item in enumerate(turn["items"], 1)}
    if turn["kind"] == "answer" and not turn["items"]:
        texts["answer"] = turn["text"]
    return {name: collapsed(str(text)) for name, text in texts.items()}


def _at(rows: Sequence[Sequence[Sequence[str]]], index: int) -> Sequence[Sequence[str]]:
    return rows[index] if index < len(rows) else ()


def _in_place_of(text: str, wanted: str) -> str:
    """Both texts from a little before the first difference."""
    same = next(
        (k for k, (a, b) in enumerate(zip(text, wanted, strict=False)) if a != b),
        min(len(text), len(wanted)),
    )
    begin = max(0, same - _MOST_SHOWN // 3)
    return f"{_short(text[begin:])} in place of {_short(wanted[begin:])}"


def _short(text: str) -> str:
    shown = " ".join(text.split())
    return f"“{shown[:_MOST_SHOWN]}…”" if len(shown) > _MOST_SHOWN else f"“{shown}”"
