"""Files that a browser sent: what is accepted, under which name, and what came of it."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index.errors import CorpusBusyError
from index.loaders import SUFFIXES
from qa.library import Taken
from qa.page.bot import Shelf
from qa.page.upload_limits import Limits
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


def take(shelf: Shelf, sent: object, claim: Claim, limits: Limits) -> Iterator[tuple[str, Taken]]:
    """Add the files that the browser says it sent, one by one.

    Args:
        shelf: Where they go.
        sent: From the browser: a list of objects with ``name``, and ``path`` or ``problem``.
        claim: Which paths are real.
        limits: What is accepted.

    Yields:
        The name of the file and what came of it.
    """
    files: Sequence[Any] = sent if isinstance(sent, list) else []
    for number, one in enumerate(files):
        known = one if isinstance(one, dict) else {}
        name = safe_name(str(known.get("name", "")))
        path = claim(str(known.get("path", "")))
        try:
            if number >= limits.at_once:
                yield (
                    name,
                    Taken(
                        name, "refused", f"more than {limits.at_once} files at once; add it again"
                    ),
                )
            else:
                problem = str(known.get("problem", ""))
                yield name, _taken(shelf, path, name, problem, limits)
        finally:
            if path is not None:
                path.unlink(missing_ok=True)


def _taken(shelf: Shelf, path: Path | None, name: str, problem: str, limits: Limits) -> Taken:
    large = f"larger than {bytes_in_words(limits.file_bytes)}; split it into smaller files"
    if Path(name).suffix.lower() not in SUFFIXES:
        known = " ".join(sorted(SUFFIXES))
        return Taken(name, "refused", f"unsupported format; convert it to one of: {known}")
    if problem == "large":
        return Taken(name, "refused", large)
    if path is None:
        return Taken(name, "refused", "it did not arrive; try again")
    if path.stat().st_size > limits.file_bytes:
        return Taken(name, "refused", large)
    if shelf.uploads() >= limits.files:
        return Taken(
            name, "refused", f"there are {limits.files:,} added files already; delete some first"
        )
    try:
        with tempfile.TemporaryDirectory(prefix="citespan-") as folder:
            return shelf.add(path.rename(Path(folder) / name))
    except CorpusBusyError:
        return Taken(name, "refused", "another program is indexing these documents; try again")
    except OSError as error:
        return Taken(name, "refused", f"cannot be stored ({error.strerror or error})")
