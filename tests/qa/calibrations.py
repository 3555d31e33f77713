"""Calibrations that can be computed by hand: probabilities that are logistic in one score."""

from qa.answering.confidence import Calibration, Logistic, Thresholds
from qa.answering.evidence_choice import EvidenceSettings
from qa.answering.features import ANSWER_FEATURES, EVIDENCE_FEATURES

__all__ = ["ALONE", "calibration"]

ALONE = EvidenceSettings(0.0, 0.0, 0.0, 0.0)
"""Only the best sentence is chosen."""


def calibration(parts, *, bias=0.0, answer=0.5, evidence=1.01, weight=0.0, choice=ALONE):
    """The probability of an answer is the logistic function of its score, plus ``bias``.

    That of evidence is the logistic function of the reader's log-odds of the best sentence;
    ``answer`` and ``evidence`` are the thresholds, the latter out of reach if not given.
    """
    by_score = dict.fromkeys(ANSWER_FEATURES, 0.0) | {"score": 1.0}
    by_sentence = dict.fromkeys(EVIDENCE_FEATURES, 0.0) | {"best": 1.0}
    return Calibration(
        Logistic(by_score, bias),
        Logistic(by_sentence, 0.0),
        Thresholds(answer, evidence),
        weight,
        choice,
        0.0,
        parts,
    )
