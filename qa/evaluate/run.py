"""Ask a dataset's questions and measure what comes back.

Everything goes through the public methods of the bot, so that what is measured is what users get.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from time import perf_counter
from typing import Protocol, TypeVar

from tqdm import tqdm

from index.values import Document
from qa.answer import Answer
from qa.evaluate.datasets import Dataset, Question
from qa.evaluate.evaluation import Evaluation, environment_of
from qa.evaluate.ground import Ground, ground_in_paragraphs
from qa.evaluate.outcome import Outcome, judge, rank_of
from qa.evaluate.summary import DEPTH, summarise

__all__ = ["Bot", "RankedPassage", "evaluate_corpus", "evaluate_passages"]

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


def evaluate_passages(
    bot: Bot, dataset: Dataset, *, min_confidence: float | None = 0.0, progress: bool = True
) -> Evaluation:
    """Ask each question of its own paragraph alone, as SQuAD does.

    Args:
        bot: Holds each paragraph of the dataset as one document (`paragraphs_of`).
        dataset: The questions.
        min_confidence: The least confidence that is an answer. The default takes the best
            candidate always, which suits datasets without unanswerable questions; None is the
            bot's own threshold.
        progress: Show a bar with rate and remaining time on standard error.

    Raises:
        ValueError: The dataset has no questions.
    """
    ground = ground_in_paragraphs(dataset)

    def read(question: Question) -> Outcome:
        gold = [place.document_id for place in ground.places[question.paragraph]]
        answer, seconds = _timed(
            lambda: bot.ask(question.text, documents=gold, min_confidence=min_confidence)
        )
        return Outcome(question, seconds, judgement=judge(question, answer, ground))

    return _evaluate(bot, dataset, "passage", read, progress=progress)


def evaluate_corpus(
    bot: Bot,
    dataset: Dataset,
    ground: Ground,
    *,
    retrieval_only: bool = False,
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
        min_confidence: The least confidence that is an answer; None is the bot's own threshold.
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

    def rank_and_read(question: Question) -> Outcome:
        ranked = question.answerable and bool(ground.places[question.paragraph])
        hits, seconds = _timed(lambda: bot.search(question.text, k=_PASSAGES))
        documents = list(dict.fromkeys(hit.document.id for hit in hits))[:DEPTH]
        rank = rank_of(question, documents, ground) if ranked else None
        if retrieval_only:
            return Outcome(question, seconds, ranked, rank)
        answer, seconds = _timed(lambda: bot.ask(question.text, min_confidence=min_confidence))
        return Outcome(question, seconds, ranked, rank, judge(question, answer, ground))

    return _evaluate(bot, dataset, "corpus", rank_and_read, progress=progress)


def _evaluate(
    bot: Bot,
    dataset: Dataset,
    mode: str,
    outcome_of: Callable[[Question], Outcome],
    *,
    progress: bool,
) -> Evaluation:
    """Run over the questions and sum up."""
    bar = tqdm(dataset.questions, desc=dataset.name, unit="question", disable=not progress)
    outcomes = [outcome_of(question) for question in bar]
    environment = environment_of(bot.fingerprints)
    return Evaluation(dataset.name, mode, len(outcomes), summarise(outcomes), environment)


def _timed(call: Callable[[], T]) -> tuple[T, float]:
    """The call's result and its wall time in seconds."""
    begun = perf_counter()
    result = call()
    return result, perf_counter() - begun
