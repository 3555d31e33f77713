"""Asks a folder's questions and conversations as people ask them, and counts what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

import numpy as np
from tqdm import tqdm

from qa.answer import Answer
from qa.evaluate.datasets.model import Dataset
from qa.evaluate.evaluation import environment_of
from qa.evaluate.judging.field_answers import FieldOutcome, field_outcome
from qa.evaluate.measures.metrics import (
    auroc,
    calibration_error_by_chance,
    expected_calibration_error,
)

__all__ = ["ALL", "FieldBot", "FieldEvaluation", "Table", "evaluate_field"]

Table = dict[str, dict[str, float]]
"""Sums of the outcomes' shares by kind of question, with the number ``questions``."""

ALL = "all"
_HALF = 0.5
COLUMNS = tuple(part.name for part in fields(FieldOutcome))


class FieldTalk(Protocol):
    """A conversation."""

    def ask(self, question: str) -> Answer:
        """Answer a question in the light of the turns before."""


class FieldBot(Protocol):
    """The part of `Chatbot` that is measured."""

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """Fingerprints of the reader and of the search."""

    def ask(
        self,
        question: str,
        documents: Sequence[str] | None = None,
        min_confidence: float | None = None,
    ) -> Answer:
        """The answer as a user gets it; of some documents, or with a least confidence, if given."""

    def conversation(self) -> FieldTalk:
        """A new conversation."""


@dataclass(frozen=True, slots=True)
class FieldEvaluation:
    """What came of the questions of a folder.

    Attributes:
        dataset: Name of the folder.
        tables: By title; see `evaluate_field`.
        measures: ``confidence_auroc``, ``expected_calibration_error`` and
            ``calibration_error_by_chance`` of the probability that the best answer is right,
            whatever was given (questions that ask for a judgement left out), over questions asked
            of all documents and of all but their own; ``citation_exactness``.
        latency_ms: ``p50`` and ``p95`` of a single question.
        environment: Day, machine, versions, and fingerprints of the models.
        answers: Of the single questions, in order; not part of the JSON.
    """

    dataset: str
    tables: dict[str, Table]
    measures: dict[str, float]
    latency_ms: dict[str, float]
    environment: dict[str, Any]
    answers: tuple[Answer, ...] = field(default=(), repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "dataset": self.dataset,
            "mode": "field",
            "tables": {title: dict(table) for title, table in self.tables.items()},
            "measures": dict(self.measures),
            "latency_ms": dict(self.latency_ms),
            "environment": dict(self.environment),
        }


def evaluate_field(
    bot: FieldBot,
    dataset: Dataset,
    texts: Mapping[str, str],
    without: Mapping[str, Sequence[str]] | None = None,
    *,
    progress: bool = True,
) -> FieldEvaluation:
    """Ask everything once at the bot's own thresholds, and each question for its best answer.

    Args:
        bot: Holds the documents of the dataset.
        dataset: Of kind ``field``.
        texts: Of all documents, by id.
        without: For the title of each question's paragraph all documents but those that it names;
            see ``outside``.
        progress: Show a bar on standard error.

    Returns:
        Tables ``questions`` (by kind), ``unanswerable`` (``partial`` where a passage bears on the
        question, else ``nothing near``) and ``turns`` (``first``, ``later``, ``unanswerable``).
    """
    turns = sum(map(len, dataset.talks))
    bar = tqdm(
        total=len(dataset.questions) + turns, desc=dataset.name, unit="question",
        disable=None if progress else True,
    )  # fmt: skip
    with bar:
        answers = [_asked(bot.ask, question.text, bar) for question in dataset.questions]
        talked = list(_talked(bot, dataset, bar))
    times = [answer.milliseconds["total"] for answer in answers if "total" in answer.milliseconds]
    return FieldEvaluation(
        dataset.name,
        _tables(dataset, answers, talked),
        _measures(bot, dataset, without or {}) | {"citation_exactness": _exactness(answers, texts)},
        {f"p{share}": float(np.percentile(times, share)) for share in (50, 95)} if times else {},
        environment_of(bot.fingerprints),
        tuple(answers),
    )


def _tables(
    dataset: Dataset, answers: list[Answer], talked: list[tuple[str, FieldOutcome]]
) -> dict[str, Table]:
    """See `evaluate_field`; a table of nothing is left out."""
    judged = [
        (question, field_outcome(question, answer))
        for question, answer in zip(dataset.questions, answers, strict=True)
    ]
    tables = {
        "questions": _table((question.group, outcome) for question, outcome in judged),
        "unanswerable": _table(
            ("partial" if question.partial else "nothing near", outcome)
            for question, outcome in judged
            if not question.has_words
        ),
        "turns": _table(talked),
    }
    return {title: table for title, table in tables.items() if table}


def _asked(ask: Callable[[str], Answer], question: str, bar: tqdm[Any]) -> Answer:
    answer = ask(question)
    bar.update()
    return answer


def _talked(bot: FieldBot, dataset: Dataset, bar: tqdm[Any]) -> Iterator[tuple[str, FieldOutcome]]:
    """Each turn of the conversations: its place in them, and what came of it."""
    for talk in dataset.talks:
        conversation = bot.conversation()
        for number, turn in enumerate(talk):
            place = ("later" if number else "first") if turn.has_words else "unanswerable"
            yield place, field_outcome(turn, _asked(conversation.ask, turn.text, bar))


def _table(rows: Iterable[tuple[str, FieldOutcome]]) -> Table:
    """Sums by kind in alphabetical order, with those of all last."""
    table: Table = {}
    for kind, outcome in rows:
        for name in (kind, ALL):
            sums = table.setdefault(name, dict.fromkeys(("questions", *COLUMNS), 0.0))
            sums["questions"] += 1
            for column in COLUMNS:
                sums[column] += getattr(outcome, column)
    return {kind: table[kind] for kind in sorted(table, key=lambda kind: (kind == ALL, kind))}


def _measures(
    bot: FieldBot, dataset: Dataset, without: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    """See ``FieldEvaluation.measures``; those of nothing are left out."""
    stated, right = [], []
    for question in dataset.questions:
        best = bot.ask(question.text, None, 0.0)
        if best.kind == "answer":  # no judgement is asked
            stated.append(best.answer_probability)
            right.append(field_outcome(question, best).right >= _HALF)
        others = without.get(dataset.paragraphs[question.paragraph].title)
        if question.has_words and others is not None:
            best = bot.ask(question.text, others, 0.0)
            if best.kind == "answer":
                stated.append(best.answer_probability)
                right.append(False)
    measures = {}
    if stated:
        measures["expected_calibration_error"] = expected_calibration_error(stated, right)
        measures["calibration_error_by_chance"] = calibration_error_by_chance(stated)
    if len(set(right)) == 2:
        measures["confidence_auroc"] = auroc(stated, right)
    return measures


def _exactness(answers: Iterable[Answer], texts: Mapping[str, str]) -> float:
    """Share of the citations that equal the slice of the evaluator's own text."""
    exact = [
        citation.text == texts.get(citation.document.id, "")[citation.start : citation.end]
        for answer in answers
        for citation in (*answer.citations, *answer.items, *answer.related)
    ]
    return sum(exact) / len(exact) if exact else 1.0
