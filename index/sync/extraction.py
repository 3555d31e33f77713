"""Files to items: bytes, hash and extracted text, or one line why not."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from index.loaders import Limits, RefusedError, version
from index.loaders.formats import ARCHIVES, format_of
from index.loaders.isolation.worker import Worker
from index.platform.files import read_regular
from index.sync.batches import Item, Refused
from index.sync.containers import title
from index.values import FileState, SourceKind

__all__ = ["read_bytes", "read_item", "refusal", "refused_loader"]


def refused_loader(suffix: str, limits: Limits) -> str:
    """What a refusal depends on, beside the file: under other limits it may be used."""
    return f"{version(suffix)}; {limits.fingerprint}"


def read_bytes(path: Path, limits: Limits) -> tuple[bytes, FileState]:
    """A file's bytes and state.

    Raises:
        Refused: Too large.
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
        state = FileState(
            "", status.st_size, status.st_mtime_ns, seen, refused_loader(path.suffix, limits)
        )
        raise Refused(reason, state)
    digest = hashlib.sha256(data).hexdigest()
    return data, FileState(digest, len(data), status.st_mtime_ns, seen, version(path.suffix))


def _too_large(suffix: str, size: int, limits: Limits) -> str:
    """Why a file of this size is not even read; "" if it may be."""
    if size > limits.file_bytes:
        return f"larger than {limits.file_bytes / 1_000_000:g} MB; split it into smaller files"
    is_plain = suffix.lower() not in ARCHIVES and format_of(suffix).is_plain
    return limits.too_long if is_plain and size > limits.plain_bytes else ""


def read_item(
    path: Path, kind: SourceKind, worker: Worker, known: FileState | None = None
) -> Item | FileState:
    """Read and extract a file; only its new state if the bytes are those known already.

    Raises:
        Refused: Too large, or the loader refuses it; ``state`` holds the file's state.
        OSError: Cannot be read.
    """
    data, state = read_bytes(path, worker.limits)
    if known is not None and known.sha256 == state.sha256 and known.loader == state.loader:
        return state
    try:
        extracted = worker.load(data, path.suffix)
    except RefusedError as error:
        raise refusal(error, data, path, state, worker.limits) from error
    return Item(
        source=str(path),
        kind=kind,
        extracted=extracted,
        title=extracted.title or title(str(path)),
        state=state,
        weight=len(data),
    )


def refusal(
    error: RefusedError, data: bytes, path: Path, state: FileState, limits: Limits
) -> Refused:
    """A loader's refusal of a whole file, with the state that it is remembered by."""
    loader = refused_loader(path.suffix, limits)
    remembered = FileState(state.sha256, state.size, state.mtime_ns, state.seen_ns, loader)
    return Refused(str(error), remembered, blank=not data.strip())
