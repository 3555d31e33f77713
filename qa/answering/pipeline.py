"""Answers a question: retrieves, reads, decides and cites."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from qa.answer import Answer, Searched
from qa.answering.asked_names import names_another
from qa.answering.asking_words import without_asking_words
from qa.answering.candidates import candidates
from qa.answering.citing import compose
from qa.answering.compared import (
    compared_sentences,
    compared_things,
    merged,
    of_each_thing,
    read_as,
)
from qa.answering.confidence import (
    UNCALIBRATED_THRESHOLD,
    Calibration,
    Probabilities,
    Thresholds,
    uncalibrated,
)
from qa.answering.deciding import decided
from qa.answering.derived_words import without_derived
from qa.answering.evidence_choice import EvidenceSettings, chosen, ranked_sentences
from qa.answering.features import Examined
from qa.answering.finishing import finished
from qa.answering.later_turns import Decision, decided_again, is_of_the_typed
from qa.answering.minuted import read_as_minuted, with_minuted_preferred
from qa.answering.question_words import QuestionWords, words_of
from qa.answering.repeats import with_repeats_held_back
from qa.followups import AskedAfter
from qa.question_kind import JUDGEMENTS, kind_of
from qa.readers.protocol import Reader, Reading
from qa.retriever import Hit, Retriever

__all__ = ["READ_PASSAGES", "Answerer", "Read", "examined"]

log = logging.getLogger(__name__)

READ_PASSAGES = 10
"""Passages that are read for one question."""

MOST_OF_ANOTHER_NAME = 0.4
"""Highest confidence of sentences that say of another name what is asked: they are never likely."""

UNCALIBRATED_RETRIEVAL_WEIGHT = 0.0


@dataclass(frozen=True, slots=True)
class Read:
    """What was retrieved and read for a question.

    Attributes:
        hits: The passages.
        reading: Scores of their spans and sentences.
        words: Of the question.
    """

    hits: tuple[Hit, ...]
    reading: Reading
    words: QuestionWords


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
            reader: Scores spans and sentences in it.
            calibrations: The first that was fitted for these parts is used; if none was, one
                warning is logged and confidences are the reader's own.
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
    def thresholds(self) -> Thresholds:
        """Lowest probabilities at which an answer or evidence is given by default."""
        if self.calibration is not None:
            return self.calibration.thresholds
        return Thresholds(UNCALIBRATED_THRESHOLD, UNCALIBRATED_THRESHOLD)

    def answer(
        self,
        question: str,
        documents: Sequence[str] | None,
        min_confidence: float | None,
        searched: Searched,
        after: AskedAfter | None = None,
        hits: Sequence[Hit] | None = None,
    ) -> Answer:
        """See ``Chatbot.ask``; question and document ids have been checked.

        Args:
            question: As asked: what is read and judged.
            documents: Ids of the documents to look in; all if None.
            min_confidence: Lowest probability of whatever is given; the thresholds if None.
            searched: How many documents are asked, and what of them is not read.
            after: What the turns before tell of the question.
            hits: The passages to read, if they are known; else they are retrieved.
        """
        begin = time.perf_counter()
        known = self.retrieve(question, documents, after) if hits is None else tuple(hits)
        retrieved = time.perf_counter()
        read = self._read(question, known, after)
        decision = self._decided(question, read, self._thresholds(min_confidence))
        if after is not None and after.is_turn and min_confidence is None:
            decision = self._of_a_turn(question, known, after, decision)
        composed = compose(
            question,
            decision.examined,
            decision.outcome,
            decision.probabilities,
            calibrated=self.calibration is not None,
            whole_sentences=self.reader.whole_sentences,
            searched=replace(searched, unknown_words=self._absent(question, read, documents)),
            milliseconds=_times(begin, retrieved, time.perf_counter()),
        )
        if composed.kind == "evidence":
            composed = replace(composed, not_named=decision.not_named)
        return finished(composed, decision.examined)

    def _absent(
        self, question: str, read: Read, documents: Sequence[str] | None
    ) -> tuple[str, ...]:
        """Words of the question that stand in no document, in no other form either."""
        unknown = without_asking_words(read.words.unknown, question)
        texts = [f"{hit.lead}\n{hit.text}" for hit in read.hits]
        left = without_derived(unknown, texts)
        last_terms = [word.terms[-1] for word in read.words.words if word.text in left]
        near = (self._retriever.near_texts(term, documents) for term in last_terms)
        return without_derived(left, chain.from_iterable(near))

    def _decided(self, question: str, read: Read, thresholds: Thresholds) -> Decision:
        known = self.examined(question, read)
        probabilities = self.probabilities(known)
        outcome = decided(known, probabilities, thresholds)
        name = _not_named(question, known) if outcome == "answer" else ""
        if name:
            outcome = "evidence" if known.evidence else "none"
            unsure = min(probabilities.evidence, MOST_OF_ANOTHER_NAME)
            probabilities = replace(probabilities, evidence=unsure)
        return Decision(known, probabilities, outcome, name)

    def _of_a_turn(
        self, question: str, hits: tuple[Hit, ...], after: AskedAfter, decision: Decision
    ) -> Decision:
        """The decision on a later turn; read with its topic as well where it would get nothing."""
        again = decided_again(after.typed, decision)
        if again.outcome != "none" or after.retrieve_as == question:
            return again
        read = self._read(after.retrieve_as, hits, after)
        in_context = self._decided(after.retrieve_as, read, self.thresholds)
        typed = words_of(after.typed, self._retriever.term_counts)
        return in_context if is_of_the_typed(in_context, after.typed, typed) else again

    def _thresholds(self, min_confidence: float | None) -> Thresholds:
        if min_confidence is None:
            return self.thresholds
        return Thresholds(min_confidence, min_confidence)

    def read(self, question: str, documents: Sequence[str] | None) -> Read:
        """Retrieve and read."""
        return self._read(question, self.retrieve(question, documents))

    def retrieve(
        self, question: str, documents: Sequence[str] | None, after: AskedAfter | None = None
    ) -> tuple[Hit, ...]:
        """The passages that are read; of a comparison, those for each thing come first."""
        if after is None:
            hits = self._retriever.search(question, READ_PASSAGES, documents)
        else:
            hits = self._retriever.search_completed(
                question, after.retrieve_as, READ_PASSAGES, documents, after.near
            )
        alone = of_each_thing(question) if kind_of(question) in JUDGEMENTS else None
        if alone is None:
            return hits
        of_each = [self._retriever.search(text, READ_PASSAGES, documents) for text in alone]
        return merged(hits, of_each, READ_PASSAGES)

    def examined(self, question: str, read: Read) -> Examined:
        """Distinct answers and chosen sentences."""
        if self.calibration is None:
            return examined(question, read, UNCALIBRATED_RETRIEVAL_WEIGHT, EvidenceSettings())
        calibration = self.calibration
        return examined(question, read, calibration.retrieval_weight, calibration.choice)

    def probabilities(self, known: Examined) -> Probabilities:
        """Of the two outcomes that give something."""
        if self.calibration is None:
            return uncalibrated(known)
        return self.calibration.probabilities(known)

    def _read(self, question: str, hits: tuple[Hit, ...], after: AskedAfter | None = None) -> Read:
        reading = self.reader.read(read_as_minuted(read_as(question), hits), hits)
        reading = with_minuted_preferred(question, reading, hits)
        if after is None:
            return Read(hits, reading, words_of(question, self._retriever.term_counts))
        # "Which of the two is longer?" asks for what was cited before; what is read as typed may.
        is_other = after.typed != question and compared_things(question) is None
        if after.was_found and is_other:
            reading = with_repeats_held_back(reading, hits, after.cited)
        return Read(hits, reading, words_of(question, self._retriever.term_counts, after.typed))


def _not_named(question: str, known: Examined) -> str:
    """The name that a question asks of, if its best answer is said of another one; else ""."""
    place = known.candidates[0].places[0]
    sentence = place.document.text[place.evidence.start : place.evidence.end]
    return names_another(question, sentence, place.hit.lead) or ""


def _times(begin: float, retrieved: float, decided_at: float) -> dict[str, float]:
    """Milliseconds of the steps to a decision."""
    return {
        "retrieve": 1000 * (retrieved - begin),
        "read": 1000 * (decided_at - retrieved),
        "total": 1000 * (decided_at - begin),
    }


def examined(
    question: str, read: Read, retrieval_weight: float, choice: EvidenceSettings
) -> Examined:
    """Distinct answers and chosen sentences of a reading.

    Args:
        question: As asked.
        read: What was retrieved and read.
        retrieval_weight: See ``candidates``.
        choice: How sentences are chosen.
    """
    kind = kind_of(question)
    sentences = ranked_sentences(read.reading.sentences, read.hits, choice, read.words)
    picked = compared_sentences(question, sentences, read.hits) if kind in JUDGEMENTS else ()
    return Examined(
        kind,
        read.words,
        read.hits,
        tuple(candidates(read.reading.spans, read.hits, retrieval_weight)),
        tuple(sentences),
        picked or tuple(chosen(sentences, choice)),
    )
