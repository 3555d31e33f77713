"""An answer as plain values to keep, without any text of a document.

A record holds document ids and offsets. The quotations are sliced again from the documents when it
is read, so that no kept text can differ from them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from index.errors import CitespanError
from index.values import Document
from qa.answer import Alternative, Answer, Citation, Searched, Unread

__all__ = ["Restored", "answer_record", "restored"]

_ENDS = ("start", "end", "answer_start", "answer_end")

Find = Callable[[str], Document | None]
"""A document by its id, or None."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of a kept answer.

    Attributes:
        answer: With the citations that are still to be had; None where all it gave is lost.
        lost: Title and source of each cited document that is no longer there.
    """

    answer: Answer | None
    lost: tuple[tuple[str, str], ...] = ()


def answer_record(answer: Answer) -> dict[str, Any]:
    """``answer`` as values for JSON; of documents ids, titles, sources and offsets."""
    others = [c for other in answer.alternatives for c in other.citations]
    cited = [*answer.citations, *answer.items, *others, *answer.related]
    return {
        "question": answer.question,
        "asked_as": answer.asked_as,
        "kind": answer.kind,
        "confidence": answer.confidence,
        "calibrated": answer.calibrated,
        "documents": {
            c.document.id: {"title": c.document.title, "source": c.document.source} for c in cited
        },
        "citations": _places(answer.citations),
        "items": _places(answer.items),
        "is_complete": answer.is_complete,
        "evidence_for": list(answer.evidence_for),
        "unanswered": list(answer.unanswered),
        "alternatives": [
            {
                "confidence": other.confidence,
                "citations": _places(other.citations),
                "disagrees": other.disagrees,
            }
            for other in answer.alternatives
        ],
        "related": _places(answer.related),
        "searched": answer.searched.to_dict(),
        "help_topic": answer.help_topic,
        "depends": answer.depends,
        "milliseconds": dict(answer.milliseconds),
        "score": answer.score if math.isfinite(answer.score) else None,
        "answer_probability": answer.answer_probability,
        "evidence_probability": answer.evidence_probability,
        "not_named": answer.not_named,
    }


def restored(record: Mapping[str, Any], find: Find) -> Restored:
    """The answer of a record, with its quotations sliced from the documents.

    Args:
        record: As ``answer_record`` gives it.
        find: Looks a document up.

    Raises:
        KeyError, TypeError, ValueError: It is not laid out so.
    """
    documents = {id_: find(id_) for id_ in record["documents"]}
    lost = tuple(
        (str(about["title"]), str(about["source"]))
        for id_, about in record["documents"].items()
        if documents[id_] is None
    )
    citations = _citations(record["citations"], documents)
    if record["citations"] and not citations:
        return Restored(None, lost)
    return Restored(_answer(record, citations, documents), lost)


def _answer(
    record: Mapping[str, Any],
    citations: tuple[Citation, ...],
    documents: Mapping[str, Document | None],
) -> Answer:
    items = _citations(record["items"], documents)
    covered = tuple(item for item in items if any(c.covers(item) for c in citations))
    alternatives = (
        Alternative(
            float(other["confidence"]),
            _citations(other["citations"], documents),
            other.get("disagrees") is True,
        )
        for other in record["alternatives"]
    )
    return Answer(
        str(record["question"]),
        str(record["asked_as"]),
        cast("Any", record["kind"]),
        float(record["confidence"]),
        record["calibrated"] is True,
        citations,
        items=covered,
        is_complete=record["is_complete"] is True and len(covered) == len(record["items"]),
        evidence_for=_strings(record["evidence_for"]),
        unanswered=_strings(record["unanswered"]),
        alternatives=tuple(other for other in alternatives if other.citations),
        related=_citations(record["related"], documents),
        searched=_searched(record["searched"]),
        help_topic=cast("Any", record["help_topic"]),
        depends=record["depends"] is True,
        milliseconds={str(stage): float(ms) for stage, ms in record["milliseconds"].items()},
        score=-math.inf if record["score"] is None else float(record["score"]),
        answer_probability=float(record["answer_probability"]),
        evidence_probability=float(record["evidence_probability"]),
        not_named=str(record.get("not_named", "")),
    )


def _places(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    return [
        {
            "document": citation.document.id,
            "start": citation.start,
            "end": citation.end,
            "answer_start": citation.answer_start,
            "answer_end": citation.answer_end,
            "confidence": citation.confidence,
        }
        for citation in citations
    ]


class _OtherFormError(CitespanError, ValueError):
    """A record that this version did not write."""


def _citations(
    places: Iterable[Mapping[str, Any]], documents: Mapping[str, Document | None]
) -> tuple[Citation, ...]:
    """The citations whose documents are there."""
    citations = []
    for place in places:
        document = documents[place["document"]]
        if document is not None:
            start, end, *answer = map(place.__getitem__, _ENDS)
            if not all(
                type(at) is int for at in (start, end, *(at for at in answer if at is not None))
            ):
                raise _OtherFormError("an offset is no number")
            citations.append(Citation(document, start, end, float(place["confidence"]), *answer))
    return tuple(citations)


def _searched(record: Mapping[str, Any]) -> Searched:
    chosen = record["chosen"]
    return Searched(
        int(record["documents"]),
        tuple(Unread(str(part["source"]), str(part["reason"])) for part in record["unread"]),
        _strings(record["unknown_words"]),
        tuple((str(typed), str(form)) for typed, form in record["near_forms"]),
        None if chosen is None else _strings(chosen),
        None if record["total"] is None else int(record["total"]),
        None if record["version"] is None else int(record["version"]),
    )


def _strings(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)
