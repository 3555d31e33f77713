"""Checks that a text can be asked as a question."""

from __future__ import annotations

from qa.errors import QuestionError

__all__ = ["MAX_QUESTION_CHARACTERS", "checked"]

MAX_QUESTION_CHARACTERS = 2_000


def checked(question: str) -> str:
    """Return the question unchanged if it can be asked.

    Raises:
        QuestionError: Empty, longer than 2,000 characters, or not valid Unicode.
    """
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
