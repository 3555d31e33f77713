"""Answers a question: retrieves, reads, decides and cites."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence

from qa.answer import Answer
from qa.answering.candidates import Candidate, candidates
from qa.answering.citing import compose
from qa.answering.confidence import UNCALIBRATED_THRESHOLD, Calibration
from qa.readers.protocol import Reader
from qa.retriever import Hit, Retriever

__all__ = ["READ_PASSAGES", "Answerer"]

log = logging.getLogger(__name__)

READ_PASSAGES = 10
"""Passages that are read for one question."""

UNCALIBRATED_RETRIEVAL_WEIGHT = 0.0


class Answerer:
    """The parts that answer, with the calibration that belongs to them."""

    def __init__(
        self,
        retriever: Retriever,
        reader: Reader,
        calibrations: Sequence[Calibration],
    ) -> None:
        """Put the parts together.

        Args:
            retriever: Finds what is read.
            reader: Scores spans in it.
            calibrations: The first that was fitted for these parts is used; if none was, one
                warning is logged and confidences are the reader's own softmax.
        """
        self._retriever = retriever
        self.reader = reader
        self.fingerprints: Mapping[str, str] = {
            "reader": reader.fingerprint,
            **retriever.fingerprints,
            "read": f"passages={READ_PASSAGES}",
        }
        self.calibration = next((c for c in calibrations if c.fits(self.fingerprints)), None)
        if self.calibration is None:
            log.warning(
                "no calibration for this reader, embedder and search; confidences are the "
                "reader's own (python -m qa calibrate DATASET fits one)"
            )

    @property
    def threshold(self) -> float:
        """Lowest confidence at which an answer is given by default."""
        return self.calibration.min_confidence if self.calibration else UNCALIBRATED_THRESHOLD

    def answer(
        self, question: str, documents: Sequence[str] | None, min_confidence: float | None
    ) -> Answer:
        """See ``Chatbot.ask``; question and document ids have been checked."""
        begin = time.perf_counter()
        hits = self.retrieve(question, documents)
        retrieved = time.perf_counter()
        answers = self.candidates(question, hits)
        read = time.perf_counter()
        return compose(
            question,
            answers,
            confidence=self._confidence(answers, hits),
            threshold=self.threshold if min_confidence is None else min_confidence,
            calibrated=self.calibration is not None,
            whole_sentences=self.reader.whole_sentences,
            milliseconds={
                "retrieve": 1000 * (retrieved - begin),
                "read": 1000 * (read - retrieved),
                "total": 1000 * (read - begin),
            },
        )

    def retrieve(self, question: str, documents: Sequence[str] | None) -> tuple[Hit, ...]:
        """The passages that are read."""
        return self._retriever.search(question, READ_PASSAGES, documents)

    def candidates(self, question: str, hits: Sequence[Hit]) -> list[Candidate]:
        """Distinct answers in the passages, most probable first."""
        weight = UNCALIBRATED_RETRIEVAL_WEIGHT
        if self.calibration is not None:
            weight = self.calibration.retrieval_weight
        return candidates(self.reader.read(question, hits), hits, weight)

    def _confidence(self, answers: Sequence[Candidate], hits: Sequence[Hit]) -> float:
        if not answers:
            return 0.0
        if self.calibration is None:
            return answers[0].probability
        return self.calibration.probability(answers, hits)
