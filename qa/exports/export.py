"""A conversation as a file that can be kept, shown to others, and checked.

Both forms carry the same record: every answer as ``Answer.to_dict`` gives it, so that each
citation names its document by the hash of its text, with offsets and the quotation. In Markdown
the record stands in the last fenced block.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from index.values import Span
from qa.answer import Answer, Citation
from qa.errors import ExportError
from qa.outcome_words import (
    citation_numbers,
    completeness,
    documents_in_words,
    heading,
    help_reply,
    near_forms_line,
    part_lines,
    searched_lines,
)
from qa.places import place_in_words
from qa.recognition import remark

__all__ = ["FORMAT", "as_json", "as_markdown", "citations_of", "read_record"]

FORMAT = "citespan-conversation/1"

_SPECIAL = re.compile(r"[\\`*_\[\]<>&#|~!$^:@]")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)
_BLOCK = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def record(answers: Iterable[Answer], made: datetime) -> dict[str, Any]:
    """The conversation as plain values."""
    return {
        "format": FORMAT,
        "made": made.isoformat(timespec="seconds"),
        "turns": [answer.to_dict() for answer in answers],
    }


def as_json(answers: Iterable[Answer], made: datetime) -> str:
    """The conversation as JSON."""
    return json.dumps(record(answers, made), ensure_ascii=False, indent=2) + "\n"


def as_markdown(answers: Sequence[Answer], made: datetime) -> str:
    """The conversation as Markdown to read, with its record at the end."""
    parts = [f"# Conversation\n\nCitespan, {made.isoformat(sep=' ', timespec='minutes')}\n"]
    parts += [_turn(answer) for answer in answers]
    parts.append(
        "## Record\n\nDocuments are named by the SHA-256 of their text; offsets count code "
        "points. `python -m qa verify FILE` compares every quotation.\n\n"
        f"```json\n{as_json(answers, made)}```\n"
    )
    return "\n".join(parts)


def read_record(text: str) -> dict[str, Any]:
    """The record of an export in either form.

    Raises:
        ExportError: There is none.
    """
    blocks = _BLOCK.findall(text)
    try:
        exported = json.loads(blocks[-1] if blocks and not text.lstrip().startswith("{") else text)
    except ValueError:
        raise ExportError("not an export of a conversation: no record in it") from None
    if not isinstance(exported, dict) or exported.get("format") != FORMAT:
        raise ExportError(f"not an export of a conversation in the format {FORMAT}")
    return exported


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


def _turn(answer: Answer) -> str:
    lines = [f"## {_plain(_one_line(answer.question))}\n"]
    if answer.asked_as != answer.question:
        lines.append(f"Understood as: {_plain(_one_line(answer.asked_as))}\n")
    lines.append(f"{_asked_of(answer)}\n")
    lines += _outcome(answer)
    lines += [_citation(k, citation) for k, citation in enumerate(answer.citations, 1)]
    number = len(answer.citations)
    for other in answer.alternatives:
        lines.append(f"Also found: {_plain(other.text)}\n")
        lines += [_citation(number + k, citation) for k, citation in enumerate(other.citations, 1)]
        number += len(other.citations)
    if answer.kind == "none":
        lines += [f"- {_plain(line)}" for line in searched_lines(answer.searched)]
        lines.append("")
        lines += [_citation(k, citation) for k, citation in enumerate(answer.related, 1)]
    return "\n".join(lines)


def _asked_of(answer: Answer) -> str:
    """How many documents were asked, and in which state of the index."""
    version = answer.searched.version
    state = "" if version is None else f" in version {version} of the index"
    return f"Asked of {documents_in_words(answer.searched)}{state}."


def _outcome(answer: Answer) -> list[str]:
    """What stands between a question and its citations."""
    if answer.kind == "help":
        return [f"{_plain(help_reply(answer))}\n"]
    figure = f" (confidence {answer.confidence:.2f})" if answer.calibrated else ""
    near = near_forms_line(answer)
    lines = [f"{_plain(near)}.\n"] if near else []
    if answer.kind != "answer":
        lines.append(f"{_plain(heading(answer).rstrip(':'))}{figure}{_end(answer)}\n")
    elif not answer.items:
        lines.append(f"{_plain(answer.text)}{figure}\n")
    if answer.items:
        lines.append(_items(answer))
        closing = completeness(answer) if answer.kind == "evidence" else _closing(answer, figure)
        lines += [f"{closing}.\n"] if closing else []
    lines += [f"{_plain(line)}\n" for line in part_lines(answer)]
    return lines


def _closing(answer: Answer, figure: str) -> str:
    """The line below the items of an answer."""
    return f"{completeness(answer) or f'{len(answer.items)} found'}{figure}"


def _items(answer: Answer) -> str:
    """A bulleted list with the numbers of the citations."""
    lines = []
    for item in answer.items:
        numbers = "".join(f" \\[{number}\\]" for number in citation_numbers(answer, item))
        text = "\n  ".join(_plain(item.text).splitlines())
        lines.append(f"- {text}{numbers}")
    return "\n".join([*lines, ""])


def _end(answer: Answer) -> str:
    return ":" if answer.kind == "evidence" else "."


def _citation(number: int, citation: Citation) -> str:
    parts = [citation.document.title, place_in_words(citation)]
    where = ", ".join(_plain(_one_line(part)) for part in parts if part)
    place = f"{where}, characters {citation.start}–{citation.end}"
    recognised = remark(citation.document, Span(citation.start, citation.end))
    if recognised:
        place = f"{place}. {_plain(recognised)}"
    quotation = "\n".join(f"> {line}" for line in _plain(citation.text).splitlines())
    return f"{quotation}\n>\n> \\[{number}\\] {place}\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", text))
