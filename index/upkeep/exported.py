"""The form of an exported corpus: a zip file with databases, uploads and a list of all hashes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from index.errors import StoreError
from index.storage.location import STORE_FILE, USER_FILE

__all__ = ["FORMAT", "LISTING", "StoreListing", "is_member"]

FORMAT: Final = "citespan-corpus/1"
LISTING: Final = "listing.json"
_DATABASES: Final = frozenset((STORE_FILE, USER_FILE))
_UPLOAD: Final = re.compile(r"uploads/[0-9a-f]{16}/[^/\\\0]+")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_MOST_FILES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class StoreListing:
    """What an export holds.

    Attributes:
        location: The corpus directory that it was made from.
        files: Size and SHA-256 of every file, by name.
    """

    location: str
    files: dict[str, tuple[int, str]]

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        files = {name: {"bytes": size, "sha256": sha} for name, (size, sha) in self.files.items()}
        return {"format": FORMAT, "location": self.location, "files": files}

    @classmethod
    def of(cls, value: Any) -> StoreListing:
        """What ``to_dict`` made, from anyone.

        Raises:
            StoreError: It is no such listing.
        """
        try:
            if value["format"] != FORMAT:
                raise StoreError(f"its form is {str(value['format'])[:50]!r}, not {FORMAT}")
            files = {
                name: (entry["bytes"], entry["sha256"]) for name, entry in value["files"].items()
            }
            location = value["location"]
        except (KeyError, TypeError, AttributeError) as error:
            raise StoreError("its listing is incomplete") from error
        if not isinstance(location, str) or not files.keys() >= _DATABASES:
            raise StoreError("its listing is incomplete")
        if len(files) > _MOST_FILES:
            raise StoreError("its listing names too many files")
        for name, (size, sha256) in files.items():
            if not is_member(name):
                raise StoreError("its listing names a file that no corpus has")
            if type(size) is not int or size < 0 or not _is_sha256(sha256):
                raise StoreError("its listing is damaged")
        return StoreListing(location, files)


def is_member(name: object) -> bool:
    """Whether a name is one of a database, or of a copy in its folder, and leads nowhere else."""
    if not isinstance(name, str):
        return False
    own = name.rpartition("/")[2]
    return name in _DATABASES or (
        bool(_UPLOAD.fullmatch(name)) and not own.startswith(".") and own.isprintable()
    )


def _is_sha256(value: object) -> bool:
    return isinstance(value, str) and bool(_SHA256.fullmatch(value))
