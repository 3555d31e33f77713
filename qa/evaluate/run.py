"""Ask a dataset's questions and measure what comes back.

Everything goes through the public methods of the bot, so that what is measured is what users get.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from time import perf_counter
from typing import Protocol, TypeVar

from tqdm import tqdm

from index.values import Document
from qa.answer import Answer
from qa.evaluate.datasets import Dataset, Question
from qa.evaluate.evaluation import Evaluation, environment_of
from qa.evaluate.ground import Ground, ground_in_paragraphs, outside
from qa.evaluate.outcome import Outcome, judge, rank_of
from qa.evaluate.summary import DEPTH, summarise

__all__ = ["Bot", "PassageBot", "RankedPassage", "evaluate_corpus", "evaluate_passages"]

_PASSAGES = 100
"""Passages asked for, so that documents of several passages still leave `DEPTH` distinct ones."""

logger = logging.getLogger(__name__)

T = TypeVar("T")


class RankedPassage(Protocol):
    """One search result."""

    @property
    def document(self) -> Document:
        """The document that holds the passage."""


class Bot(Protocol):
    """The part of `Chatbot` that is measured."""

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """What identifies the reader, the embedder and the fusion."""

    @property
    def threshold(self) -> float:
        """Lowest confidence at which the bot answers by itself."""

    def search(self, question: str, *, k: int = 10) -> Sequence[RankedPassage]:
        """Passages, best first; a document may come several times."""

    def ask(
        self,
        question: str,
        *,
        documents: Iterable[str] | None = None,
        min_confidence: float | None = None,
    ) -> Answer:
        """The answer, from the documents with these ids or from all."""


class PassageBot(Protocol):
    """Answers from one given text; `PassageAnswerer` in the product."""

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """What identifies the reader."""

    @property
    def threshold(self) -> float:
        """Lowest score at which it answers by itself."""

    def ask(self, question: str, text: str) -> Answer:
        """The best candidate, whatever its score."""


def evaluate_passages(bot: PassageBot, dataset: Dataset, *, progress: bool = True) -> Evaluation:
    """Ask each question of its own paragraph, given whole, as SQuAD does.

    Args:
        bot: Gives its best candidate; thresholds are applied here, to its score.
        dataset: The questions.
        progress: Show a bar with rate and remaining time on standard error.

    Raises:
        ValueError: The dataset has no questions.
    """
    ground = ground_in_paragraphs(dataset)

    def read(question: Question) -> Outcome:
        text = dataset.paragraphs[question.paragraph].text
        answer, seconds = _timed(lambda: bot.ask(question.text, text))
        return Outcome(question, seconds, judgement=judge(question, answer, ground))

    return _evaluate(bot.fingerprints, bot.threshold, dataset, "passage", read, progress=progress)


def evaluate_corpus(
    bot: Bot,
    dataset: Dataset,
    ground: Ground,
    *,
    retrieval_only: bool = False,
    leave_out: bool = False,
    min_confidence: float | None = None,
    progress: bool = True,
) -> Evaluation:
    """Ask each question of the whole index, after ranking its documents.

    Documents are ranked by their best passage, among the best 100 passages before anything is
    read; the first 20 documents count. An unanswerable question has no gold paragraph and takes no
    part in that, nor has one whose paragraph is not in the index.

    Args:
        bot: Holds the documents that ``ground`` describes.
        dataset: The questions.
        ground: From `ground_in_paragraphs` or `ground_in_documents`.
        retrieval_only: Rank, but do not ask.
        leave_out: Ask half of the questions with their article's documents left out of the
            search; these should be declined. Which half depends on ids and texts alone.
        min_confidence: The least confidence that counts as an answer; None is the bot's own
            threshold. Exact match, F1 and citations are of the best candidate whatever its
            confidence, unless a value is given here.
        progress: Show a bar with rate and remaining time on standard error.

    Raises:
        ValueError: The dataset has no questions.
    """
    absent = sum(not ground.places[question.paragraph] for question in dataset.questions)
    if absent:
        logger.info(
            "%s: the paragraphs of %d of %d questions are not in the index; "
            "recall and citation position leave them out",
            dataset.name,
            absent,
            len(dataset.questions),
        )

    without = outside(dataset, ground) if leave_out else {}
    threshold = bot.threshold if min_confidence is None else min_confidence
    least = 0.0 if min_confidence is None else min_confidence

    def rank_and_read(question: Question) -> Outcome:
        if leave_out and _drawn(question):
            title = dataset.paragraphs[question.paragraph].title
            answer, seconds = _timed(
                lambda: bot.ask(question.text, documents=without[title], min_confidence=0.0)
            )
            judgement = judge(question, answer, ground)
            return Outcome(question, seconds, judgement=judgement, left_out=True)
        ranked = question.answerable and bool(ground.places[question.paragraph])
        hits, seconds = _timed(lambda: bot.search(question.text, k=_PASSAGES))
        documents = list(dict.fromkeys(hit.document.id for hit in hits))[:DEPTH]
        rank = rank_of(question, documents, ground) if ranked else None
        if retrieval_only:
            return Outcome(question, seconds, ranked, rank)
        answer, seconds = _timed(lambda: bot.ask(question.text, min_confidence=least))
        return Outcome(question, seconds, ranked, rank, judge(question, answer, ground))

    return _evaluate(
        bot.fingerprints, threshold, dataset, "corpus", rank_and_read, progress=progress
    )


def _drawn(question: Question) -> bool:
    """Half of all questions, always the same ones."""
    return hashlib.sha256(f"{question.id}:{question.text}".encode()).digest()[0] % 2 == 1


def _evaluate(
    fingerprints: Mapping[str, str],
    threshold: float,
    dataset: Dataset,
    mode: str,
    outcome_of: Callable[[Question], Outcome],
    *,
    progress: bool,
) -> Evaluation:
    """Run over the questions and sum up."""
    bar = tqdm(dataset.questions, desc=dataset.name, unit="question", disable=not progress)
    outcomes = [outcome_of(question) for question in bar]
    metrics = summarise(outcomes, threshold, passage_given=mode == "passage")
    return Evaluation(dataset.name, mode, len(outcomes), metrics, environment_of(fingerprints))


def _timed(call: Callable[[], T]) -> tuple[T, float]:
    """The call's result and its wall time in seconds."""
    begun = perf_counter()
    result = call()
    return result, perf_counter() - begun
