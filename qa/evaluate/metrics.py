"""Measures as pure functions; every share lies between 0 and 1.

Answers are compared as in the official SQuAD scripts (Rajpurkar et al. 2016, ``evaluate-v1.1.py``;
Rajpurkar, Jia and Liang 2018, ``evaluate-v2.0.py``), so that figures can be set beside published
ones. The rules are English and ASCII by design: curly quotes and dashes stay, and an article is
dropped wherever it stands as a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qa.answering.normalize import normalized
from qa.evaluate.curves import BINS, reliability, risk_coverage

__all__ = [
    "auroc",
    "best_threshold",
    "exact_match",
    "expected_calibration_error",
    "f1",
    "mean",
    "risk_coverage_area",
]


def exact_match(prediction: str, golds: Sequence[str]) -> float:
    """1.0 if the normalised prediction equals any normalised gold answer, else 0.0.

    Args:
        prediction: The answer given; "" when none was.
        golds: Right answers. When there are none (or all normalise to nothing, as the official
            script has it) the right answer is "".
    """
    return float(normalized(prediction) in _normalised_golds(golds))


def f1(prediction: str, golds: Sequence[str]) -> float:
    """Harmonic mean of token precision and recall against the gold answer that fits best.

    Tokens are the words of the normalised texts, counted with repetition. If the prediction or the
    gold answer has none, the score is 1.0 when neither has any and 0.0 otherwise (SQuAD 2.0).

    Args:
        prediction: The answer given; "" when none was.
        golds: Right answers, as for `exact_match`.
    """
    tokens = normalized(prediction).split()
    return max(_token_f1(tokens, gold.split()) for gold in _normalised_golds(golds))


def best_threshold(scored: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """The best mean that a threshold on the score can reach, and the lowest such threshold.

    Args:
        scored: For each question its score, minus infinity if there is nothing to answer with; what
            answering earns, and what declining earns.

    Returns:
        The mean, and the threshold: questions with at least that score are answered; infinity if
        declining all is best.

    Raises:
        ValueError: There are no questions.
    """
    if not scored:
        raise ValueError("no questions to find a threshold for")
    ranked = sorted(scored, key=lambda one: -one[0])
    total = sum(declining for _, _, declining in ranked)
    best, threshold = total, float("inf")
    for number, (score, answering, declining) in enumerate(ranked, 1):
        if score == float("-inf"):
            break  # declined at every threshold
        total += answering - declining
        # Questions of equal score are answered together.
        last_of_its_score = number == len(ranked) or ranked[number][0] != score
        if last_of_its_score and total >= best:
            best, threshold = total, score
    return best / len(ranked), threshold


def auroc(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Probability that a right answer has more confidence than a wrong one; ties count half.

    Raises:
        ValueError: All are right, or all are wrong.
    """
    if len(set(right)) != 2:
        raise ValueError("a ROC curve needs right and wrong answers")
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(right, confidences))


def expected_calibration_error(
    confidences: Sequence[float], right: Sequence[bool], bins: int = BINS
) -> float:
    """Mean distance of confidence and share of right answers, in the bins of `reliability`.

    Raises:
        ValueError: There are no answers.
    """
    found = reliability(confidences, right, bins)
    return sum(one.count * abs(one.stated - one.right) for one in found) / len(confidences)


def risk_coverage_area(certainty: Sequence[float], right: Sequence[bool]) -> float:
    """Mean risk over all coverages, see `risk_coverage` (Geifman and El-Yaniv 2017); 0 is best.

    Raises:
        ValueError: There are no answers.
    """
    _, risks = risk_coverage(certainty, right)
    return float(risks.mean())


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean.

    Raises:
        ValueError: There are no values; a share of nothing is left out, not made up.
    """
    if not values:
        raise ValueError("no questions to take a mean over")
    return sum(values) / len(values)


def _normalised_golds(golds: Sequence[str]) -> list[str]:
    """The distinct ways to be right, never empty."""
    return [text for text in dict.fromkeys(map(normalized, golds)) if text] or [""]


def _token_f1(prediction: list[str], gold: list[str]) -> float:
    """Token F1 of one pair; 2·shared / (both lengths), which equals 2PR / (P + R)."""
    if not prediction or not gold:
        return float(prediction == gold)
    shared = (Counter(prediction) & Counter(gold)).total()
    return 2 * shared / (len(prediction) + len(gold))
