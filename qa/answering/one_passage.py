"""Answers from one given text, as SQuAD does: reads the whole text and retrieves nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping

from index.text.sentences import sentence_spans
from index.values import Document, Passage, document_id
from qa.answer import Answer
from qa.answering.candidates import candidates
from qa.answering.citing import compose
from qa.readers.protocol import Reader
from qa.retriever import Hit

__all__ = ["PassageAnswerer"]


class PassageAnswerer:
    """A reader without a corpus.

    Attributes:
        threshold: Lowest score, log-odds against no answer, at which an answer should be given.
        fingerprints: Of the reader.
    """

    def __init__(self, reader: Reader, threshold: float) -> None:
        self._reader = reader
        self.threshold = threshold
        self.fingerprints: Mapping[str, str] = {"reader": reader.fingerprint}

    def ask(self, question: str, text: str) -> Answer:
        """The best candidate whatever its score; compare ``Answer.score`` with ``threshold``.

        ``confidence`` is the reader's own softmax, since calibrations are for retrieved passages.
        """
        begin = time.perf_counter()
        document = Document(document_id(text), text, "passage", ("passage",))
        passage = Passage(0, document.id, 0, len(text), tuple(sentence_spans(text)))
        hits = (Hit(passage, document, score=1.0, dense=1.0, lexical=1.0),)
        answers = candidates(self._reader.read(question, hits), hits)
        elapsed = 1000 * (time.perf_counter() - begin)
        return compose(
            question,
            answers,
            confidence=answers[0].probability if answers else 0.0,
            threshold=0.0,
            calibrated=False,
            whole_sentences=self._reader.whole_sentences,
            milliseconds={"read": elapsed, "total": elapsed},
        )
