"""A bot whose rankings and answers are written down, and a dataset of two paragraphs."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from index.values import Document, document_id
from qa.answer import Answer, Citation
from qa.answering.confidence import Thresholds
from qa.evaluate import (
    Dataset,
    Evaluation,
    Gold,
    Paragraph,
    Question,
    paragraphs_of,
)


@dataclass(frozen=True)
class Hit:
    document: Document


@dataclass
class ScriptedBot:
    """Answers and ranks as told; remembers how it was asked."""

    documents: Mapping[str, Document]
    answers: Mapping[str, Answer] = field(default_factory=dict)
    rankings: Mapping[str, list[str]] = field(default_factory=dict)
    thresholds: Thresholds = field(default_factory=lambda: Thresholds(0.5, 1.01))
    asked: list[tuple[str, list[str] | None, float | None]] = field(default_factory=list)
    searched: list[tuple[str, int]] = field(default_factory=list)

    @property
    def fingerprints(self) -> Mapping[str, str]:
        return {"reader": "scripted-1", "embedder": "none"}

    def search(self, question: str, k: int = 10) -> tuple[Hit, ...]:
        self.searched.append((question, k))
        return tuple(Hit(self.documents[each]) for each in self.rankings[question])[:k]

    def ask(
        self,
        question: str,
        documents: Iterable[str] | None = None,
        min_confidence: float | None = None,
    ) -> Answer:
        only = None if documents is None else list(documents)
        self.asked.append((question, only, min_confidence))
        return self.answers[question]


@dataclass
class ScriptedReader:
    """Answers from the text it is given as told; remembers what it was given."""

    answers: Mapping[str, Answer]
    threshold: float = 0.0
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def fingerprints(self) -> Mapping[str, str]:
        return {"reader": "scripted-1"}

    def ask(self, question: str, text: str) -> Answer:
        self.asked.append((question, text))
        return self.answers[question]

    def evidence(self, question: str, text: str) -> tuple[Citation, ...]:
        return self.answers[question].citations


def document(text: str, title: str = "t") -> Document:
    return Document(document_id(text), text, title, (title,))


def answer(
    question: str,
    *citations: Citation,
    ms: float = 1.0,
    confidence: float = 0.5,
    score: float = 1.0,
    kind: str = "",
    **rest: Any,
) -> Answer:
    return Answer(
        question=question,
        asked_as=question,
        kind=kind or ("answer" if citations else "none"),
        confidence=confidence,
        calibrated=True,
        citations=citations,
        score=score if citations else -math.inf,
        answer_probability=confidence,
        milliseconds={"read": ms, "total": 2 * ms},
        **rest,
    )


def cite(source: Document, quote: str, span: str | None = None, nth: int = 0) -> Citation:
    """Cite the ``nth`` occurrence of ``quote``, with ``span`` inside it as the answer."""
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(quote, start + 1)
    inner = None if span is None else start + quote.index(span)
    end = None if inner is None or span is None else inner + len(span)
    return Citation(source, start, start + len(quote), 0.5, inner, end)


# Two sentences that both say 1206; the annotated answer is the second.
KHAN = "In 1206 he met Wang. Temüjin became Khan in 1206. Börte lived."


OTHER = "Jochi was born 1185–1226 or so."


NOISE = "Nothing to see in 1206."


DATASET = Dataset(
    "tiny",
    (Paragraph("Khan", KHAN), Paragraph("Jochi", OTHER)),
    (
        Question("1", "When khan?", (Gold("1206", KHAN.rindex("1206")),), 0),
        Question("2", "Who became Khan?", (Gold("Temüjin", KHAN.index("Temüjin")),), 0),
        Question("3", "When Jochi?", (Gold("1185", OTHER.index("1185")),), 1),
        Question("4", "Who shot?", (), 1),
    ),
)


NOISES = Dataset("noise", (Paragraph("Noise", NOISE), Paragraph("Twice", KHAN)), ())


DOCUMENTS = {each.id: document(each.text, each.title) for each in paragraphs_of(DATASET, [NOISES])}


K, J, N = (DOCUMENTS[document_id(text)] for text in (KHAN, OTHER, NOISE))


def measured(evaluation: Evaluation) -> dict[str, Any]:
    """The metrics without those that the clock decides."""
    return {
        name: value
        for name, value in evaluation.metrics.items()
        if name not in ("questions_per_second", "latency_ms")
    }


def corpus_bot() -> ScriptedBot:
    return ScriptedBot(
        DOCUMENTS,
        {
            "When khan?": answer("When khan?", cite(N, NOISE, "1206"), confidence=0.3),
            "Who became Khan?": answer("Who became Khan?", confidence=0.2),
            "When Jochi?": answer("When Jochi?", cite(J, OTHER, "1185"), confidence=0.5),
            "Who shot?": answer("Who shot?", confidence=0.4),
        },
        {
            "When khan?": [N.id, N.id, N.id, K.id],  # second document, though fourth passage
            "Who became Khan?": [K.id, N.id],
            "When Jochi?": [N.id, K.id],
            "Who shot?": [J.id],
        },
    )
