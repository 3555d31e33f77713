"""Ask a dataset's questions and measure what comes back.

Everything goes through the public methods of the bot, so that what is measured is what users get.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Literal, TypeVar

from tqdm import tqdm

from qa.answer import Answer
from qa.answering.confidence import Thresholds
from qa.evaluate.bots import CorpusBot, PassageBot
from qa.evaluate.datasets.model import Dataset, Question
from qa.evaluate.evaluation import Evaluation, environment_of
from qa.evaluate.judging.evidence import sentence_overlap
from qa.evaluate.judging.ground_truth import Ground, ground_in_paragraphs, outside
from qa.evaluate.judging.question_result import (
    Judgement,
    Outcome,
    judge,
    rank_of,
    ranking_of,
)
from qa.evaluate.measures.summary import DEPTH, intervals_of, summarise
from qa.evaluate.unfinished import Unfinished

__all__ = ["evaluate_corpus", "evaluate_passages"]

_PASSAGES = 100
"""Passages asked for, so that documents of several passages still leave `DEPTH` distinct ones."""

logger = logging.getLogger(__name__)

T = TypeVar("T")


def evaluate_passages(
    bot: PassageBot,
    dataset: Dataset,
    *,
    seed: int = 0,
    unfinished: Unfinished | None = None,
    progress: bool = True,
) -> Evaluation:
    """Ask each question of its own paragraph, given whole, as SQuAD does.

    Args:
        bot: Gives its best candidate; thresholds are applied here, to its score.
        dataset: The questions.
        seed: Of the bootstrap intervals.
        unfinished: Holds outcomes of an interrupted run, and keeps those of this one.
        progress: Show a bar with rate and remaining time on standard error.

    Raises:
        InvalidValueError: The dataset has no questions.
    """
    ground = ground_in_paragraphs(dataset)

    def read(question: Question) -> Outcome:
        text = dataset.paragraphs[question.paragraph].text
        answer, seconds = _timed(lambda: bot.ask(question.text, text))
        judgement = judge(question, answer, ground)
        if question.marked:
            cited = bot.evidence(question.text, text)
            overlap = sentence_overlap(cited, question, ground)
            judgement = replace(judgement, sentences=overlap)
        return Outcome(question, seconds, judgement=judgement)

    outcomes = _outcomes(dataset, read, unfinished, progress=progress)
    return _evaluation(bot.fingerprints, bot.threshold, dataset, "passage", outcomes, seed)


def evaluate_corpus(
    bot: CorpusBot,
    dataset: Dataset,
    ground: Ground,
    *,
    retrieval_only: bool = False,
    leave_out: bool = False,
    min_confidence: float | None = None,
    seed: int = 0,
    unfinished: Unfinished | None = None,
    progress: bool = True,
) -> Evaluation:
    """Rank the documents of the index for each question, then ask it of the whole index.

    Args:
        bot: Holds the documents that ``ground`` describes.
        dataset: The questions.
        ground: From `ground_in_paragraphs`, `ground_in_documents` or `ground_in_folder`.
        retrieval_only: Rank, but do not ask; a dataset of kind ``retrieval`` is never asked.
        leave_out: Ask half of the questions with their article's documents left out of the
            search; these should be declined. See `_CorpusRun`.
        min_confidence: The least confidence that counts as an answer; None is the bot's own
            threshold. The bot itself gives its best candidate, so that measures of the confidence
            do not depend on it.
        seed: Of the bootstrap intervals.
        unfinished: Holds outcomes of an interrupted run, and keeps those of this one.
        progress: Show a bar with rate and remaining time on standard error.

    Raises:
        InvalidValueError: The dataset has no questions.
    """
    thresholds = bot.thresholds
    if min_confidence is not None:
        thresholds = Thresholds(min_confidence, min_confidence)
    run = _CorpusRun(
        bot, dataset, ground, thresholds, retrieval_only=retrieval_only, leave_out=leave_out
    )
    outcomes = _outcomes(dataset, run.outcome_of, unfinished, progress=progress)
    return _evaluation(bot.fingerprints, thresholds.answer, dataset, "corpus", outcomes, seed)


class _CorpusRun:
    """Ranks and asks the questions of a dataset.

    Documents are ranked by their best passage, among the best 100 passages before anything is
    read; the first 20 documents count. An unanswerable question has no gold paragraph and takes no
    part in that, nor has one whose paragraph is not in the index.

    Which half of the questions is asked without its article depends on ids and texts alone. A
    question of a folder whose document is not known stays in.
    """

    def __init__(
        self,
        bot: CorpusBot,
        dataset: Dataset,
        ground: Ground,
        thresholds: Thresholds,
        *,
        retrieval_only: bool,
        leave_out: bool,
    ) -> None:
        self._thresholds = thresholds
        self._bot = bot
        self._dataset = dataset
        self._ground = ground
        self._retrieval_only = retrieval_only or dataset.kind == "retrieval"
        self._without = outside(dataset, ground) if leave_out else None
        absent = sum(not ground.places[question.paragraph] for question in dataset.questions)
        if absent and dataset.kind == "squad":
            logger.info(
                "%s: the paragraphs of %d of %d questions are not in the index; "
                "recall and citation position leave them out",
                dataset.name,
                absent,
                len(dataset.questions),
            )

    def outcome_of(self, question: Question) -> Outcome:
        """Rank and ask, or ask without the question's article."""
        places = self._ground.places[question.paragraph]
        known = bool(places) or self._dataset.kind == "squad"
        if self._without is not None and known and _drawn(question):
            title = self._dataset.paragraphs[question.paragraph].title
            return self._left_out(question, self._without[title])
        hits, seconds = _timed(lambda: self._bot.search(question.text, k=_PASSAGES))
        documents = list(dict.fromkeys(hit.document.id for hit in hits))[:DEPTH]
        if question.relevant:
            ranking = ranking_of(question, documents, self._ground)
            return Outcome(question, seconds, ranked=True, ranking=ranking)
        ranked = question.answerable and bool(places)
        rank = rank_of(question, documents, self._ground) if ranked else None
        if self._retrieval_only:
            return Outcome(question, seconds, ranked, rank)
        answer, seconds = _timed(lambda: self._bot.ask(question.text, min_confidence=0.0))
        judgement = self._judged(question, answer)
        if question.marked and places:
            cited = self._bot.ask(question.text).citations
            overlap = sentence_overlap(cited, question, self._ground)
            judgement = replace(judgement, sentences=overlap)
        return Outcome(question, seconds, ranked, rank, judgement)

    def _judged(self, question: Question, answer: Answer) -> Judgement:
        """Judge the best candidate, and note whether it would come as evidence.

        Its confidence is that its words are right: what is shown of documents that disagree, or
        of evidence, is another one.
        """
        least = self._thresholds
        words = answer.answer_probability >= least.answer
        as_evidence = answer.evidence_probability >= least.evidence and not words
        if answer.kind == "evidence":  # a judgement is asked
            as_evidence = as_evidence or words
        judgement = judge(question, answer, self._ground)
        return replace(judgement, as_evidence=as_evidence, confidence=answer.answer_probability)

    def _left_out(self, question: Question, documents: Sequence[str]) -> Outcome:
        answer, seconds = _timed(
            lambda: self._bot.ask(question.text, documents=documents, min_confidence=0.0)
        )
        judgement = self._judged(question, answer)
        return Outcome(question, seconds, judgement=judgement, left_out=True)


def _drawn(question: Question) -> bool:
    """Half of all questions, always the same ones."""
    return hashlib.sha256(f"{question.id}:{question.text}".encode()).digest()[0] % 2 == 1


def _outcomes(
    dataset: Dataset,
    outcome_of: Callable[[Question], Outcome],
    unfinished: Unfinished | None,
    *,
    progress: bool,
) -> tuple[Outcome, ...]:
    """Ask what has not been asked yet."""
    known = {} if unfinished is None else unfinished.outcomes
    outcomes = []
    with tqdm(
        total=len(dataset.questions),
        initial=len(known),
        desc=dataset.name,
        unit="question",
        disable=None if progress else True,
    ) as bar:
        for number, question in enumerate(dataset.questions):
            if number in known:
                outcomes.append(known[number])
                continue
            outcomes.append(outcome_of(question))
            if unfinished is not None:
                unfinished.add(number, outcomes[-1])
            bar.update()
    return tuple(outcomes)


def _evaluation(
    fingerprints: Mapping[str, str],
    threshold: float,
    dataset: Dataset,
    mode: Literal["passage", "corpus"],
    outcomes: tuple[Outcome, ...],
    seed: int,
) -> Evaluation:
    """Sum up."""
    passage_given = mode == "passage"
    return Evaluation(
        dataset.name,
        mode,
        len(outcomes),
        summarise(outcomes, threshold, passage_given=passage_given),
        environment_of(fingerprints),
        intervals_of(outcomes, threshold, passage_given=passage_given, seed=seed),
        outcomes,
    )


def _timed(call: Callable[[], T]) -> tuple[T, float]:
    """The call's result and its wall time in seconds."""
    begun = perf_counter()
    result = call()
    return result, perf_counter() - begun
