"""Answers as frozen values.

``Citation.text`` and ``Answer.text`` are computed from offsets each time they are read, so no field
can disagree with them. These values do not know how an answer was found.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.errors import InvalidValueError
from qa.citation import Citation
from qa.searched import Searched, Unread

TYPE_CHECKING = False  # for type checkers True; see ``qa``
if TYPE_CHECKING:
    from typing import Any, Literal

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
class Alternative:
    """Another distinct answer that the documents also support.

    Attributes:
        confidence: Probability, 0 to 1, that this answer is right.
        citations: Where it stands, best first; never empty.
        disagrees: Whether another document gives this value in place of the answer's: 5 days where
            the answer is 10. Nothing tells which of them holds.
    """

    confidence: float
    citations: tuple[Citation, ...]
    disagrees: bool = False

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
            "disagrees": self.disagrees,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and what the documents say to it.

    Attributes:
        question: As typed.
        asked_as: As completed from the conversation; equal to ``question`` when nothing was.
        kind: See ``KINDS``.
        confidence: Probability, 0 to 1: of an answer, that its words are right, in equal parts
            where documents disagree; of evidence, that a person would mark these sentences;
            otherwise that the best candidate is right.
        calibrated: False when the calibration was fitted for another reader, embedder or search.
        citations: Of an answer best first; of evidence whole sentences without an answer span, in
            the order of the text within each document; otherwise empty.
        items: The parts of a list, or the answers to the parts of a question, each an exact span
            inside one of the citations; empty where there is one answer that is no list.
        is_complete: Whether the document's structure says that these are all items of a list.
        evidence_for: The parts of a question that got evidence where another one got an answer;
            the citations without an answer span bear on them.
        unanswered: The parts of a question that nothing was found for.
        not_named: Of evidence that says of another name what is asked: the name that the question
            asks of; else "". Not part of the JSON.
        alternatives: Up to four other distinct answers: first those that disagree with the answer,
            from newer documents to older ones if all are dated, then the most probable ones.
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
        guess: Where nothing is found, the best candidate all the same, if a part of a text can
            answer such a question. Not part of the JSON.
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
    guess: Citation | None = field(default=None, compare=False)
    not_named: str = ""

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

    @property
    def disagreeing(self) -> tuple[Alternative, ...]:
        """The answers of other documents that give another value in place of this one."""
        return tuple(other for other in self.alternatives if other.disagrees)

    def __repr__(self) -> str:
        """Kind, quotation and place, on one line."""
        cited = f" {self.citations[0].in_short()}" if self.citations else ""
        return f"<Answer ({self.kind}, confidence {self.confidence:.2f}){cited}>"

    def __str__(self) -> str:
        """What was found, with each citation and its place on lines below."""
        from qa.answer_words import in_lines

        return in_lines(self._heading(), self._cited(), with_dates=bool(self.disagreeing))

    def _repr_html_(self) -> str:
        """The same for notebooks, as escaped HTML."""
        from qa.answer_words import in_html

        return in_html(self._heading(), self._cited(), with_dates=bool(self.disagreeing))

    def _cited(self) -> tuple[Citation, ...]:
        return (*self.citations, *(c for other in self.disagreeing for c in other.citations))

    def _heading(self) -> str:
        from qa.answer_words import NOTHING_FOUND, differing_line, evidence_line

        if self.disagreeing:
            firsts = [self.citations[0], *(other.citations[0] for other in self.disagreeing)]
            texts = (f"- {citation.answer_text}" for citation in firsts)
            return "\n".join([differing_line(firsts), *texts])
        if self.kind == "answer":
            return "\n".join(f"- {item.text}" for item in self.items) or self.text
        if self.kind == "evidence":
            return evidence_line(self.confidence, self.not_named)
        return "Ask about these documents" if self.kind == "help" else NOTHING_FOUND

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
