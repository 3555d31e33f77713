"""Calibrated probabilities of answers, and the threshold at which an answer is given.

A logistic function of a few features, fitted on questions with known answers and on questions
whose article was left out of the index. A calibration belongs to the reader, the embedder and the
search settings that it was fitted for. With other parts the probability is the reader's own softmax
and answers say ``calibrated = False``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import InvalidValueError
from qa.answering.candidates import Candidate, runner_up
from qa.errors import CalibrationError
from qa.retriever import Hit

__all__ = ["FEATURES", "UNCALIBRATED_THRESHOLD", "Calibration", "features"]

FORMAT = 3
FEATURES = ("score", "margin", "cosine")
UNCALIBRATED_THRESHOLD = 0.5
_MOST_MARGIN = 8.0
_NO_RIVALS = -4.0


def features(candidates: Sequence[Candidate], hits: Sequence[Hit]) -> dict[str, float]:
    """The features that the probability is computed from.

    Nothing here is relative to the other passages that were found: in a folder of one document
    some passage is always the best by far, whether it answers or not.

    ``score``: log-odds of the best answer against none, within 20. ``margin``: log of its
    probability over that of the next distinct answer, at most 8, times a share that falls from 1
    to 0 around a score of -4: that one wrong answer beats another says nothing. ``cosine``: the
    highest of any passage with the question.
    """
    best = candidates[0]
    margin = _MOST_MARGIN
    second = runner_up(candidates)
    if second is not None and second.probability > 0:
        margin = min(_MOST_MARGIN, math.log(best.probability / second.probability))
    score = max(-20.0, min(20.0, best.score))
    return {
        "score": score,
        "margin": margin / (1 + math.exp((_NO_RIVALS - score) / 2)),
        "cosine": max(hit.dense for hit in hits),
    }


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted logistic function.

    Attributes:
        weights: By feature name.
        bias: Added to the weighted sum.
        min_confidence: Lowest probability at which an answer is given.
        retrieval_weight: See ``qa.answering.candidates.candidates``.
        score_threshold: Lowest score at which an answer is given when the text is given too, as
            SQuAD has it: log-odds of the best span against no answer.
        fitted_for: Fingerprints of all that scores depend on: ``reader``, ``embedder``,
            ``search`` (how documents are cut, lexical engine and weights), ``fusion`` and
            ``read`` (passages read for a question).
    """

    weights: Mapping[str, float]
    bias: float
    min_confidence: float
    retrieval_weight: float
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
            weights = {name: _finite(data["weights"][name]) for name in FEATURES}
            return cls(
                weights,
                _finite(data["bias"]),
                _finite(data["min_confidence"]),
                _finite(data["retrieval_weight"]),
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
            "weights": dict(self.weights),
            "bias": self.bias,
            "min_confidence": self.min_confidence,
            "retrieval_weight": self.retrieval_weight,
            "score_threshold": self.score_threshold,
            "fitted_for": dict(self.fitted_for),
            "notes": dict(notes),
        }
        path.write_text(json.dumps(data, indent=2, sort_keys=True) + "\n", encoding="utf-8")

    def fits(self, parts: Mapping[str, str]) -> bool:
        """Whether it was fitted for these fingerprints."""
        return dict(self.fitted_for) == dict(parts)

    def probability(self, candidates: Sequence[Candidate], hits: Sequence[Hit]) -> float:
        """Probability, 0 to 1, that the best candidate is right."""
        values = features(candidates, hits)
        z = self.bias + sum(self.weights[name] * values[name] for name in FEATURES)
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, z))))


def _finite(value: object) -> float:
    number = float(value)  # type: ignore[arg-type]  # what is no number raises TypeError
    if not math.isfinite(number):
        raise InvalidValueError(f"{number} is not a finite number")
    return number
