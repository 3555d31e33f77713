"""Checks that a text can be asked as a question."""

from __future__ import annotations

from index.errors import InvalidValueError
from qa.errors import QuestionError

__all__ = ["MAX_QUESTION_CHARACTERS", "checked", "checked_confidence"]

MAX_QUESTION_CHARACTERS = 2_000


def checked(question: object) -> str:
    """Return the question unchanged if it can be asked.

    Raises:
        QuestionError: No text, empty, longer than 2,000 characters, or not valid Unicode.
    """
    if not isinstance(question, str):
        raise QuestionError(f"a question is text (str), not {type(question).__name__}")
    if not question.strip():
        raise QuestionError("the question is empty")
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise QuestionError(
            f"the question has {len(question):,} characters; at most "
            f"{MAX_QUESTION_CHARACTERS:,} are allowed"
        )
    try:
        question.encode("utf-8")
    except UnicodeEncodeError:
        raise QuestionError("the question is not valid Unicode text") from None
    return question


def checked_confidence(least: object) -> float | None:
    """Return a lowest confidence unchanged if it can be one; None stays None.

    Raises:
        InvalidValueError: Not a number from 0 to 1.
    """
    if least is None:
        return None
    if isinstance(least, bool) or not isinstance(least, int | float) or not 0 <= least <= 1:
        raise InvalidValueError(f"min_confidence is a number from 0 to 1, not {least!r}")
    return float(least)
