"""Files to items: bytes, hash and extracted text, or one line why not."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from pathlib import Path

from index.errors import ChangingError, RefusedError
from index.loaders import Limits
from index.loaders.formats import ARCHIVES, format_of
from index.platform.files import read_regular
from index.protocols import Loader
from index.sync.batches import Item
from index.sync.member_sources import title
from index.sync.scan import ListedFile
from index.sync.stamps import refusal_stamp, text_stamp
from index.values import FileState, SourceKind

__all__ = ["FileRefusedError", "read_bytes", "read_item", "refusal", "why"]


class FileRefusedError(RefusedError):
    """A refusal together with the state of the refused file.

    Attributes:
        state: Of the file.
        is_blank: The file is in order and holds nothing; what was stored of it goes.
    """

    def __init__(self, reason: str, state: FileState, *, is_blank: bool = False) -> None:
        super().__init__(reason)
        self.state = state
        self.is_blank = is_blank


def read_bytes(path: Path, limits: Limits) -> tuple[bytes, FileState]:
    """A file's bytes and state.

    Raises:
        FileRefusedError: Too large.
        OSError: Cannot be read; ``ChangingError`` if it is being written.
    """
    seen = time.time_ns()
    status = path.stat()
    data = b""
    reason = _too_large(path.suffix, status.st_size, limits)
    if not reason:
        data, status = read_regular(path, limits.file_bytes)
        reason = _too_large(path.suffix, max(status.st_size, len(data)), limits)
    if reason:
        stamp = refusal_stamp(path.suffix, limits)
        state = FileState("", status.st_size, status.st_mtime_ns, seen, stamp)
        raise FileRefusedError(reason, state)
    digest = hashlib.sha256(data).hexdigest()
    stamp = text_stamp(path.suffix, data, limits)
    return data, FileState(digest, len(data), status.st_mtime_ns, seen, stamp)


def _too_large(suffix: str, size: int, limits: Limits) -> str:
    """Why a file of this size is not even read; "" if it may be."""
    if size > limits.file_bytes:
        return f"larger than {limits.file_bytes / 1_000_000:g} MB; split it into smaller files"
    is_plain = suffix.lower() not in ARCHIVES and format_of(suffix).is_plain
    return limits.too_long if is_plain and size > limits.plain_bytes else ""


def read_item(
    file: ListedFile, kind: SourceKind, loader: Loader, known: FileState | None = None
) -> Item | FileState:
    """Read and extract a file; only its new state if its bytes are known already.

    Raises:
        FileRefusedError: Too large, or the loader refuses it.
        OSError: Cannot be read.
    """
    path = file.path
    data, state = read_bytes(path, loader.limits)
    if known is not None and known.sha256 == state.sha256 and known.loader == state.loader:
        return state
    try:
        extracted = loader.load(data, path.suffix)
    except RefusedError as error:
        raise refusal(error, data, path, state, loader.limits) from error
    return Item(
        source=file.source,
        kind=kind,
        extracted=extracted,
        title=extracted.title or title(file.source),
        state=state,
        work=len(data),
    )


def refusal(
    error: RefusedError, data: bytes, path: Path, state: FileState, limits: Limits
) -> FileRefusedError:
    """A loader's refusal of a whole file, with the state to remember."""
    remembered = replace(state, loader=refusal_stamp(path.suffix, limits))
    return FileRefusedError(str(error), remembered, is_blank=not data.strip())


def why(error: Exception) -> str:
    """One line for an error that concerns a file."""
    if isinstance(error, ChangingError):
        return "is being written; it is read on the next run"
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror or error}); check the file and its permissions"
    return str(error)
