"""The texts and questions, the same for every system."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.peers.systems.base import Text
from qa.evaluate import Dataset, Question, paragraphs_of, sample
from training.paragraphs import read_all

__all__ = ["GROUPS", "WITHOUT", "Asked", "Plan", "answer_plan"]

GROUPS = ("check", "without", "bench", "unanswerable")
"""Questions of ``check``; the same ones asked of an index without their articles; answerable and
unanswerable ones of ``bench``."""
WITHOUT = "without"
_CHECK, _BENCH = 1, 2
"""Places in `training.paragraphs.FILES`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question.

    Attributes:
        group: One of `GROUPS`.
        text: As asked.
        golds: Right answers; empty for unanswerable questions.
        gold_document: Id of the paragraph that it was written for.
    """

    group: str
    text: str
    golds: tuple[str, ...]
    gold_document: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All texts and questions.

    Attributes:
        texts: All documents.
        without: Ids of the documents of all ``check`` articles, left out of the second index.
        questions: Group by group.
    """

    texts: tuple[Text, ...]
    without: frozenset[str]
    questions: tuple[Asked, ...]

    def of(self, group: str) -> list[int]:
        """Return the indices of a group's questions."""
        return [number for number, one in enumerate(self.questions) if one.group == group]

    def indexed(self, group: str) -> list[Text]:
        """Return the documents that a group is asked of."""
        held = self.without if group == WITHOUT else frozenset()
        return [one for one in self.texts if one.id not in held]

    @property
    def digest(self) -> str:
        """A hash of all texts and questions."""
        facts: list[Any] = [one.id for one in self.texts]
        facts += [asdict(one) for one in self.questions] + sorted(self.without)
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def answer_plan(data: Path, questions: int, seed: int, documents: int | None = None) -> Plan:
    """Return the 3,641 paragraphs and ``questions`` questions of each group.

    Args:
        data: Folder described in ``docs/evaluation.md``.
        questions: Number of questions of each group.
        seed: Draws them.
        documents: For trials, use only this many paragraphs, those of the questions first.
    """
    datasets = read_all(data)
    check, bench = datasets[_CHECK], datasets[_BENCH]
    asked = [
        *_asked("check", check, questions, seed),
        *_asked("without", check, questions, seed),
        *_asked("bench", _only(bench, answerable=True), questions, seed),
        *_asked("unanswerable", _only(bench, answerable=False), questions, seed),
    ]
    texts = [
        Text(one.id, one.title.replace("_", " "), one.text)
        for one in paragraphs_of(datasets[0], datasets[1:])
    ]
    if documents is not None:
        needed = {one.gold_document for one in asked}
        texts = sorted(texts, key=lambda one: one.id not in needed)[:documents]
    own = frozenset(one.id for one in check.paragraphs)
    return Plan(tuple(texts), own, tuple(asked))


def _only(dataset: Dataset, *, answerable: bool) -> Dataset:
    chosen = tuple(one for one in dataset.questions if one.answerable == answerable)
    return replace(dataset, questions=chosen)


def _asked(group: str, dataset: Dataset, number: int, seed: int) -> Sequence[Asked]:
    drawn: tuple[Question, ...] = sample(dataset, number, seed).questions
    return [
        Asked(group, one.text, one.gold_texts, dataset.paragraphs[one.paragraph].id)
        for one in drawn
    ]
