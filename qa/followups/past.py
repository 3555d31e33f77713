"""What an answer tells of the turn it belongs to."""

from __future__ import annotations

from qa.answer import Answer
from qa.followups.complete import PastTurn

__all__ = ["past_turn"]

NEARBY = 500  # code points on both sides of a citation that show what the turn spoke of


def past_turn(answer: Answer) -> PastTurn:
    """An answered question as a turn that later ones are completed from."""
    nearby = ""
    for citation in (answer.citations or answer.related)[:1]:
        begin = max(0, citation.start - NEARBY)
        nearby = citation.document.text[begin : citation.end + NEARBY]
    return PastTurn(answer.asked_as, answer.asked_as != answer.question, answer.text, nearby)
