"""A conversation as JSON: its record alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from qa.answer import Answer
from qa.exports.conversation_record import record_json
from qa.exports.seal import sealed

__all__ = ["as_json"]


def as_json(answers: Sequence[Answer], made: datetime) -> str:
    """The conversation as JSON."""
    return sealed(record_json(answers, made).encode("utf-8")).decode("utf-8")
