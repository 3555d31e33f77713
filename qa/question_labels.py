"""References to numbered parts in a question: ``What does clause 6.2 say?``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from index.text.label_keys import label_key

__all__ = [
    "PART_NUMBER",
    "asked_references",
    "asks_for_the_part",
    "document_span",
    "keys_by_reference",
    "label_keys",
    "reference_spans",
]

PART_NUMBER: Final = r"\d{1,3}(?:\.\d{1,3})*[a-z]?(?:\([a-z0-9]{1,4}\))*"
"""Pattern of a number as parts have it: 4, 6.2, 4(a)."""
_DOTTED: Final = r"\d{1,3}(?:\.\d{1,3})+[a-z]?(?:\([a-z0-9]{1,4}\))*"
_VERBS: Final = (
    r"(?:say|state|tell|ask|require|mean|provide|allow|cover|limit|oblige|forbid|demand|set|give"
    r"|apply|permit|exclude)(?:s|d|ed)?\b"
)
_REFERENCE: Final = re.compile(
    r"(?:(?P<word>sub-?clauses?|sub-?sections?|clauses?|cl|sections?|sec|articles?|art|"
    r"paragraphs?|paras?|points?|items?|rules?|schedules?|annex(?:es)?|annexe|appendix|"
    r"appendices|app|chapters?|parts?|tables?|figures?|fig|steps?|exhibits?|boxes|box|"
    r"questions?|recommendations?)(?:\.\s*|\s+)|(?P<sign>§§?)\s*)(?:no\.?\s*|number\s+)?"
    rf"(?P<first>{PART_NUMBER}|[ivxlc]+\b|[A-Z]\b)(?:\s*(?:and|or|,|&)\s*(?P<second>{PART_NUMBER}))?",
    re.IGNORECASE,
)
_BARE: Final = re.compile(
    rf"\b(?:does|do|did|under|according to|in|by|per|of|with|to|is)\s+(?P<first>{_DOTTED})"
    rf"(?=\s*(?:[?,;:]|$)|\s+(?:of|in|to|for|if|when|as)\b|\s+{_VERBS})",
    re.IGNORECASE,
)
"""A number with a dot that stands as a part does: "under 5.1", "what does 6.2 of the lease say"."""
_ANOTHER: Final = re.compile(
    r",\s*(?:(?:by|for|in|of|to|until|from) )?(?:what|when|who|whom|whose|which|where|why|how|is"
    r"|are|was|were|does|do|did|has|have|can|may|must|should|will)\b",
    re.IGNORECASE,
)
_PRONOUN: Final = re.compile(
    r"(?:i|a)\s+(?!(?:say|state|tell|ask|require|mean|provide|allow|cover|of|in|to|about|for|on|and|or)"
    r"(?:s|d|ed)?\b)\w",
    re.IGNORECASE,
)
"""What is no number: "the rules a tenant follows", "the items I bought"."""
_SUB: Final = re.compile(r"\([a-z0-9]{1,4}\)$")
_DOCUMENT: Final = re.compile(
    r"\s+(?:(?:of|in|from)\s+(?:the|our|my|your)\s+|of\s+(?=(?-i:[A-Z])))"
    r"(?P<name>(?!(?:sub-?)?(?:clause|section|paragraph|part|schedule|annex|appendix|chapter"
    r"|article)s?\b)\w[\w&\u2019'-]*(?:\s+\w[\w&\u2019'-]*){0,6}?)"
    rf"(?=\s+(?:{_VERBS}|(?:about|on|regarding|concerning|and|or|who|what|when|where|which|why|how"
    r"|is|are|was|were|does|do|did|can|may|must|should|will)\b)|\s*(?:[,;:?.!]|$))",
    re.IGNORECASE,
)
"""What a part belongs to: "of the lease", up to the verb or the end."""
_ABOUT: Final = re.compile(r"\b(?:about|regarding|concerning)\b", re.IGNORECASE)
_FILLER: Final = re.compile(
    r"\b(?:and|but|so|then|also|now|ok|what|which|does|do|is|are|was|were|did|say|says|state|states|stated|provide|read|show|"
    r"quote|give|open|go|to|recite|the|me|of|in|under|please|exactly|text|full|can|could|you|"
    r"tell|about|whole|wording|it|there|stands?|written|content|contents)\b",
    re.IGNORECASE,
)


def label_keys(question: str) -> tuple[str, ...]:
    """The labels that a question names, as they are looked up; the exact ones first.

    ``clause 4(a)`` is also looked up as ``4``, since ``(a)`` may be an item of it.
    """
    # What only looks like a reference does no harm among passages.
    keys = _keys_by_reference(question, _REFERENCE.finditer(question)).values()
    exact = [own[0] for own in keys]
    return tuple(dict.fromkeys([*exact, *(key for own in keys for key in own)]))


def keys_by_reference(question: str) -> dict[str, tuple[str, ...]]:
    """The keys of each part that a question names, by its name, in the question's order.

    >>> keys_by_reference("What do clauses 3 and 4(a) say?")
    {'clause 3': ('3',), 'clause 4(a)': ('4(a)', '4')}
    >>> keys_by_reference("Who pays under 5.1?")
    {'5.1': ('5.1',)}
    """
    return _keys_by_reference(question, _references(question))


def _references(question: str) -> list[re.Match[str]]:
    """The references of a question, without what only looks like one: "start 20 minutes late"."""
    return [
        match
        for match in _REFERENCE.finditer(question)
        if not question[: match.start()][-1:].isalnum()
        and _PRONOUN.match(question, match.start("first")) is None
    ]


def _keys_by_reference(
    question: str, references: Iterable[re.Match[str]]
) -> dict[str, tuple[str, ...]]:
    names = []
    for match in references:
        word = _singular(match["word"] or "") or "§"
        names += [f"{word} {number}" for number in (match["first"], match["second"]) if number]
    if not names:
        names = [match["first"] for match in _BARE.finditer(question)]
    keys = {name: label_key(name) for name in names}
    return {
        name: tuple(dict.fromkeys(filter(None, [key, _SUB.sub("", key)])))
        for name, key in keys.items()
        if key
    }


def reference_spans(question: str) -> list[tuple[int, int]]:
    """Where a question refers to numbered parts, in its order.

    >>> reference_spans("What does clause 9 say?")
    [(10, 18)]
    """
    spans = [match.span() for match in _references(question)]
    return spans or [match.span("first") for match in _BARE.finditer(question)]


def document_span(question: str) -> tuple[int, int] | None:
    """Where a question says which document its first numbered part is of; None where nowhere.

    >>> document_span("What does clause 9 of the lease say?")
    (26, 31)
    """
    spans = reference_spans(question)
    match = _DOCUMENT.match(question, spans[0][1]) if spans else None
    return None if match is None else match.span("name")


def asked_references(question: str) -> str:
    """A question up to the references that only say what is looked for: "about clause 3".

    >>> asked_references("What does clause 9 say about clause 3?")
    'What does clause 9 say '
    """
    spans = reference_spans(question)
    about = _ABOUT.search(question, spans[0][1]) if spans else None
    return question if about is None else question[: about.start()]


def asks_for_the_part(question: str) -> bool:
    """Whether a question asks what a numbered part says, and nothing about what is in it.

    What is left of it without the reference and without words of asking may name the document.
    "Under 5.1, who pays?" has a question of its own behind it.
    """
    match = next(iter(_references(question)), None) or _BARE.search(question)
    if match is None:
        return False
    start = match.start() if match.re is _REFERENCE else match.start("first")
    if _ANOTHER.search(question, match.end()):
        return False
    return not re.search(r"\w", _FILLER.sub(" ", question[:start]))


def _singular(word: str) -> str:
    word = word.casefold().rstrip(".")
    irregular = {"appendices": "appendix", "annexes": "annex", "boxes": "box"}
    return irregular.get(word, word.removesuffix("s"))
