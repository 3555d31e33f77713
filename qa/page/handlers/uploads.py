"""Accepts or refuses files that a browser sent, and adds them under safe names."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from index.errors import CorpusBusyError
from index.loaders import ADVICE_BYTES, SUFFIXES, advice_for
from index.sync.scan import is_hidden
from qa.page.bot import DocumentLibrary
from qa.page.upload_limits import UploadLimits
from qa.page.upload_result import UploadResult
from qa.page.views.wording import bytes_in_words

__all__ = ["Claim", "SentFile", "add", "refusal", "safe_name", "sent_files"]

LONGEST_NAME = 200  # bytes; file systems allow 255
LONGEST_GIVEN_NAME = 1_000  # code points; of a longer one the end counts
LONGEST_PATH = 1_000
_NOT_ARRIVED = "it did not arrive; try again"
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


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that the browser says it sent.

    Attributes:
        name: Under which it is added.
        path: Where it is; None if it did not arrive.
        problem: What the browser says of it: ``large``, ``full``, ``failed`` or nothing.
        refused: Why it is not added; or "".
    """

    name: str
    path: Path | None
    problem: str = ""
    refused: str = ""

    @property
    def size(self) -> int:
        """In bytes; 0 if it is not there."""
        return 0 if self.path is None else self.path.stat().st_size

    def drop(self) -> None:
        """Remove it."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)


def sent_files(sent: object, claim: Claim, limits: UploadLimits) -> list[SentFile]:
    """The files that the browser says it sent, and one entry for all that are too many.

    Args:
        sent: From the browser: a list of objects with ``name``, and ``sent`` or ``problem``.
            (Gradio takes an object with a ``path`` for a file of its own.)
        claim: Which paths are real.
        limits: How many are accepted.
    """
    files: Sequence[Any] = sent if isinstance(sent, list) else []
    items = [item if isinstance(item, dict) else {} for item in files]
    # All at once: those that wait for their turn here must not be removed as never added.
    paths = [claim(str(item.get("sent", ""))[:LONGEST_PATH]) for item in items]
    taken = [
        SentFile(_name(item), path, str(item.get("problem", "")))
        for item, path in zip(items, paths, strict=True)
    ]
    for file in taken[limits.at_once :]:
        file.drop()
    rest = items[limits.at_once :]
    return taken[: limits.at_once] + ([_rest(rest, limits)] if rest else [])


def refusal(library: DocumentLibrary, file: SentFile, limits: UploadLimits) -> UploadResult | None:
    """Why a file is not even looked at; None for one that is."""
    if is_hidden(file.name):
        return UploadResult(file.name, "ignored", "a lock file of Office, not a document")
    reason = _refusal(library, file, limits)
    return UploadResult(file.name, "refused", reason) if reason else None


def add(library: DocumentLibrary, file: SentFile, stop: Event) -> UploadResult:
    """Add a file that was sent.

    Raises:
        StoppedError: ``stop`` was set.
    """
    if file.path is None:
        return UploadResult(file.name, "refused", _NOT_ARRIVED)
    try:
        with tempfile.TemporaryDirectory(prefix="citespan-") as folder:
            copy = file.path.rename(Path(folder) / file.name)
            return UploadResult.of(file.name, library.add(copy, stop=stop))
    except CorpusBusyError:
        reason = "another program is indexing these documents; try again"
    except OSError as error:
        reason = f"cannot be stored ({error.strerror or error})"
    return UploadResult(file.name, "refused", reason)


def _name(file: Mapping[str, Any]) -> str:
    return safe_name(str(file.get("name", "")))


def _rest(items: Sequence[Mapping[str, Any]], limits: UploadLimits) -> SentFile:
    """One line for all that are too many."""
    reason = f"more than {limits.at_once} files at once; add"
    if len(items) == 1:
        return SentFile(_name(items[0]), None, refused=f"{reason} it again")
    return SentFile(f"… and {len(items):,} more", None, refused=f"{reason} them again")


def _start(path: Path | None) -> bytes:
    """The beginning of a sent file; empty where there is none."""
    if path is None:
        return b""
    with suppress(OSError), path.open("rb") as sent:
        return sent.read(ADVICE_BYTES)
    return b""


def _refusal(library: DocumentLibrary, file: SentFile, limits: UploadLimits) -> str:
    """Why a file is not accepted; "" for one that is."""
    if not library.takes_files:
        return "documents of this corpus come in with python -m qa cluster index"
    if file.refused:
        return file.refused
    suffix = Path(file.name).suffix
    if suffix.lower() not in SUFFIXES:
        if advice := advice_for(suffix, _start(file.path)):
            return advice
        return "unsupported format; convert it to .pdf, .docx or .txt"
    large = f"larger than {bytes_in_words(limits.file_bytes)}; split it into smaller files"
    if file.problem == "large":
        return large
    if file.problem == "full":
        return "too many sent files wait to be added; try again in a few minutes"
    if file.path is None:
        return _NOT_ARRIVED
    if file.size > limits.file_bytes:
        return large
    if library.uploads() >= limits.files:
        return f"there are {limits.files:,} added files already; delete some first"
    return ""
