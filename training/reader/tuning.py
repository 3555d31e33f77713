"""How a reader does on ``tune`` with the passage given, answerable or not.

``tune`` (SQuAD 1.1) has no unanswerable questions, so half of its questions are changed by the
rules of ``training.reader.adversarial`` until their paragraph does not answer them any more.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from tqdm import tqdm

from qa.evaluate import Dataset, Question, sample
from qa.evaluate.metrics import best_threshold, exact_match, f1, mean
from qa.passage_answerer import PassageAnswerer
from training.reader.adversarial import changed, names_of

__all__ = ["PassageFigures", "half_unanswerable", "passage_figures"]


@dataclass(frozen=True, slots=True)
class PassageFigures:
    """Shares between 0 and 1, and the threshold that ``best_f1`` is reached with."""

    has_answer_exact_match: float
    has_answer_f1: float
    best_f1: float
    best_threshold: float


def half_unanswerable(dataset: Dataset, seed: int = 0) -> Dataset:
    """The dataset with every second question, where a rule applies, made unanswerable."""
    rng = random.Random(seed)  # noqa: S311
    names: dict[str, set[str]] = {}
    for paragraph in dataset.paragraphs:
        names.setdefault(paragraph.title, set()).update(names_of(paragraph.text))

    def unanswerable(question: Question) -> Question:
        paragraph = dataset.paragraphs[question.paragraph]
        text = changed(question.text, paragraph.text, sorted(names[paragraph.title]), rng)
        return question if text is None else replace(question, text=text, golds=())

    order = rng.sample(range(len(dataset.questions)), len(dataset.questions))
    chosen = set(order[::2])
    questions = tuple(
        unanswerable(one) if number in chosen else one
        for number, one in enumerate(dataset.questions)
    )
    return replace(dataset, questions=questions)


def passage_figures(
    bot: PassageAnswerer, dataset: Dataset, questions: int | None = None
) -> PassageFigures:
    """Ask each question of its paragraph; see ``half_unanswerable`` for what to ask."""
    asked = dataset if questions is None else sample(dataset, questions)
    scored: list[tuple[float, float, float]] = []
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
