"""An exported conversation read back from its file, in whichever form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qa.errors import ExportError
from qa.exports.conversation_record import parsed_record
from qa.exports.markdown_form import markdown_parts, markdown_record
from qa.exports.seal import SealState, seal_state
from qa.exports.shown_parts import ShownPart

__all__ = ["ExportFile", "read_export"]

Late = Callable[[], bool]
"""Whether reading has taken too long."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """What is in the file of an export.

    Attributes:
        form: ``json`` or ``markdown``.
        record: The machine-readable part.
        shown: What people read, for each turn; None where the form has nothing beside the record.
        seal: Whether every byte is as it was written.
    """

    form: str
    record: dict[str, Any]
    shown: list[list[ShownPart]] | None
    seal: SealState


def read_export(data: bytes, is_late: Late = lambda: False) -> ExportFile:
    """The export that the bytes of a file are.

    Raises:
        ExportError: They are none.
    """
    seal = seal_state(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ExportError("not an export of a conversation: it is no text") from None
    if text.lstrip().startswith("{"):
        return ExportFile("json", parsed_record(text), None, seal)
    record = parsed_record(markdown_record(text))
    return ExportFile("markdown", record, markdown_parts(text), seal)
