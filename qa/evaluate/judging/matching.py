"""How well an answer agrees with the right ones: exact match and F1.

Answers are compared as in the official SQuAD scripts (Rajpurkar et al. 2016, ``evaluate-v1.1.py``;
Rajpurkar, Jia and Liang 2018, ``evaluate-v2.0.py``), so that figures can be set beside published
ones. The rules are English and ASCII by design: curly quotes and dashes stay, and an article is
dropped wherever it stands as a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qa.answering.normalize import normalized

__all__ = ["exact_match", "f1"]


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


def _normalised_golds(golds: Sequence[str]) -> list[str]:
    """The distinct ways to be right, never empty."""
    return [text for text in dict.fromkeys(map(normalized, golds)) if text] or [""]


def _token_f1(prediction: list[str], gold: list[str]) -> float:
    """Token F1 of one pair; 2·shared / (both lengths), which equals 2PR / (P + R)."""
    if not prediction or not gold:
        return float(prediction == gold)
    shared = (Counter(prediction) & Counter(gold)).total()
    return 2 * shared / (len(prediction) + len(gold))
