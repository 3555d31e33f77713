"""Titles in the metadata of files, told from those that a program filled in by itself."""

from __future__ import annotations

import re
from typing import Final

from index.loaders.cleaning import one_line

__all__ = ["title_of"]

_LONGEST: Final = 300
_JUNK: Final = frozenset(
    {
        "untitled", "unknown", "title", "document", "none", "(anonymous)", "document1",
        "powerpoint presentation", "powerpoint-präsentation", "presentation", "slide 1",
        "word document", "workbook", "unbenannt",
    }
)  # fmt: skip
_JUNK_STARTS: Final = ("microsoft word - ", "microsoft powerpoint - ", "untitled", "file://")
_FILE_NAME: Final = re.compile(
    r".*\.(?:pdf|docx?|dvi|indd|odt|e?ps|pptx?|qxd|rtf|tex|tiff?|txt|xlsx?)", re.IGNORECASE
)


def title_of(metadata: str | None) -> str | None:
    """The title as one line, or None where it says nothing."""
    title = one_line(metadata or "")
    lower = title.lower()
    is_junk = (
        not any(map(str.isalpha, title))
        or len(title) > _LONGEST
        or lower in _JUNK
        or lower.startswith(_JUNK_STARTS)
        or _FILE_NAME.fullmatch(title) is not None
    )
    return None if is_junk else title
