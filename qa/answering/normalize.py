"""Normalises answers, so that two wordings of one answer are equal."""

from __future__ import annotations

import re
import string

__all__ = ["normalized"]

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_WITHOUT_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalized(text: str) -> str:
    """Lower case, without ASCII punctuation, English articles and surplus white space.

    SQuAD's official normalisation (evaluation script of Rajpurkar et al., 2016), in its order:
    punctuation is deleted, not replaced by a space, before articles are looked for.

    >>> normalized("The  well-known 'Khan'")
    'wellknown khan'
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_WITHOUT_PUNCTUATION)).split())
