"""Decisions that minutes tell in a sentence, without a label: "It was agreed to stay with them"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from index.text.sentences import sentence_spans
from index.text.terms import terms
from index.values import Document, Span
from qa.titles import called

__all__ = ["decided_sentences"]

_MINUTES: Final = frozenset(terms("minutes meeting"))
_HEAD: Final = 400
"""Code points at the start of a document among which it says whose minutes it has."""
_LONGEST: Final = 200_000
"""Code points of a text up to which its sentences are looked at."""
_VERB: Final = r"(?:\w+ly )?(?:decided|agreed|resolved)(?: \w+ly)? (?:to|that)\b"
_IMPERSONAL: Final = re.compile(
    rf"\b(?:it (?:was|has been)|we(?: have)?)(?: also| then)? {_VERB}", re.IGNORECASE
)
_BODY: Final = re.compile(rf"\bthe (?P<body>\w+(?: \w+){{0,2}}?)(?: has)? {_VERB}", re.IGNORECASE)


def decided_sentences(document: Document) -> Iterator[Span]:
    """The sentences of minutes that tell of a decision, in order; none of another document.

    Somebody has to decide whose minutes they are, or nobody in particular: what a guest agreed to
    do is no decision.
    """
    own = called(document.title, document.sources)
    head = terms(document.text[:_HEAD])
    if len(document.text) > _LONGEST or _MINUTES.isdisjoint({*own, *head}):
        return
    for span in sentence_spans(document.text, document.structure.blocks):
        sentence = document.text[span.start : span.end]
        body = _BODY.search(sentence)
        is_theirs = body is not None and set(terms(body["body"])) <= {*own, *_MINUTES}
        if is_theirs or _IMPERSONAL.search(sentence):
            yield span
