"""Answers from one given text, as SQuAD does: reads the whole text and retrieves nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping

from index.text.sentences import sentence_spans
from index.values import Document, Passage, document_id
from qa.answer import Answer, Citation, Searched
from qa.answering.citing import compose, evidence_citations
from qa.answering.confidence import uncalibrated
from qa.answering.evidence_choice import EvidenceSettings
from qa.answering.features import Examined
from qa.answering.finishing import with_whole_words
from qa.answering.pipeline import Read, examined
from qa.answering.question_words import QuestionWords
from qa.readers.protocol import Reader
from qa.retriever import Hit

__all__ = ["PassageAnswerer"]


class PassageAnswerer:
    """A reader without a corpus.

    Attributes:
        threshold: Lowest score, log-odds against no answer, at which an answer should be given.
        fingerprints: Of the reader.
    """

    def __init__(
        self, reader: Reader, threshold: float, choice: EvidenceSettings | None = None
    ) -> None:
        self._reader = reader
        self._choice = choice or EvidenceSettings()
        self.threshold = threshold
        self.fingerprints: Mapping[str, str] = {"reader": reader.fingerprint}

    def ask(self, question: str, text: str) -> Answer:
        """The best candidate whatever its score; compare ``Answer.score`` with ``threshold``.

        ``confidence`` is the reader's own softmax, since calibrations are for retrieved passages.
        """
        begin = time.perf_counter()
        known = self._examined(question, text)
        elapsed = 1000 * (time.perf_counter() - begin)
        answer = compose(
            question,
            known,
            "answer" if known.candidates else "none",
            uncalibrated(known),
            calibrated=False,
            whole_sentences=self._reader.whole_sentences,
            searched=Searched(1),
            milliseconds={"read": elapsed, "total": elapsed},
        )
        return with_whole_words(answer, known.kind)

    def evidence(self, question: str, text: str) -> tuple[Citation, ...]:
        """The sentences that bear on the question, whatever their scores."""
        return evidence_citations(self._examined(question, text).evidence, 1.0)

    def _examined(self, question: str, text: str) -> Examined:
        document = Document(document_id(text), text, "", ("passage",))
        passage = Passage(0, document.id, 0, len(text), tuple(sentence_spans(text)))
        hits = (Hit(passage, document, score=1.0, dense=1.0, lexical=1.0),)
        read = Read(hits, self._reader.read(question, hits), QuestionWords(()))
        return examined(question, read, 0.0, self._choice)
