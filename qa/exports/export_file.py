"""An exported conversation read back from its file, in whichever form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qa.errors import ExportError
from qa.exports.conversation_record import parsed_record
from qa.exports.docx_reading import docx_files, docx_parts
from qa.exports.html_form import html_parts, html_record
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
        form: ``json``, ``markdown``, ``html`` or ``docx``.
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

    Args:
        data: The whole file.
        is_late: Whether reading has taken too long; what is not read then counts as left out.

    Raises:
        ExportError: They are none.
    """
    seal = seal_state(data)
    if data.startswith(b"PK"):
        document, footnotes, record = docx_files(data)
        return ExportFile("docx", parsed_record(record), docx_parts(document, footnotes), seal)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ExportError("not an export of a conversation: it is no text") from None
    if text.lstrip().startswith("{"):
        return ExportFile("json", parsed_record(text), None, seal)
    if text.lstrip().startswith("<"):
        return ExportFile("html", parsed_record(html_record(text)), html_parts(text, is_late), seal)
    return ExportFile("markdown", parsed_record(markdown_record(text)), markdown_parts(text), seal)
