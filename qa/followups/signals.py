"""Plain signals of whether a question depends on the turns before it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from qa.followups.dependence import Dependence, dependence_of, unmarked, unresolved
from qa.followups.words import (
    ARTICLES,
    AUXILIARIES,
    DEMONSTRATIVES,
    PERSONAL,
    POSSESSIVE,
    PREPOSITIONS,
    QUESTION_WORDS,
    content,
    names,
    word_set,
    words,
)

__all__ = ["SIGNALS", "signals"]

_OTHER = word_set("else other another more further also too again same such")
_ORDER = word_set("first second third last next previous former latter")
_EXPLAINING = word_set("of for in on at that who which when with by from to about")


def signals(question: str, said: Sequence[str]) -> dict[str, float]:
    """The signals of a question by name.

    Args:
        question: As typed.
        said: What was said before, oldest first: questions, answers and the text around them.
    """
    rest, marked = unmarked(question)
    listed = words(rest)
    lows = [word.lower for word in listed]
    terms = set(content(rest))
    before = [set(content(text)) for text in said]
    known = set().union(*before) if before else set()
    last = set().union(*before[-3:]) if before else set()
    kind = dependence_of(question, frozenset(last))
    named = names(rest)
    the = _unexplained(lows)
    figures = sum(any(char.isdigit() for char in word.text) for word in listed)
    pronouns = PERSONAL | POSSESSIVE | DEMONSTRATIVES
    values = {f"kind {each.name.lower()}": float(kind is each) for each in Dependence}
    values |= {
        "marked": float(marked),
        "open pronoun": float(unresolved(rest) is not None),
        "any pronoun": float(any(low in pronouns for low in lows)),
        "one": float(any(low in ("one", "ones") for low in lows)),
        "there at end": float(bool(lows) and lows[-1] == "there"),
        "no noun counted": float(_counts_nothing(lows)),
        "other": float(any(low in _OTHER for low in lows)),
        "order": float(any(low in _ORDER for low in lows)),
        "words": math.log1p(len(lows)),
        "terms": math.log1p(len(terms)),
        "few terms": float(len(terms) <= 2),
        "names": math.log1p(len(named)),
        "new names": float(any(not set(content(rest[a:b])) <= known for a, b in named)),
        "figures": float(figures > 0),
        "definite": math.log1p(the),
        "definite and nothing named": float(the > 0 and not named and not figures),
        "indefinite": float(any(low in ("a", "an") for low in lows)),
        "nothing named": float(not named and not figures),
        "said before": len(terms & known) / len(terms) if terms else 1.0,
        "said last": len(terms & last) / len(terms) if terms else 1.0,
        "new terms": math.log1p(len(terms - known)),
        "no verb": float(not any(low in AUXILIARIES for low in lows)),
        "asks": float(any(low in QUESTION_WORDS for low in lows[:2])),
        "yes or no": float(bool(lows) and lows[0] in AUXILIARIES),
        "ends in preposition": float(bool(lows) and lows[-1] in PREPOSITIONS),
    }
    return values


def _unexplained(lows: Sequence[str]) -> int:
    """How many "the ..." stand without "of", "for" or a clause that explains them."""
    count = 0
    for number, low in enumerate(lows):
        if low in ARTICLES and low == "the":
            count += not _EXPLAINING & set(lows[number + 1 : number + 5])
    return count


def _counts_nothing(lows: Sequence[str]) -> bool:
    """Whether "how many" or "which" stands without a noun: "How many were positive?"."""
    return any(
        low in ("many", "which", "whose") and after in AUXILIARIES
        for low, after in pairwise(lows[:4])
    )


SIGNALS = tuple(signals("", ()))
"""Names of all signals, in the order of a model's weights."""
