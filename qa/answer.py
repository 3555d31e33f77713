"""Answers as frozen values.

The contract that everything above builds on: a quotation is *sliced* from its document. No code
carries it as a string and searches for it again. ``Citation.text`` and ``Answer.text`` are computed
from offsets each time they are read, so no field can disagree with them. These values do not know
how an answer was found.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.errors import InvalidValueError
from qa.searched import Searched, Unread

TYPE_CHECKING = False  # for type checkers True; see ``qa``
if TYPE_CHECKING:
    from typing import Any, Literal

    from index.values import Document

    AnswerKind = Literal["answer", "evidence", "none", "help"]
    HelpTopic = Literal["greeting", "thanks", "abilities", "summary", "language"]

__all__ = ["HELP_TOPICS", "KINDS", "Alternative", "Answer", "Citation", "Searched", "Unread"]

KINDS: tuple[AnswerKind, ...] = ("answer", "evidence", "none", "help")
"""What a question gets:

- ``answer``: words in the documents that answer it;
- ``evidence``: sentences that bear on it, where no words answer outright or a judgement is asked;
- ``none``: nothing that bears on it was found; this says nothing about what the documents hold;
- ``help``: what to ask instead, for what is no question about documents.
"""

HELP_TOPICS: tuple[HelpTopic, ...] = ("greeting", "thanks", "abilities", "summary", "language")
"""What was said instead of a question: the last two ask for a summary, or in another language."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A span of a document that supports an answer.

    Attributes:
        document: The cited document.
        start: Offset of the first cited code point in ``document.text``.
        end: Offset after the last one.
        confidence: Probability, 0 to 1, that this citation supports the answer.
        answer_start: Offset of the answer span inside the citation, or None if the reader picks
            whole sentences.
        answer_end: Offset after the answer span, or None.

    Raises:
        ValueError: The offsets lie outside the document, or the answer span outside the citation.
    """

    document: Document
    start: int
    end: int
    confidence: float
    answer_start: int | None = None
    answer_end: int | None = None

    def __post_init__(self) -> None:
        """Check the offsets where they are made: nothing later looks for the text again."""
        if not 0 <= self.start < self.end <= len(self.document.text):
            raise InvalidValueError(
                f"citation {self.start}:{self.end} lies outside document {self.document.id[:12]} "
                f"of {len(self.document.text)} code points"
            )
        if (self.answer_start is None) != (self.answer_end is None):
            raise InvalidValueError("an answer span needs both ends")
        if (
            self.answer_start is not None
            and self.answer_end is not None
            and not self.start <= self.answer_start < self.answer_end <= self.end
        ):
            raise InvalidValueError(
                f"answer span {self.answer_start}:{self.answer_end} lies outside "
                f"citation {self.start}:{self.end}"
            )

    def covers(self, other: Citation) -> bool:
        """Whether another citation lies inside this one."""
        is_same = self.document.id == other.document.id
        return is_same and self.start <= other.start and other.end <= self.end

    @property
    def text(self) -> str:
        """The quotation: ``document.text[start:end]``, exactly."""
        return self.document.text[self.start : self.end]

    @property
    def answer_text(self) -> str:
        """The answer span as a quotation; the whole citation where there is none."""
        if self.answer_start is None or self.answer_end is None:
            return self.text
        return self.document.text[self.answer_start : self.answer_end]

    @property
    def pages(self) -> tuple[int, ...] | None:
        """1-based physical pages that the citation touches; None where the format has none."""
        # Imported here, so that importing this module stays quick.
        from index.values import Span

        return self.document.pages_of(Span(self.start, self.end)) or None

    @property
    def page(self) -> int | None:
        """1-based physical page that holds ``start``; None where the format has none."""
        return self.pages[0] if self.pages else None

    @property
    def label(self) -> str | None:
        """Number or letter of the block that holds ``start``, or of the nearest one above it.

        Such as ``"6.2"``; None where there is none.
        """
        from index.span_context import labelled_block

        block = labelled_block(self.document.structure, self.start)
        return None if block is None else block.label

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings above ``start``, outermost first, without their labels."""
        from index.span_context import heading_name, headings_above

        above = headings_above(self.document.structure, self.start)
        return tuple(heading_name(self.document.text, heading) for heading in above)

    @property
    def recognised(self) -> float | None:
        """Lowest confidence, 0 to 1, of its words that were recognised in a picture, or None."""
        from index.span_context import lowest_confidence
        from index.values import Span

        return lowest_confidence(self.document, Span(self.start, self.end))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; ``document`` is the document's id."""
        return {
            "document": self.document.id,
            "title": self.document.title,
            "source": self.document.source,
            "sources": list(self.document.sources),
            "page": self.page,
            "pages": list(self.pages) if self.pages else None,
            "label": self.label,
            "headings": list(self.headings),
            "recognised": self.recognised,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "answer_start": self.answer_start,
            "answer_end": self.answer_end,
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another distinct answer that the documents also support.

    Attributes:
        confidence: Probability, 0 to 1, that this answer is right.
        citations: Where it stands, best first; never empty.
    """

    confidence: float
    citations: tuple[Citation, ...]

    @property
    def text(self) -> str:
        """The answer as a quotation of its first citation."""
        return self.citations[0].answer_text

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "text": self.text,
            "confidence": self.confidence,
            "citations": [citation.to_dict() for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and what the documents say to it.

    Attributes:
        question: As typed.
        asked_as: As completed from the conversation; equal to ``question`` when nothing was.
        kind: See ``KINDS``.
        confidence: Probability, 0 to 1: of an answer, that its words are right; of evidence, that
            a person would mark these sentences; otherwise that the best candidate is right.
        calibrated: False when the calibration was fitted for another reader, embedder or search.
        citations: Of an answer best first; of evidence whole sentences without an answer span, in
            the order of the text within each document; otherwise empty.
        items: The parts of a list, or the answers to the parts of a question, each an exact span
            inside one of the citations; empty where there is one answer.
        is_complete: Whether the document's structure says that these are all items of a list.
        evidence_for: The parts of a question that got evidence where another one got an answer;
            the citations without an answer span bear on them.
        unanswered: The parts of a question that nothing was found for.
        alternatives: Up to four other distinct answers, most probable first.
        related: The closest sentences, best first, when nothing is found.
        searched: What the question was asked of.
        help_topic: See ``HELP_TOPICS``, where the kind is ``help``; else "".
        depends: Whether it was asked in the light of the turns before. Not part of the JSON.
        milliseconds: Wall time of the stages ``retrieve``, ``read`` and ``total``.
        score: Log-odds of the best candidate against no answer, the scale of SQuAD's thresholds;
            minus infinity if there is no candidate. Not part of the JSON.
        answer_probability: Probability that the best candidate's words are right, whatever the
            kind. Not part of the JSON.
        evidence_probability: The same of the best sentences. Not part of the JSON.
    """

    question: str
    asked_as: str
    kind: AnswerKind
    confidence: float
    calibrated: bool
    citations: tuple[Citation, ...] = ()
    items: tuple[Citation, ...] = ()
    is_complete: bool = False
    evidence_for: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    related: tuple[Citation, ...] = ()
    searched: Searched = field(default_factory=lambda: Searched(0))
    help_topic: HelpTopic | Literal[""] = ""
    depends: bool = False
    milliseconds: Mapping[str, float] = field(default_factory=dict)
    score: float = -math.inf
    answer_probability: float = 0.0
    evidence_probability: float = 0.0

    def __post_init__(self) -> None:
        """Check what the attributes promise of each other."""
        if self.kind not in KINDS:
            raise InvalidValueError(f"{self.kind!r} is no kind of answer")
        if (self.kind == "help") != (self.help_topic in HELP_TOPICS):
            raise InvalidValueError("help, and nothing else, has one of the topics of help")
        if self.found != bool(self.citations):
            raise InvalidValueError("an answer is found exactly when it has citations")
        if not all(any(c.covers(item) for c in self.citations) for item in self.items):
            raise InvalidValueError("an item lies outside the citations")
        if self.kind == "evidence" and any(c.answer_start is not None for c in self.citations):
            raise InvalidValueError("evidence marks no answer span")

    @property
    def found(self) -> bool:
        """Whether the documents hold something to give: an answer or evidence."""
        return self.kind in ("answer", "evidence")

    @property
    def text(self) -> str:
        """The answer, or the first of the sentences, as a quotation; "" when not found."""
        return self.citations[0].answer_text if self.citations else ""

    def to_dict(self) -> dict[str, Any]:
        """The JSON object that ``python -m qa ask --json`` prints."""
        return {
            "question": self.question,
            "asked_as": self.asked_as,
            "kind": self.kind,
            "found": self.found,
            "text": self.text,
            "confidence": self.confidence,
            "calibrated": self.calibrated,
            "citations": [citation.to_dict() for citation in self.citations],
            "items": [item.to_dict() for item in self.items],
            "is_complete": self.is_complete,
            "evidence_for": list(self.evidence_for),
            "unanswered": list(self.unanswered),
            "alternatives": [alternative.to_dict() for alternative in self.alternatives],
            "related": [citation.to_dict() for citation in self.related],
            "searched": self.searched.to_dict(),
            "help_topic": self.help_topic,
            "milliseconds": dict(self.milliseconds),
        }
