"""The JSON that programs get, as types."""

from __future__ import annotations

from typing import TypedDict

__all__ = [
    "AlternativeRecord",
    "AnswerRecord",
    "CitationRecord",
    "DocumentRecord",
    "DocumentsRecord",
    "PassageRecord",
    "SearchRecord",
    "SearchedRecord",
    "UnreadRecord",
]


class CitationRecord(TypedDict):
    """A citation: ``text`` is the document's text from ``start`` to ``end``, in code points.

    ``date`` is what the document says of itself, such as "2025-05-14" or "2025".
    """

    document: str
    title: str
    source: str
    sources: list[str]
    page: int | None
    pages: list[int] | None
    date: str | None
    label: str | None
    headings: list[str]
    recognised: float | None
    start: int
    end: int
    text: str
    answer_start: int | None
    answer_end: int | None
    confidence: float


class AlternativeRecord(TypedDict):
    """Another answer that the documents also support.

    ``disagrees`` says that another document gives this value in place of the answer's.
    """

    text: str
    confidence: float
    citations: list[CitationRecord]
    disagrees: bool


class UnreadRecord(TypedDict):
    """A file, or a part of one, that could not be read."""

    source: str
    reason: str


class SearchedRecord(TypedDict):
    """What a question was asked of, and which of its words occur in no document.

    ``near_forms`` are pairs: a word as typed, and the word of the documents searched in its place.
    ``chosen`` are the documents that the question was restricted to, of ``total``; null for all.
    ``version`` grows with each change of the documents.
    """

    documents: int
    unread: list[UnreadRecord]
    unknown_words: list[str]
    near_forms: list[list[str]]
    chosen: list[str] | None
    total: int | None
    version: int | None


class AnswerRecord(TypedDict):
    """An answer as ``python -m qa ask --json`` prints it.

    ``kind`` is "answer", "evidence" (sentences that bear on the question), "none" or "help".
    ``items`` are the parts of a list, or the answers to the parts of a question; ``is_complete``
    says that they are all of a list. ``evidence_for`` are parts that got sentences and no answer,
    ``unanswered`` parts that nothing was found for.
    ``help_topic`` says what was meant instead of a question: "greeting", "thanks", "abilities",
    "summary" or "language"; else "".
    """

    question: str
    asked_as: str
    kind: str
    found: bool
    text: str
    confidence: float
    calibrated: bool
    citations: list[CitationRecord]
    items: list[CitationRecord]
    is_complete: bool
    evidence_for: list[str]
    unanswered: list[str]
    alternatives: list[AlternativeRecord]
    related: list[CitationRecord]
    searched: SearchedRecord
    help_topic: str
    milliseconds: dict[str, float]


class PassageRecord(TypedDict):
    """A passage: ``text`` is the document's text from ``start`` to ``end``, in code points."""

    document: str
    title: str
    source: str
    page: int | None
    start: int
    end: int
    text: str
    score: float


class SearchRecord(TypedDict):
    """Passages, best first."""

    question: str
    passages: list[PassageRecord]


class DocumentRecord(TypedDict):
    """A document that is answered from; ``notes`` say what of it was not read."""

    id: str
    title: str
    source: str
    characters: int
    pages: int
    notes: list[str]


class DocumentsRecord(TypedDict):
    """All documents."""

    documents: list[DocumentRecord]
