"""Which refused files were told already, by any process: each is told once, until it changes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from index.errors import UnwritableError
from index.values import RefusedFile

__all__ = ["untold"]

_OWNER, _SETTING = "", "refused files told"
_DIGITS = 16


class Settings(Protocol):
    """What keeps settings; see ``index.corpus.Corpus.user_data``."""

    def settings(self, owner: str) -> dict[str, str]:
        """What one user has set, by name."""

    def keep_setting(self, owner: str, name: str, value: str) -> None:
        """Set something for one user; "" returns to what it is without."""


def untold(user_data: Settings, refused: Sequence[RefusedFile]) -> list[RefusedFile]:
    """Those that were not among the refused files of the last call, or changed; remembers these.

    Where nothing can be written, all are told each time.

    Args:
        user_data: Keeps a digest of each line.
        refused: All that the last sync could not use.
    """
    digests = [_digest(file) for file in refused]
    before = set(user_data.settings(_OWNER).get(_SETTING, "").split())
    if set(digests) != before:
        with suppress(UnwritableError):
            user_data.keep_setting(_OWNER, _SETTING, " ".join(digests))
    return [file for file, digest in zip(refused, digests, strict=True) if digest not in before]


def _digest(file: RefusedFile) -> str:
    """Of what is told, and of the size and time of the file; a member of an archive has none."""
    try:
        status = Path(file.path).stat()
        state = f"{status.st_size} {status.st_mtime_ns}"
    except (OSError, ValueError):
        state = ""
    return hashlib.sha256(f"{file}\n{state}".encode()).hexdigest()[:_DIGITS]
