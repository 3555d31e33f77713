"""What is wrong with a part of a corpus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.platform.printable import printable

__all__ = ["Fault", "Part"]

Part = Literal["store", "document", "index", "user data", "upload"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes:
        part: What mends it: the store is made anew, a document is read anew, an index is built
            anew, the rows of the user data that can be read are kept; an upload is added again.
        place: A file, or the source of a document.
        reason: What is wrong, and for a part that nothing here mends, what to do. Never words of
            a document.
        document: Id of the document; empty for other parts.
    """

    part: Part
    place: str
    reason: str
    document: str = ""

    def __str__(self) -> str:
        return f"{printable(self.place)}: {printable(self.reason)}"
