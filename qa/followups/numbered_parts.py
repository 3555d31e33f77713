"""Follow-ups on numbered parts: "And clause 2.2?" after "What does clause 9 of the lease say?"."""

from __future__ import annotations

import re
from typing import Final

from qa.followups.dependence import Dependence, dependence_of
from qa.followups.rewrite import without_topic
from qa.question_labels import PART_NUMBER, asks_for_the_part, document_span, reference_spans

__all__ = ["names_part_and_document", "of_another_part"]

_END: Final = re.compile(r"[\s?!.\u2026,]+$")
_ABOUT_IT: Final = re.compile(
    r"\b(?:about|on|for|of) (?:it|this|that|these|those|them)\W*\Z", re.IGNORECASE
)
_NUMBER: Final = re.compile(PART_NUMBER, re.IGNORECASE)


def names_part_and_document(question: str) -> bool:
    """Whether a question is whole in itself: it names a numbered part and the document it is of.

    >>> names_part_and_document("What does clause 9 of the lease say?")
    True
    >>> names_part_and_document("And clause 9 of the lease?")
    False
    """
    if document_span(question) is None or _ABOUT_IT.search(question):
        return False
    return dependence_of(question, frozenset()) in (Dependence.NOT, Dependence.DEFINITE)


def of_another_part(part: str, question: str) -> str | None:
    """An earlier question for a numbered part, asked of another one; None where it fits not.

    Args:
        part: "clause 2.2", "2.2", "clause 2 of the contract"; or a question for a part that does
            not say of which document ("What does clause 2.2 say?").
        question: The earlier one.
    """
    main = without_topic(question)[0]
    part = _END.sub("", part)
    document, own = document_span(main), document_span(part)
    spans, new = reference_spans(main), reference_spans(part)
    if asks_for_the_part(main) and len(spans) == 1:
        start, end = spans[0]
        if _NUMBER.fullmatch(part):
            number = _NUMBER.search(main, start, end)
            return None if number is None else _put(main, number.span(), part)
        if len(new) == 1 and new[0][0] == 0 and new[0][1] == len(part):
            return _put(main, (start, end), part)
        if len(new) == 1 and new[0][0] == 0 and own is not None and own[1] == len(part):
            return _put(main, (start, end if document is None else document[1]), part)
    if document is None or own is not None or len(new) != 1 or not asks_for_the_part(part):
        return None
    if new[0] == (0, len(part)):
        return None  # no question of its own
    of_document = main[spans[0][1] : document[1]]
    return f"{part[: new[0][1]]}{of_document}{part[new[0][1] :]}?"


def _put(main: str, span: tuple[int, int], part: str) -> str:
    return f"{main[: span[0]]}{part}{main[span[1] :]}"
