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
    before = [set(content(text)) for text in said]
    last = set().union(*before[-3:])
    kind = dependence_of(question, frozenset(last))
    values = {f"kind {each.name.lower()}": float(kind is each) for each in Dependence}
    values["marked"] = float(marked)
    values["open pronoun"] = float(unresolved(rest) is not None)
    values |= _of_words([word.lower for word in words(rest)])
    values |= _of_names(rest, set().union(*before))
    return values | _of_terms(set(content(rest)), set().union(*before), last)


def _of_words(lows: Sequence[str]) -> dict[str, float]:
    """Signals of the closed classes of words."""
    pronouns = PERSONAL | POSSESSIVE | DEMONSTRATIVES
    last = lows[-1] if lows else ""
    return {
        "words": math.log1p(len(lows)),
        "any pronoun": float(any(low in pronouns for low in lows)),
        "one": float(any(low in ("one", "ones") for low in lows)),
        "there at end": float(last == "there"),
        "no noun counted": float(_counts_nothing(lows)),
        "other": float(any(low in _OTHER for low in lows)),
        "order": float(any(low in _ORDER for low in lows)),
        "definite": math.log1p(_unexplained(lows)),
        "indefinite": float(any(low in ("a", "an") for low in lows)),
        "no verb": float(not any(low in AUXILIARIES for low in lows)),
        "asks": float(any(low in QUESTION_WORDS for low in lows[:2])),
        "yes or no": float(bool(lows) and lows[0] in AUXILIARIES),
        "ends in preposition": float(last in PREPOSITIONS),
    }


def _of_names(rest: str, known: set[str]) -> dict[str, float]:
    """Signals of names and figures: what a question names, it need not take from before."""
    listed = words(rest)
    named = names(rest)
    figures = any(char.isdigit() for word in listed for char in word.text)
    nothing = not named and not figures
    the = _unexplained([word.lower for word in listed])
    return {
        "names": math.log1p(len(named)),
        "new names": float(any(not set(content(rest[a:b])) <= known for a, b in named)),
        "figures": float(figures),
        "nothing named": float(nothing),
        "definite and nothing named": float(the > 0 and nothing),
    }


def _of_terms(terms: set[str], known: set[str], last: set[str]) -> dict[str, float]:
    """Signals of what the question shares with what was said."""
    return {
        "terms": math.log1p(len(terms)),
        "few terms": float(len(terms) <= 2),
        "said before": len(terms & known) / len(terms) if terms else 1.0,
        "said last": len(terms & last) / len(terms) if terms else 1.0,
        "new terms": math.log1p(len(terms - known)),
    }


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
