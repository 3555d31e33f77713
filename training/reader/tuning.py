"""Measures a reader on ``tune`` with the passage given, answerable or not.

``tune`` (SQuAD 1.1) has no unanswerable questions. The rules of ``training.reader.adversarial``
change questions so that their paragraph no longer answers them: every second question for figures,
all of them for the threshold.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from tqdm import tqdm

from qa.answering.one_passage import PassageAnswerer
from qa.evaluate import Dataset, Question, sample
from qa.evaluate.judging.matching import exact_match, f1
from qa.evaluate.measures.metrics import best_threshold, mean
from training.reader.adversarial import changed, names_of

__all__ = ["PassageFigures", "half_unanswerable", "passage_figures", "score_threshold"]

_Scored = list[tuple[float, float, float]]
"""For each question: its score, the gain of answering, and the gain of declining."""


@dataclass(frozen=True, slots=True)
class PassageFigures:
    """Shares between 0 and 1, and the threshold that gives ``best_f1``."""

    has_answer_exact_match: float
    has_answer_f1: float
    best_f1: float
    best_threshold: float


def half_unanswerable(dataset: Dataset, seed: int = 0) -> Dataset:
    """Make every second question unanswerable, where a rule applies."""
    rng = random.Random(seed)  # noqa: S311
    names = _names(dataset)
    order = rng.sample(range(len(dataset.questions)), len(dataset.questions))
    chosen = set(order[::2])
    questions = tuple(
        (_unanswerable(one, dataset, names, rng) or one) if number in chosen else one
        for number, one in enumerate(dataset.questions)
    )
    return replace(dataset, questions=questions)


def passage_figures(
    bot: PassageAnswerer, dataset: Dataset, questions: int | None = None
) -> PassageFigures:
    """Ask each question of its paragraph; ``half_unanswerable`` makes the questions."""
    asked = dataset if questions is None else sample(dataset, questions)
    scored: _Scored = []
    exact: list[float] = []
    overlap: list[float] = []
    for question in tqdm(asked.questions, desc="tune", unit="question"):
        answer = bot.ask(question.text, asked.paragraphs[question.paragraph].text)
        if question.answerable:
            exact.append(exact_match(answer.text, question.gold_texts))
            overlap.append(f1(answer.text, question.gold_texts))
            scored.append((answer.score, overlap[-1], 0.0))
        else:
            scored.append((answer.score, 0.0, 1.0))
    best, threshold = best_threshold(scored)
    return PassageFigures(mean(exact), mean(overlap), best, threshold)


def score_threshold(bot: PassageAnswerer, dataset: Dataset, seed: int = 0) -> tuple[float, float]:
    """Find the best threshold on the score where half of the questions are unanswerable.

    Every answerable question is asked as it is and, where a rule applies, made unanswerable. Each
    kind counts half, whatever its number, as in SQuAD 2.0's development set.

    Returns:
        The F1 that it reaches, 0 to 1, and the threshold.

    Raises:
        ValueError: No answerable question, or no rule applies to any.
    """
    rng = random.Random(seed)  # noqa: S311
    names = _names(dataset)
    with_answer: list[tuple[float, float]] = []
    without: list[float] = []
    for question in tqdm(dataset.questions, desc="threshold", unit="question"):
        if not question.answerable:
            continue
        text = dataset.paragraphs[question.paragraph].text
        answer = bot.ask(question.text, text)
        with_answer.append((answer.score, f1(answer.text, question.gold_texts)))
        other = _unanswerable(question, dataset, names, rng)
        if other is not None:
            without.append(bot.ask(other.text, text).score)
    if not with_answer or not without:
        raise ValueError(f"{dataset.name}: no answerable questions, or no rule changes any of them")
    total = len(with_answer) + len(without)
    worth, penalty = total / (2 * len(with_answer)), total / (2 * len(without))
    scored: _Scored = [(score, worth * overlap, 0.0) for score, overlap in with_answer]
    scored += [(score, 0.0, penalty) for score in without]
    return best_threshold(scored)


def _names(dataset: Dataset) -> dict[str, list[str]]:
    """Return the names in each article, by its title."""
    found: dict[str, set[str]] = {}
    for paragraph in dataset.paragraphs:
        found.setdefault(paragraph.title, set()).update(names_of(paragraph.text))
    return {title: sorted(names) for title, names in found.items()}


def _unanswerable(
    question: Question, dataset: Dataset, names: dict[str, list[str]], rng: random.Random
) -> Question | None:
    """Change the question so that its paragraph does not answer it; None if no rule applies."""
    paragraph = dataset.paragraphs[question.paragraph]
    text = changed(question.text, paragraph.text, names[paragraph.title], rng)
    return None if text is None else replace(question, text=text, golds=())
