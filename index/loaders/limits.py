"""Limits on what one file may use."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from typing import Final

from index.errors import InvalidValueError

__all__ = [
    "ARCHIVE_CHARACTERS",
    "ARCHIVE_MEMBERS",
    "ARCHIVE_SECONDS",
    "CHARACTERS",
    "FILE_BYTES",
    "LIMITS",
    "MEMBER_BYTES",
    "MEMBER_RATIO",
    "MEMORY_BYTES",
    "PAGES",
    "PAGE_SECONDS",
    "PICTURES",
    "PICTURE_SECONDS",
    "ROWS",
    "RUN_CHARACTERS",
    "RUN_SECONDS",
    "SECONDS",
    "UNPACKED_BYTES",
    "Limits",
]

FILE_BYTES: Final = 500_000_000
"""Largest file that is read."""

SECONDS: Final = 120.0
"""Longest time that extracting one text may take, on the clock."""

MEMORY_BYTES: Final = 3_000_000_000
"""Address space of the process that extracts, where the system can limit it."""

PAGE_SECONDS: Final = 60.0
"""Longest time that recognising the text of one page may take, on the clock; it does not count as
time of ``SECONDS``."""

PICTURES: Final = 500
"""Most pictures in one document whose text is recognised; scans and picture files are pages."""

PICTURE_SECONDS: Final = 900.0
"""Longest time that recognising the pictures in one document may take together, on the clock; no
further one is begun after it. It does not count as time of ``SECONDS``."""

PAGES: Final = 20_000
"""Most pages, slides, sheets or chapters of one document."""

ROWS: Final = 1_048_576
"""Most rows of one document's tables: as many as a spreadsheet program lets a sheet have."""

CHARACTERS: Final = 50_000_000
"""Longest text that a file may have; a novel has one million characters."""

ARCHIVE_MEMBERS: Final = 10_000
"""Most files in an archive, an Office file or a message."""

MEMBER_BYTES: Final = 300_000_000
"""Largest file in an archive or an Office file when unpacked."""

UNPACKED_BYTES: Final = 1_000_000_000
"""Most bytes of all files in an archive together when unpacked."""

ARCHIVE_SECONDS: Final = 1_800.0
"""Longest time, on the clock, after which no further file in an archive or a message is read."""

ARCHIVE_CHARACTERS: Final = 200_000_000
"""Most text of all files in an archive or a message together."""

RUN_SECONDS: Final = 86_400.0
"""Longest time of a run over a folder; the next one goes on where it ended."""

RUN_CHARACTERS: Final = 5_000_000_000
"""Most text that one run takes up."""

MEMBER_RATIO: Final = 300
"""Most times that a file in an archive may grow when it is unpacked to more than a few megabytes;
the XML of a large sheet grows about 15 times, a bomb about 1,000 times."""


_OF_RUNS: Final = frozenset({"run_seconds", "run_characters"})
"""Limits for which no file is refused."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on what one file may use; see the constants of this module.

    Attributes:
        recognise: Whether text in pictures is recognised.

    Raises:
        ValueError: A limit is not positive.
    """

    file_bytes: int = FILE_BYTES
    seconds: float = SECONDS
    memory_bytes: int = MEMORY_BYTES
    pages: int = PAGES
    rows: int = ROWS
    characters: int = CHARACTERS
    archive_members: int = ARCHIVE_MEMBERS
    member_bytes: int = MEMBER_BYTES
    unpacked_bytes: int = UNPACKED_BYTES
    member_ratio: int = MEMBER_RATIO
    page_seconds: float = PAGE_SECONDS
    pictures: int = PICTURES
    picture_seconds: float = PICTURE_SECONDS
    archive_seconds: float = ARCHIVE_SECONDS
    archive_characters: int = ARCHIVE_CHARACTERS
    run_seconds: float = RUN_SECONDS
    run_characters: int = RUN_CHARACTERS
    recognise: bool = True

    def __post_init__(self) -> None:
        """Refuse limits under which nothing could be read."""
        for name, value in dataclasses.asdict(self).items():
            if name != "recognise" and not value > 0:
                raise InvalidValueError(f"the limit {name} must be greater than 0, not {value}")

    @property
    def plain_bytes(self) -> int:
        """More bytes than these are more than ``characters`` in any encoding, mark included."""
        return 4 * (self.characters + 1)

    @property
    def too_long(self) -> str:
        """Why a text of more than ``characters`` is refused."""
        return (
            f"more than {self.characters:,} characters of text; split it or raise the limit "
            "on characters"
        )

    @property
    def fingerprint(self) -> str:
        """Changes whenever a file might be refused under one set and used under another."""
        fields = dataclasses.asdict(self)
        values = repr(sorted((name, fields[name]) for name in fields.keys() - _OF_RUNS)).encode()
        return f"limits-{hashlib.sha256(values).hexdigest()[:8]}"


LIMITS: Final = Limits()
"""The limits that hold where none are given."""
