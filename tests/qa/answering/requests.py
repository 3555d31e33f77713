"""Requests as the steps of answering get them."""

from __future__ import annotations

from qa.answer import Searched
from qa.answering.request import Request

__all__ = ["request_of"]


def request_of(question, hits=(), least=None, documents=1, retrieve=None):
    """A question of some documents, for which these passages are retrieved."""
    return Request(
        *(question, None, least, Searched(documents)),
        is_calibrated=True,
        retrieve=retrieve or (lambda asked, allowed: hits),
    )
