"""Checks what came from a browser, which can send anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qa.errors import NotShownError, RequestError

__all__ = ["checked", "number_in"]


def number_in(event: Mapping[str, Any], name: str) -> int:
    """A number of an event.

    Raises:
        NotShownError: There is none of that name, as no button would have it.
    """
    value = event.get(name)
    if type(value) is not int:
        raise NotShownError(name)
    return value


def checked(question: str) -> str:
    """``question``, which JSON can fill with half characters that are no text.

    Raises:
        RequestError: It has some.
    """
    try:
        question.encode("utf-8")
    except UnicodeEncodeError:
        raise RequestError("the question holds characters that are not text") from None
    return question
