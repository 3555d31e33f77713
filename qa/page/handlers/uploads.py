"""Accepts or refuses files that a browser sent, and adds them under safe names."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.errors import CorpusBusyError
from index.loaders import SUFFIXES, advice_for
from index.sync.scan import is_hidden
from qa.page.bot import DocumentLibrary
from qa.page.upload_limits import UploadLimits
from qa.page.upload_result import UploadResult
from qa.page.views.wording import bytes_in_words

__all__ = ["safe_name", "take"]

LONGEST_NAME = 200  # bytes; file systems allow 255
LONGEST_GIVEN_NAME = 1_000  # code points; of a longer one the end counts
LONGEST_PATH = 1_000
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)

Claim = Callable[[str], Path | None]
"""The file behind a path that the browser names, if this server received it; None otherwise."""


def safe_name(name: str) -> str:
    """A file name that is only that, on any system: no folder, no control or direction signs."""
    last = name[-LONGEST_GIVEN_NAME:].replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        "_" if c in '<>:"|?*' else c
        for c in unicodedata.normalize("NFC", last)
        if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )
    stem, dot, suffix = kept.strip(" .").rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    suffix = suffix[:16]
    room = LONGEST_NAME - len(f".{suffix}".encode())
    stem = stem.strip(" .").encode()[:room].decode("utf-8", "ignore").strip(" .") or "file"
    if stem.lower() in _RESERVED:
        stem += "_"
    return f"{stem}.{suffix}" if suffix else stem


def take(
    library: DocumentLibrary, sent: object, claim: Claim, limits: UploadLimits
) -> Iterator[UploadResult]:
    """Add the files that the browser says it sent, one by one.

    Args:
        library: Where they go.
        sent: From the browser: a list of objects with ``name``, and ``sent`` or ``problem``.
            (Gradio takes an object with a ``path`` for a file of its own.)
        claim: Which paths are real.
        limits: What is accepted.

    Yields:
        The result of each file, in order.
    """
    files: Sequence[Any] = sent if isinstance(sent, list) else []
    items = [item if isinstance(item, dict) else {} for item in files]
    # All at once: those that wait for their turn here must not be removed as never added.
    paths = [claim(str(item.get("sent", ""))[:LONGEST_PATH]) for item in items]
    try:
        for file, path in list(zip(items, paths, strict=True))[: limits.at_once]:
            yield _added(library, path, _name(file), str(file.get("problem", "")), limits)
            if path is not None:
                path.unlink(missing_ok=True)
        if len(items) > limits.at_once:
            yield _rest(items[limits.at_once :], limits)
    finally:
        for path in paths:
            if path is not None:
                path.unlink(missing_ok=True)


def _name(file: Mapping[str, Any]) -> str:
    return safe_name(str(file.get("name", "")))


def _rest(items: Sequence[Mapping[str, Any]], limits: UploadLimits) -> UploadResult:
    """One line for all that are too many."""
    reason = f"more than {limits.at_once} files at once; add"
    if len(items) == 1:
        return UploadResult(_name(items[0]), "refused", f"{reason} it again")
    return UploadResult(f"… and {len(items):,} more", "refused", f"{reason} them again")


def _added(
    library: DocumentLibrary, path: Path | None, name: str, problem: str, limits: UploadLimits
) -> UploadResult:
    if is_hidden(name):
        return UploadResult(name, "ignored", "a lock file of Office, not a document")
    reason = _refusal(library, path, name, problem, limits)
    if path is None or reason:
        return UploadResult(name, "refused", reason)
    try:
        with tempfile.TemporaryDirectory(prefix="citespan-") as folder:
            return UploadResult.of(name, library.add(path.rename(Path(folder) / name)))
    except CorpusBusyError:
        reason = "another program is indexing these documents; try again"
    except OSError as error:
        reason = f"cannot be stored ({error.strerror or error})"
    return UploadResult(name, "refused", reason)


def _refusal(
    library: DocumentLibrary, path: Path | None, name: str, problem: str, limits: UploadLimits
) -> str:
    """Why a file is not accepted; "" for one that is."""
    if Path(name).suffix.lower() not in SUFFIXES:
        if advice := advice_for(Path(name).suffix):
            return advice
        return f"unsupported format; convert it to one of: {' '.join(sorted(SUFFIXES))}"
    large = f"larger than {bytes_in_words(limits.file_bytes)}; split it into smaller files"
    if problem == "large":
        return large
    if problem == "full":
        return "too many sent files wait to be added; try again in a few minutes"
    if path is None:
        return "it did not arrive; try again"
    if path.stat().st_size > limits.file_bytes:
        return large
    if library.uploads() >= limits.files:
        return f"there are {limits.files:,} added files already; delete some first"
    return ""
