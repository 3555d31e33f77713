"""Contracts, policies and other papers that a question names by a party or a word of their titles.

"How long is the notice of the Tarn contract?" is answered in the same words by any other contract,
and a clause seldom says whose it is. The paper names the party in its title, the name of its file
or its first lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from index.text.terms import COMMON, terms
from index.values import Document
from qa.answer import Citation
from qa.followups.words import FUNCTION_WORDS, word_set
from qa.titles import called

__all__ = ["MOST_NAMED", "NamedPaper", "named_paper"]

MOST_NAMED: Final = 6
"""Papers of one name that can be meant."""

_KINDS: Final = (
    "contract agreement lease tenancy licence",
    "invoice bill",
    "quotation quote offer bid tender",
    "policy",
)
"""Nouns for papers; those of a line can mean the same paper."""
_NOUNS: Final = "contract|agreement|lease|tenancy|licence|invoice|quotation|policy"
"""Those of them that are seldom verbs."""
_OWNER: Final = r"(?:the|our|my|your|their|this|that)"
_WORD: Final = r"[^\W_][\w&'’-]*"
_NAME: Final = r"(?-i:[A-Z0-9])[\w&'’-]*(?:\s+(?:(?:of|and|&)\s+)?(?-i:[A-Z0-9])[\w&'’-]*){0,4}"
_BEFORE: Final = re.compile(
    rf"(?:\b{_OWNER}\s+(?P<words>{_WORD}(?:\s+{_WORD}){{0,3}}?)|\b(?P<name>{_NAME}))"
    rf"\s+(?P<noun>{_NOUNS})\b",
    re.IGNORECASE,
)
_BEHIND: Final = re.compile(
    rf"\b(?P<noun>{_NOUNS})(?P<cut>\s+(?:with|of|from|for|by)\s+(?:{_OWNER}\s+)?"
    rf"(?P<name>{_NAME}))",
    re.IGNORECASE,
)
_NO_NAMES: Final = word_set(
    "new old current former previous present same whole signed written latest earlier original "
    "next last first second third existing annual supply service services"
)
"""Words before a noun that tell no paper from another one of its kind."""
_HEAD: Final = 600
"""Code points at the start of a paper among which it names its parties."""


@dataclass(frozen=True, slots=True)
class NamedPaper:
    """A paper that a question names.

    Attributes:
        name: Terms of its name.
        kinds: Terms of the nouns that such a paper can be called by.
        is_party: Whether the name is that of a party, and no other word of a title.
        rest: The question without the name.
    """

    name: frozenset[str]
    kinds: frozenset[str]
    is_party: bool
    rest: str

    def meant(self, documents: Iterable[Document]) -> list[Document]:
        """Those of some documents that can be the paper, in their order."""
        return [d for d in documents if self._is_of_kind(d) and self.name <= self._names(d)]

    def is_of_another(self, citation: Citation) -> bool:
        """Whether a place is in a paper of the kind, where nothing says that the name is meant."""
        document = citation.document
        held = self._names(document) | set(terms(citation.text))
        return self._is_of_kind(document) and not self.name <= held

    def _is_of_kind(self, document: Document) -> bool:
        names = called(document.title, document.sources)
        return not self.kinds.isdisjoint(names)

    def _names(self, document: Document) -> frozenset[str]:
        """The terms by which a paper is named; only parties in its first lines as well."""
        names = called(document.title, document.sources)
        return names | frozenset(terms(document.text[:_HEAD])) if self.is_party else names


def named_paper(question: str) -> NamedPaper | None:
    """The paper that a question names; None where it names none, or several.

    >>> named_paper("When does the Tarn contract end?").rest
    'When does the contract end?'
    """
    papers = [*_named_behind(question), *_named_before(question)]
    return papers[0] if len(papers) == 1 else None


def _named_behind(question: str) -> list[NamedPaper]:
    """Such as "the contract with Tarn Pottery"."""
    return [
        NamedPaper(
            name,
            _kinds(match["noun"]),
            True,
            question[: match.start("cut")] + question[match.end("cut") :],
        )
        for match in _BEHIND.finditer(question)
        if (name := frozenset(terms(match["name"])) - COMMON)
    ]


def _named_before(question: str) -> list[NamedPaper]:
    """Such as "the Tarn contract" and "the pottery contract"."""
    papers = []
    for match in _BEFORE.finditer(question):
        span = match.span("words" if match["words"] else "name")
        words: list[str] = []
        for word in reversed(question[slice(*span)].split()):
            if word.lower() in FUNCTION_WORDS:
                break
            words.insert(0, word)
        while words and words[0].lower() in _NO_NAMES:
            del words[0]
        said = " ".join(words)
        name = frozenset(terms(re.sub(r"['’]s?(?=\s|\Z)", "", said))) - COMMON
        start = span[1] - len(said)
        if not name or question[start : span[1]] != said or any(map(str.isdigit, name)):
            continue  # a year has rules of its own
        is_party = start > 0 and said[0].isupper()
        rest = question[:start] + question[match.start("noun") :]
        papers.append(NamedPaper(name, _kinds(match["noun"]), is_party, rest))
    return papers


def _kinds(noun: str) -> frozenset[str]:
    line = next(line for line in _KINDS if noun.lower() in line.split())
    return frozenset(terms(line))
