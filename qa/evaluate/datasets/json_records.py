"""JSON values with their place in the file, which error messages name."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa.errors import DatasetError, QuestionError
from qa.question import checked

__all__ = ["Record", "content_of", "json_of", "lines_of", "name_of"]

_GZIP_MAGIC = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"


def content_of(path: Path) -> bytes:
    """The bytes of a file, unpacked if it is gzipped (told by its bytes, not by its name).

    Raises:
        DatasetError: The gzip file is damaged.
        OSError: The file cannot be read.
    """
    content = path.read_bytes()
    if not content.startswith(_GZIP_MAGIC):
        return content
    try:
        return gzip.decompress(content)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DatasetError(f"{path}: damaged gzip file: {error}") from error


def json_of(content: bytes, where: str) -> object:
    """The one JSON value in ``content``.

    Raises:
        DatasetError: It is none; ``where`` begins the message.
    """
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{where}: not JSON: {error}") from error


def lines_of(path: Path) -> Iterator[Record]:
    """A record for each line of a JSONL file that is not blank; errors give the line's number.

    Raises:
        DatasetError: A line is not JSON.
        OSError: The file cannot be read.
    """
    # Only line feeds end a line: JSON strings may hold the other separators of Unicode.
    lines = content_of(path).removeprefix(_BOM).split(b"\n")
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield Record(json_of(line, f"{path}: line {number}"), path, (f"line {number}",))


def name_of(path: Path) -> str:
    """The file's name without the endings of its format."""
    name = path.name.removesuffix(".gz")
    return name.removesuffix(".jsonl").removesuffix(".json")


@dataclass(frozen=True, slots=True)
class Record:
    """One JSON value that should be an object, and the way to it from the top of its file."""

    value: object
    path: Path
    trail: tuple[str, ...] = ()

    def error(self, what: str) -> DatasetError:
        """An error about this record."""
        where = f"{self.path}: {', '.join(self.trail)}" if self.trail else str(self.path)
        return DatasetError(f"{where}: {what}")

    @property
    def fields(self) -> Mapping[str, Any]:
        """The object's members."""
        if not isinstance(self.value, dict):
            raise self.error("is not a JSON object")
        return self.value

    def member(self, key: str) -> Any:
        """A member that must be there."""
        if key not in self.fields:
            raise self.error(f"{key!r} is missing")
        return self.fields[key]

    def text(self, key: str, *, blank: bool = False) -> str:
        """A string that can be stored as UTF-8; not blank unless ``blank`` allows it."""
        value = self.member(key)
        if not isinstance(value, str):
            raise self.error(f"{key!r} is not a string")
        if not blank and not value.strip():
            raise self.error(f"{key!r} is empty")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise self.error(f"{key!r} holds half a character (a lone surrogate)") from error
        return value

    def question(self, key: str) -> str:
        """A question that can be asked."""
        try:
            return checked(self.text(key))
        except QuestionError as error:
            raise self.error(str(error)) from error

    def given(self, key: str) -> bool:
        """Whether a member is there and not null."""
        return self.fields.get(key) is not None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, none of them blank; it may be empty."""
        value = self.member(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(f"{key!r} is not a list of strings")
        return tuple(replace(self, value={key: item}).text(key) for item in value)

    def offset(self, key: str) -> int:
        """A whole number that is not negative."""
        value = self.member(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.error(f"{key!r} is not an offset")
        return value

    def children(self, key: str, name: str) -> Iterator[Record]:
        """The members of a list, each called by ``name`` and its 1-based number."""
        value = self.member(key)
        if not isinstance(value, list):
            raise self.error(f"{key!r} is not a list")
        for number, child in enumerate(value, start=1):
            yield Record(child, self.path, (*self.trail, f"{name} {number}"))
