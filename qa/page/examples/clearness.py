"""Whether a question is understood by who has not read the sentence that it was made from."""

from __future__ import annotations

import re
from collections import Counter

from index.text.terms import terms
from index.values import Document
from qa.page.examples.phrases import Phrased

__all__ = ["Clearness"]

_CHARACTERS = 200_000  # of a document that are looked at
_CAPITALISED = re.compile(r"(?<=[a-z,] )[A-Z][\w’'-]+")
_RELATIVE = re.compile(
    r"\b(?:last|next|first|second|third|same|other|new|only|previous|following|above|below|latter"
    r"|former|whole|rest|reason|change|result|problem|point|thing|way|idea|case|fact|question|answer"
    r"|aim|matter|number|part|kind|end)\b",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"[A-Z][A-Z0-9-]+")


class Clearness:
    """Knows the names of one document and what it is about."""

    def __init__(self, document: Document) -> None:
        text = document.text[:_CHARACTERS]
        self._names = frozenset(_CAPITALISED.findall(text))
        blocks = document.structure.blocks[:2_000]
        heads = (text[b.start : b.end] for b in blocks if b.kind == "heading")
        self._about = frozenset(terms(" ".join((document.title, *heads))))
        self._nouns = Counter(noun.lower() for noun in re.findall(r"\b[Tt]he ([a-z]+)\b", text))

    def cleared(self, phrased: Phrased) -> str | None:
        """The question, with a common noun written small; None where it is not clear."""
        question, about = phrased.question, phrased.about
        if about.startswith(("The ", "the ")):
            return question if self._is_known(about[4:]) else None
        first = about.split(" ", 1)[0]
        if about[:1].islower() or first != about or self._is_name(first):
            return question
        # A word that only begins a sentence is no name: "Backlog is the cost of ...".
        if not question.startswith(("What is ", "How ")):
            return None
        return question.replace(f" {about}", f" {about.lower()}", 1)

    def _is_name(self, word: str) -> bool:
        bare = word.removesuffix("'s").removesuffix("’s")
        return bare in self._names or _ACRONYM.fullmatch(bare) is not None

    def _is_known(self, noun: str) -> bool:
        """Whether "the ..." needs no sentence before it."""
        if _RELATIVE.search(noun):
            return False
        words = noun.split()
        is_about = bool(self._about & set(terms(noun)))
        return len(words) > 1 or is_about or self._nouns[words[0].lower()] > 1
