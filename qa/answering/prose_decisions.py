"""Decisions that minutes tell in a sentence, without a label: "It was agreed to stay with them"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from index.text.sentences import sentence_spans
from index.text.terms import terms
from index.values import Document, Span
from qa.document_date import date_of
from qa.titles import called, head_terms

__all__ = ["decided_sentences"]

_MINUTES: Final = frozenset(terms("minutes meeting"))
_LONGEST: Final = 200_000
"""Code points of a text up to which its sentences are looked at."""
_ASIDE: Final = r"(?:,(?: [^\s,.;]+){1,8},)?"
"""How it was voted: "agreed, by three votes to one, to order them"."""
_VERB: Final = rf"(?:\w+ly )?(?:decided|agreed|resolved)(?: \w+ly)?{_ASIDE} (?:to|that)\b"
_RULED: Final = (
    r"(?:\w+ly )?(?:rejected|approved|adopted|accepted|endorsed|refused|postponed|deferred"
    r"|turned down|put off) (?:the|this|that|all|both|a|an|his|her|their|its)\b"
)
_CHARGED: Final = (
    r"(?:asked|instructed|requested|authori[sz]ed|commissioned|appointed) "
    r"(?!(?:to|whether|if|how|what|who|when|why|where|which|about)\b)[^,.;:]{2,60}? to (?!be\b)"
)
"""What only a body does whose minutes they are: it gives somebody a task."""
_IMPERSONAL: Final = re.compile(
    rf"\b(?:it (?:was|has been)|we(?: have)?)(?: also| then)? {_VERB}", re.IGNORECASE
)
_BODY: Final = re.compile(
    rf"\bthe (?P<body>\w+(?: \w+){{0,2}}?)(?: has)?(?: also| then)?"
    rf" (?:{_VERB}|{_RULED}|{_CHARGED})",
    re.IGNORECASE,
)
_EARLIER: Final = re.compile(
    r"\b(?:(?:last|previous) (?:year|month|week|spring|summer|autumn|winter|quarter|meeting|session"
    r"|time)|(?:the )?(?:year|month|meeting) before|earlier|previously|(?:year|month|week)s? ago"
    r"|in the past)\b",
    re.IGNORECASE,
)
"""When something was decided that these minutes only mention."""
_YEAR: Final = re.compile(r"\b(?:in|since) (?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)


def decided_sentences(document: Document) -> Iterator[Span]:
    """The sentences of minutes that tell of a decision, in order; none of another document.

    Somebody has to decide whose minutes they are, or nobody in particular: what a guest agreed to
    do is no decision.
    """
    own = called(document.title, document.sources)
    head = head_terms(document)
    if len(document.text) > _LONGEST or _MINUTES.isdisjoint({*own, *head}):
        return
    for span in sentence_spans(document.text, document.structure.blocks):
        sentence = document.text[span.start : span.end]
        body = _BODY.search(sentence)
        is_theirs = body is not None and set(terms(body["body"])) <= {*own, *_MINUTES}
        told = body if is_theirs else _IMPERSONAL.search(sentence)
        if told is not None and not _is_of_an_earlier_time(document, sentence[: told.end()]):
            yield span


def _is_of_an_earlier_time(document: Document, said: str) -> bool:
    """Whether a sentence says, up to its verb, that something was decided at an earlier time."""
    date = date_of(document)
    years = [int(match["year"]) for match in _YEAR.finditer(said)]
    is_past = date is not None and any(year < date.year for year in years)
    return is_past or _EARLIER.search(said) is not None
