"""What stands at the head of an exported conversation: its title, its date, its documents."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

__all__ = ["UNTITLED", "ExportHead", "file_stem"]

UNTITLED: Final = "Conversation"
_LONGEST_STEM: Final = 60
"""Code points; with four bytes each, it still leaves room in the 255 bytes of a file name."""


@dataclass(frozen=True, slots=True)
class ExportHead:
    """The head of an export.

    Attributes:
        made: When it is exported.
        title: Of the conversation.
        folder: The name of the documents, as their owner calls them; "" for none.
        documents: How many there are, in words; "" where that is not known.
    """

    made: datetime
    title: str = UNTITLED
    folder: str = ""
    documents: str = ""

    @property
    def line(self) -> str:
        """Program and time, such as "Citespan, 2026-11-28 16:05+00:00"."""
        return f"Citespan, {self.made.isoformat(sep=' ', timespec='minutes')}"

    @property
    def scope(self) -> str:
        """Such as "Documents: contracts (12 documents)"; "" where the folder has no name."""
        if not self.folder:
            return ""
        return f"Documents: {self.folder}{f' ({self.documents})' if self.documents else ''}"


def file_stem(head: ExportHead) -> str:
    """The name of the file without its ending: words of the title, and the date.

    It is one that every file system takes: letters, figures and hyphens only, never one of the
    names that Windows keeps for devices, since the date follows.
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", head.title))
    stem = ""
    for word in words:
        if len(stem) + len(word) >= _LONGEST_STEM:
            break
        stem = f"{stem}-{word}" if stem else word
    stem = stem or "".join(words)[:_LONGEST_STEM] or UNTITLED
    return f"{stem}-{head.made:%Y-%m-%d}"
