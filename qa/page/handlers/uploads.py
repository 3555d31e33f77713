"""Accepts or refuses files that a browser sent, and adds them under safe names."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index.errors import CorpusBusyError
from index.loaders import SUFFIXES, advice_for
from qa.page.bot import DocumentLibrary
from qa.page.upload_limits import UploadLimits
from qa.page.upload_result import UploadResult
from qa.page.views.wording import bytes_in_words

__all__ = ["safe_name", "take"]

LONGEST_NAME = 200  # bytes; file systems allow 255
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)

Claim = Callable[[str], Path | None]
"""The file behind a path that the browser names, if this server received it; None otherwise."""


def safe_name(name: str) -> str:
    """A file name that is only that, on any system: no folder, no control or direction signs."""
    last = name.replace("\\", "/").rpartition("/")[2]
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
        sent: From the browser: a list of objects with ``name``, and ``path`` or ``problem``.
        claim: Which paths are real.
        limits: What is accepted.

    Yields:
        The result of each file, in order.
    """
    files: Sequence[Any] = sent if isinstance(sent, list) else []
    for number, item in enumerate(files):
        file = item if isinstance(item, dict) else {}
        name = safe_name(str(file.get("name", "")))
        path = claim(str(file.get("path", "")))
        try:
            if number >= limits.at_once:
                reason = f"more than {limits.at_once} files at once; add it again"
                yield UploadResult(name, "refused", reason)
            else:
                yield _added(library, path, name, str(file.get("problem", "")), limits)
        finally:
            if path is not None:
                path.unlink(missing_ok=True)


def _added(
    library: DocumentLibrary, path: Path | None, name: str, problem: str, limits: UploadLimits
) -> UploadResult:
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
    if path is None:
        return "it did not arrive; try again"
    if path.stat().st_size > limits.file_bytes:
        return large
    if library.uploads() >= limits.files:
        return f"there are {limits.files:,} added files already; delete some first"
    return ""
