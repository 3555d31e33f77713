"""Questions asked of each of several documents: "What is the notice period of each contract?".

A reader takes the best answer of all passages, which is one of one contract; that the others say
something else would not be seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from index.text.terms import COMMON, terms
from index.values import Document
from qa.titles import called

__all__ = ["AskedOfEach", "asked_of_each"]

_NUMBER: Final = r"(?:two|three|four|five|six)"
_OWNER: Final = r"(?:the|our|my|your|these|those)"
_PHRASE: Final = r"(?P<phrase>[\w’'-]+(?:\s+[\w’'-]+){0,2})"
_EACH: Final = re.compile(
    rf"\b(?:(?:each|every|both|either)(?: of)?(?: {_OWNER})?(?: {_NUMBER})?"
    rf"|(?:all )?{_OWNER} {_NUMBER}|all {_NUMBER}|all of {_OWNER})\s+{_PHRASE}",
    re.IGNORECASE,
)
_WHICH: Final = re.compile(
    rf"(?:and |but |so )?which (?:one )?(?:of {_OWNER} (?:{_NUMBER} )?)?{_PHRASE}\s+"
    r"(?:has|have|had|gives?|sets?|offers?|asks? for|requires?|provides? for)\s+(?:the |an? )?"
    r"(?:\w{2,}(?:er|est)|more|less|most|least)\s+(?P<what>[^?.]+?)[\s?.]*",
    re.IGNORECASE,
)
_MOST: Final = 6
"""Documents that a question is asked of one by one."""
_LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class AskedOfEach:
    """What is asked of each of some documents.

    Attributes:
        documents: Two to six.
        question: About one of them.
    """

    documents: tuple[Document, ...]
    question: str

    def name(self, document: Document) -> str:
        """What one of them is called, apart from the others."""
        alike = [each for each in self.documents if each.title == document.title]
        if len(alike) == 1 or not document.sources:
            return document.title
        return PurePath(document.sources[0]).name


def asked_of_each(
    question: str, documents_called: Callable[[Collection[str]], Sequence[Document]]
) -> AskedOfEach | None:
    """The documents of which something is asked one by one; None where that is not so.

    Args:
        question: As asked.
        documents_called: Documents that have any of some terms in title or file name.
    """
    which = _WHICH.fullmatch(question.strip())
    match = which or _EACH.search(question)
    if match is None:
        return None
    words = match["phrase"].split()
    for length in range(len(words), 0, -1):
        noun = terms(words[length - 1])
        if not noun or COMMON.issuperset(noun):
            continue
        others = {term for word in words[: length - 1] for term in terms(word)} - COMMON
        documents = _called(documents_called(noun), noun, others)
        if not _LEAST <= len(documents) <= _MOST:
            continue
        phrase = " ".join(words[:length])
        if which is not None:
            return AskedOfEach(documents, f"What is the {which['what']} of the {phrase}?")
        behind = question[match.start("phrase") + _end_of(match["phrase"], length) :]
        return AskedOfEach(documents, f"{question[: match.start()]}the {phrase}{behind}")
    return None


def _end_of(phrase: str, length: int) -> int:
    """Where the first words of a phrase end in it."""
    return [match.end() for match in re.finditer(r"\S+", phrase)][length - 1]


def _called(
    documents: Sequence[Document], noun: Collection[str], others: Collection[str]
) -> tuple[Document, ...]:
    """Those that are called so, by all words if two are, else by the noun."""
    names = {document.id: called(document.title, document.sources) for document in documents}
    by_noun = [document for document in documents if names[document.id].issuperset(noun)]
    by_all = [document for document in by_noun if names[document.id].issuperset(others)]
    return tuple(by_all if len(by_all) >= _LEAST else by_noun)
