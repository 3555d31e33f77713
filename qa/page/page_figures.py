"""Counts what the page does, for programs that watch it: questions, times, calls, errors.

No figure names a file, a person or a text.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

__all__ = ["OUTCOMES", "Figures"]

OUTCOMES = ("answer", "evidence", "none", "help", "error", "refused", "abandoned")
"""The kinds of an answer; asked in vain; no room to wait; left by who asked."""
STAGES = ("wait", "retrieve", "read", "total")
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_log = logging.getLogger("citespan.questions")


class Figures:
    """Counters and histograms of one page.

    Attributes:
        registry: Holds them, for whoever writes them down.
    """

    def __init__(self) -> None:
        # A time of creation beside each figure tells nothing here.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._questions = Counter(
            "citespan_questions", "Questions, by who asked and by outcome.",
            ("asker", "outcome"), registry=self.registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "citespan_question_seconds",
            "Time of questions by stage; total is without waiting for a turn.",
            ("stage",), registry=self.registry, buckets=SECONDS,
        )  # fmt: skip
        self._calls = Counter(
            "citespan_calls", "Calls of programs, by endpoint and by outcome.",
            ("call", "outcome"), registry=self.registry,
        )  # fmt: skip
        self._errors = Counter(
            "citespan_errors", "Errors in the program's log, by part.",
            ("part",), registry=self.registry,
        )  # fmt: skip
        for asker in ("page", "program"):
            for outcome in OUTCOMES:
                self._questions.labels(asker, outcome)
        for stage in STAGES:
            self._seconds.labels(stage)
        for part in ("index", "qa", "other"):
            self._errors.labels(part)

    def given(
        self, asker: str, kind: str, milliseconds: Mapping[str, float], waited: float
    ) -> None:
        """Count and log an answer.

        Args:
            asker: "page" or "program".
            kind: Of the answer.
            milliseconds: Times of its stages.
            waited: Seconds until it was its turn.
        """
        self._questions.labels(asker, kind).inc()
        seconds = {stage: ms / 1000 for stage, ms in milliseconds.items() if stage in STAGES}
        for stage, value in {"wait": waited, **seconds}.items():
            self._seconds.labels(stage).observe(value)
        times = {stage: round(ms, 1) for stage, ms in milliseconds.items()}
        times["wait"] = round(waited * 1000, 1)
        _tell(asker, kind, {"milliseconds": times})

    def unanswered(self, asker: str, outcome: str) -> None:
        """Count and log a question without an answer, see ``OUTCOMES``."""
        self._questions.labels(asker, outcome).inc()
        _tell(asker, outcome, {})

    def called(self, call: str, outcome: str) -> None:
        """Count a call of a program: "done", "refused" or "abandoned"."""
        self._calls.labels(call, outcome).inc()

    def erred(self, part: str) -> None:
        """Count an error of "index", "qa" or "other" parts."""
        self._errors.labels(part).inc()


def _tell(asker: str, outcome: str, more: Mapping[str, object]) -> None:
    fields = {"event": "question", "asker": asker, "outcome": outcome, **more}
    _log.info("a question", extra={"fields": fields})
