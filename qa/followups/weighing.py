"""Weighs the signals of a question by a fitted model: the probability that it depends.

The model is a logistic regression. Its weights are plain numbers in ``qa/models/followups``;
``python -m training.followups DATA`` fits them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.errors import InvalidValueError, ModelError
from index.platform.files import sha256_of
from qa.followups.signals import SIGNALS

__all__ = ["FORMAT", "MANIFEST", "SHIPPED_WEIGHTS", "WEIGHTS", "DependenceModel", "shipped_model"]

FORMAT = 1
WEIGHTS = "weights.json"
MANIFEST = "manifest.json"
SHIPPED_WEIGHTS = Path(__file__).parents[1] / "models" / "followups"
"""Weights, manifest and model card."""


@dataclass(frozen=True, slots=True)
class DependenceModel:
    """A logistic regression over the signals.

    Attributes:
        intercept: Log-odds of a question without any signal.
        weights: Log-odds that each signal adds, by its name.
    """

    intercept: float
    weights: Mapping[str, float]

    def probability(self, signals: Mapping[str, float]) -> float:
        """Probability, 0 to 1, that a question with these signals depends on what was said."""
        odds = self.intercept + math.fsum(self.weights[name] * signals[name] for name in SIGNALS)
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))

    @classmethod
    def load(cls, folder: Path) -> DependenceModel:
        """Load weights, after their file has been compared with the hash of the manifest.

        Raises:
            ModelError: A file is missing, or is not the one that the manifest names.
        """
        again = "fetch the project anew"
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if manifest["format"] != FORMAT:
                raise InvalidValueError(f"format {manifest['format']}, not {FORMAT}")
            if sha256_of(folder / WEIGHTS) != manifest["files"][WEIGHTS]:
                raise InvalidValueError("SHA-256 differs from the manifest")
            data = json.loads((folder / WEIGHTS).read_text(encoding="utf-8"))
            weights = {str(name): float(value) for name, value in data["weights"].items()}
            if weights.keys() != set(SIGNALS):
                raise InvalidValueError("its signals are not those of this version")
            return cls(float(data["intercept"]), weights)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"{folder / WEIGHTS}: {error}; {again}") from error


@cache
def shipped_model() -> DependenceModel:
    """The shipped weights, read once.

    Raises:
        ModelError: See ``DependenceModel.load``.
    """
    return DependenceModel.load(SHIPPED_WEIGHTS)
