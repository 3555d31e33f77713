"""A conversation as JSON: its record alone."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answer import Answer
from qa.exports.conversation_record import record_json
from qa.exports.export_head import ExportHead
from qa.exports.relative_sources import Relative, as_it_is
from qa.exports.seal import sealed

__all__ = ["as_json"]


def as_json(answers: Sequence[Answer], head: ExportHead, relative: Relative = as_it_is) -> str:
    """The conversation as JSON; for ``relative`` see ``record_json``."""
    record = record_json(answers, head, relative=relative)
    return sealed(record.encode("utf-8")).decode("utf-8")
