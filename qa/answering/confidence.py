"""Calibrated probabilities, and the thresholds at which an outcome is given.

Two logistic functions of a few features, fitted on questions with known answers and on questions
whose document was left out of the index: how probably the words of the best answer are right, and
how probably a person would mark the chosen sentences. A calibration belongs to the reader, the
embedder and the search settings that it was fitted for. With other parts the probabilities are the
reader's own and answers say ``calibrated = False``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from index.errors import InvalidValueError
from qa.answering.evidence_choice import EvidenceSettings
from qa.answering.features import (
    ANSWER_FEATURES,
    EVIDENCE_FEATURES,
    Examined,
    answer_features,
    evidence_features,
)
from qa.errors import CalibrationError

__all__ = [
    "UNCALIBRATED_THRESHOLD",
    "Calibration",
    "Logistic",
    "Probabilities",
    "Thresholds",
    "uncalibrated",
]

FORMAT = 6
UNCALIBRATED_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Probabilities:
    """Of the two outcomes that give something, 0 to 1; 0 where there is nothing to give.

    Attributes:
        answer: The words of the best answer are right.
        evidence: A person would mark the chosen sentences.
    """

    answer: float
    evidence: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Lowest probabilities at which an outcome is given.

    Attributes:
        answer: Of an answer.
        evidence: Of evidence.
    """

    answer: float
    evidence: float


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic function: bias and a weight for each feature."""

    weights: Mapping[str, float]
    bias: float

    def __call__(self, features: Mapping[str, float]) -> float:
        """A probability, 0 to 1."""
        z = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, z))))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted probabilities, thresholds and settings.

    Attributes:
        answer: From ``answer_features`` to the probability that the words are right.
        evidence: From ``evidence_features`` to the probability that the sentences would be marked.
        thresholds: Lowest probabilities at which an answer or evidence is given.
        retrieval_weight: See ``qa.answering.candidates.candidates``.
        choice: How evidence sentences are chosen.
        score_threshold: Lowest score at which an answer is given when the text is given too, as
            SQuAD has it: log-odds of the best span against no answer.
        fitted_for: Fingerprints of all that scores depend on: ``reader``, ``embedder``,
            ``search`` (how documents are cut, lexical engine and weights), ``fusion`` and
            ``read`` (passages read for a question).
    """

    answer: Logistic
    evidence: Logistic
    thresholds: Thresholds
    retrieval_weight: float
    choice: EvidenceSettings
    score_threshold: float
    fitted_for: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Read a calibration.

        Raises:
            CalibrationError: Not one, or of another format.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["format"] != FORMAT:
                raise CalibrationError(f"{path}: calibration format {data['format']}, not {FORMAT}")
            choice = {name: _finite(data["choice"][name]) for name in asdict(EvidenceSettings())}
            thresholds = data["thresholds"]
            return cls(
                _logistic(data["answer"], ANSWER_FEATURES),
                _logistic(data["evidence"], EVIDENCE_FEATURES),
                Thresholds(_finite(thresholds["answer"]), _finite(thresholds["evidence"])),
                _finite(data["retrieval_weight"]),
                EvidenceSettings(**choice),
                _finite(data["score_threshold"]),
                dict(data["fitted_for"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            if isinstance(error, CalibrationError):
                raise
            raise CalibrationError(f"{path}: not a calibration ({error})") from error

    def save(self, path: Path, notes: Mapping[str, object]) -> None:
        """Write the calibration with notes on how it was fitted."""
        data = {
            "format": FORMAT,
            **asdict(self),
            "notes": dict(notes),
        }
        path.write_text(json.dumps(data, indent=2, sort_keys=True) + "\n", encoding="utf-8")

    def fits(self, parts: Mapping[str, str]) -> bool:
        """Whether it was fitted for these fingerprints."""
        return dict(self.fitted_for) == dict(parts)

    def likened(self, search: str, other: str) -> Calibration:
        """The same for another search that was measured to rank alike, where this is of ``search``.

        Args:
            search: Fingerprint of the search that it may have been fitted for.
            other: Fingerprint of the one that ranks alike.
        """
        if self.fitted_for.get("search") != search:
            return self
        return replace(self, fitted_for={**self.fitted_for, "search": other})

    def probabilities(self, examined: Examined) -> Probabilities:
        """How probably the best candidate is right, and the chosen sentences would be marked."""
        return Probabilities(
            self.answer(answer_features(examined)) if examined.candidates else 0.0,
            self.evidence(evidence_features(examined)) if examined.evidence else 0.0,
        )


def uncalibrated(examined: Examined) -> Probabilities:
    """The reader's own: its softmax over spans, and the log-odds of the best sentence."""
    answer = examined.candidates[0].probability if examined.candidates else 0.0
    evidence = 0.0
    if examined.evidence:
        evidence = 1 / (1 + math.exp(max(-60.0, min(60.0, -examined.evidence[0].head))))
    return Probabilities(answer, evidence)


def _logistic(data: Mapping[str, Any], names: tuple[str, ...]) -> Logistic:
    weights = {name: _finite(data["weights"][name]) for name in names}
    return Logistic(weights, _finite(data["bias"]))


def _finite(value: object) -> float:
    number = float(value)  # type: ignore[arg-type]  # what is no number raises TypeError
    if not math.isfinite(number):
        raise InvalidValueError(f"{number} is not a finite number")
    return number
