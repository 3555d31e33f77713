"""Sentences that limit the one before them: "Kitchen staff may not.", "This does not apply to ...".

A rule and its exception are two sentences, and a quotation of the rule alone says the contrary to
those who are excepted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from index.structure import Block
from index.text.sentences import sentence_spans
from index.values import Document
from qa.answer import Citation
from qa.answering.measured_values import values_in
from qa.answering.question_words import content_terms

__all__ = ["with_limits"]

_MODAL: Final = r"(?:may|can|must|do|does|is|are|was|were|will|shall|should|need|have|has)"
_NEGATED: Final = rf"(?:\b{_MODAL}\s+not|\bcannot|\b{_MODAL}n['’]t)"
_ELLIPTIC: Final = re.compile(
    rf"{_NEGATED}(?:\s+(?:so|be allowed|allowed|permitted))?[\s.!;:)*_]*\Z"
    rf"|\A[\s*_(]*(?:this|that|these|those|it)\s+{_NEGATED}\s+(?:apply|extend|hold)\b",
    re.IGNORECASE,
)
"""What denies of others what was said before, and says nothing alone."""
_DENIES: Final = re.compile(
    rf"{_NEGATED}\s+(?:apply|extend)\b|\b(?:is|are)\s+(?:exempt|excepted|excluded)\b",
    re.IGNORECASE,
)
_ADDS: Final = re.compile(
    r"[\s*_(]*(?:except\b|unless\b|with the exception\b|not (?:for|on|in|at|to|if|during)\b"
    r"|(?:the|an|one) exceptions?\b|exceptions?\s*:|(?:this|that) (?:is|holds|applies) only\b)",
    re.IGNORECASE,
)
"""How a part begins that goes on with the sentence before."""
_CONTRASTS: Final = re.compile(
    r"[\s*_(]*(?:however|but|only|nevertheless|no\s+(?P<noun>\w+)|by exception"
    r"|in (?:no|exceptional) cases?)\b",
    re.IGNORECASE,
)
"""How a sentence begins that limits another one, if both are about one thing."""
_VARIES: Final = re.compile(
    r"[\s*_(]*(?:on|at|in|for|during|after|before|outside)\b[^.;:]{2,50}?,?"
    r" (?:it|this|they|these)\b",
    re.IGNORECASE,
)
"""How a sentence begins that says of some times or places what differs there."""
_TELLING: Final = ("money", "share", "clock", "time")
"""Kinds of values that are compared: another date or number need not limit one."""
_OF_SENTENCES: Final = ("paragraph", "item", "note")
"""Blocks of several sentences."""
_MOST: Final = 2
"""Sentences that limit one."""
_LONGEST: Final = 400
"""Code points of a sentence that limits another one."""


def with_limits(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Citations with the sentences behind them, in the same paragraph, that limit what they say.

    One that begins by denying what was said before gets the sentence before it.
    """
    return tuple(
        replace(c, start=_start_with_limited(c, citations), end=_end_with_limits(c, citations))
        for c in citations
    )


def _end_with_limits(citation: Citation, others: Sequence[Citation]) -> int:
    """Where a citation ends with what limits it, unless that is cited by itself."""
    text, end = citation.document.text, citation.end
    block = _paragraph_at(citation.document, end - 1)
    if block is None:
        return end
    behind = text[end : min(block.end, end + _MOST * (_LONGEST + 2))]
    for span in sentence_spans(behind)[:_MOST]:
        start = citation.end + span.start
        sentence = text[start : citation.end + span.end]
        if len(span) > _LONGEST or _is_cited(citation.document, start, others):
            break
        if not _limits(sentence, text[citation.start : end]):
            break
        end = citation.end + span.end
    return end


def _start_with_limited(citation: Citation, others: Sequence[Citation]) -> int:
    """Where a citation begins with what its first sentence denies, unless that is cited too."""
    text, start = citation.document.text, citation.start
    block = _paragraph_at(citation.document, start)
    if block is None:
        return start
    spans = sentence_spans(text[start : min(block.end, start + _LONGEST)])
    first = "" if not spans else text[start : start + spans[0].end]
    if len(first) == _LONGEST or not _is_elliptic(first):
        return start
    before = sentence_spans(text[block.start : start])[-1:]
    at = block.start + before[0].start if before else start
    return start if _is_cited(citation.document, at, others) else at


def _paragraph_at(document: Document, offset: int) -> Block | None:
    """The paragraph, item or note that holds an offset; None where it is in something else."""
    block = document.structure.block_at(offset)
    return block if block is not None and block.kind in _OF_SENTENCES else None


def _is_cited(document: Document, start: int, citations: Sequence[Citation]) -> bool:
    """Whether one of some citations holds an offset of a document."""
    return any(c.document.id == document.id and c.start <= start < c.end for c in citations)


def _limits(sentence: str, said: str) -> bool:
    """Whether a sentence limits what the one before it says."""
    if _is_elliptic(sentence) or _DENIES.search(sentence):
        return True
    if _VARIES.match(sentence) and _kinds_of_values(sentence) & _kinds_of_values(said):
        return True
    contrast = _CONTRASTS.match(sentence)
    about = "" if contrast is None else contrast["noun"] or sentence
    return not content_terms(about).isdisjoint(content_terms(said))


def _kinds_of_values(text: str) -> set[str]:
    return {value.kind for value in values_in(text)}.intersection(_TELLING)


def _is_elliptic(sentence: str) -> bool:
    """Whether a sentence limits the one before it, and says nothing without it."""
    return _ELLIPTIC.search(sentence) is not None or _ADDS.match(sentence) is not None
