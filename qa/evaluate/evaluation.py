"""The result of an evaluation, with the environment that its figures depend on."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from qa.evaluate.judging.question_result import Outcome
from qa.evaluate.measures.summary import Intervals, Metrics

__all__ = ["Evaluation", "environment_of"]

_PACKAGES = ("numpy", "faiss-cpu", "onnxruntime", "tantivy", "scikit-learn", "ir-measures")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The measures of one evaluation, with dataset and environment.

    Attributes:
        dataset: Name of the dataset.
        mode: ``passage`` (each question read in its own paragraph) or ``corpus``.
        questions: How many were asked.
        metrics: By name, as `summarise` lists them.
        environment: Day, machine, versions, and fingerprints of the models.
        intervals: 95 % bootstrap intervals over the questions, by name of the measure.
        outcomes: One for each question, in order; not part of the JSON.
    """

    dataset: str
    mode: str
    questions: int
    metrics: Metrics
    environment: dict[str, Any]
    intervals: Intervals = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = field(default=(), repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "dataset": self.dataset,
            "mode": self.mode,
            "questions": self.questions,
            "metrics": {
                name: {stage: dict(times) for stage, times in value.items()}
                if isinstance(value, dict)
                else value
                for name, value in self.metrics.items()
            },
            "intervals": {name: list(ends) for name, ends in self.intervals.items()},
            "environment": dict(self.environment),
        }


def environment_of(fingerprints: Mapping[str, str]) -> dict[str, Any]:
    """Day, machine and versions; a package that is not installed is left out.

    Args:
        fingerprints: Of the reader, the embedder and whatever else decides the answers.
    """
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cpu_count": os.cpu_count(),
        "packages": _versions(),
        "fingerprints": dict(fingerprints),
    }


def _versions() -> dict[str, str]:
    """Versions of the packages that figures depend on, without importing them."""
    versions = {}
    for name in _PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions
