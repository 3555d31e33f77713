"""One file in an archive or a message."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

__all__ = ["Member"]


@dataclass(frozen=True, slots=True)
class Member:
    """One file in another.

    Attributes:
        name: Relative path with slashes, without any ``..``; no other member has it. Empty for
            the text of the file itself (a message).
        refused: Why it cannot be used, known without reading it; empty if it may be.
    """

    name: str
    refused: str = ""

    @property
    def suffix(self) -> str:
        """Of its name, lower case."""
        return PurePosixPath(self.name).suffix.lower()
