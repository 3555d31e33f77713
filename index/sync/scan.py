"""The files of a folder that can be loaded, and a cheap look at whether they changed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from index.loaders import ADVICE_BYTES, SUFFIXES, advice_for
from index.platform.printable import printable
from index.values import FileState, LoaderStamp, RefusedFile

__all__ = [
    "MOST_PASSED_OVER",
    "ListedFile",
    "Listing",
    "folders",
    "is_hidden",
    "looks_unchanged",
    "printable",
    "scan",
]

MOST_PASSED_OVER = 200
"""Files of formats that are not read of which the names are kept; there may be 100,000."""

# A file written again within the clock's step keeps its time stamp; so a time this close to the
# moment of reading proves nothing.
_RACY_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file of a supported format.

    Attributes:
        source: Its path as the store keeps it. (A string: there may be 100,000 of these at once.)
        size: In bytes.
        mtime_ns: Modification time.
        place: Where its bytes are, if not at ``source``.
    """

    source: str
    size: int
    mtime_ns: int
    place: str = ""

    @property
    def path(self) -> Path:
        """Where its bytes are."""
        return Path(self.place or self.source)

    @property
    def suffix(self) -> str:
        """The suffix of its name, with the dot."""
        # Called for every file in every run, where making a Path is slow.
        return os.path.splitext(self.source)[1]  # noqa: PTH122


@dataclass(slots=True)
class Listing:
    """The content of a folder: loadable files in order, refused ones, a count of the others.

    Attributes:
        passed_over: Printable paths of the first of the others.
        unlisted: Folders that cannot be listed; nothing is known of their files.
    """

    files: list[ListedFile] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)
    ignored: int = 0
    passed_over: list[str] = field(default_factory=list)
    unlisted: list[Path] = field(default_factory=list)


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name is passed over.

    Besides names with a dot in front, what Office keeps beside a document while it is open
    (``~$report.docx``): not a document, though named like one.
    """
    return name.startswith((".", "~$"))


def folders(folder: Path, leave_out: Path | None = None) -> Iterator[Path]:
    """The folder and every one in it that ``scan`` looks into."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        yield path
        waiting += [
            Path(entry.path) for entry in _entries(path, Listing()) if _is_entered(entry, leave_out)
        ]


def scan(folder: Path, leave_out: Path | None = None) -> Listing:
    """Walk a folder, by name.

    Hidden files and folders are passed over. Links are followed to files inside the folder only,
    so that nothing outside it is read and no loop is entered.

    Args:
        folder: Absolute path.
        leave_out: A folder inside that is not the user's (a corpus kept there).
    """
    result = Listing()
    for entry in _walk(folder, leave_out, result):
        if Path(entry.name).suffix.lower() not in SUFFIXES:
            _pass_over(entry, result)
            continue
        try:
            status = entry.stat()
            if not stat.S_ISREG(status.st_mode):
                continue
            if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(folder):
                result.refused.append(
                    RefusedFile(
                        printable(entry.path), "links outside the folder; copy the file into it"
                    )
                )
                continue
            entry.path.encode("utf-8")
        except UnicodeEncodeError:
            result.refused.append(
                RefusedFile(printable(entry.path), "the file name is not UTF-8; rename the file")
            )
            continue
        except OSError as error:
            if entry.is_symlink() or not isinstance(error, FileNotFoundError):
                result.refused.append(RefusedFile(printable(entry.path), _why(error)))
            continue
        result.files.append(ListedFile(entry.path, status.st_size, status.st_mtime_ns))
    return result


def _pass_over(entry: os.DirEntry[str], result: Listing) -> None:
    """Count a file of a format that is not read; name it if it is one of documents."""
    suffix = Path(entry.name).suffix
    advice = "" if entry.is_symlink() else advice_for(suffix)
    if advice:
        with suppress(OSError), Path(entry.path).open("rb") as file:
            advice = advice_for(suffix, file.read(ADVICE_BYTES))
        result.refused.append(RefusedFile(printable(entry.path), advice))
    elif not entry.is_symlink():
        result.ignored += 1
        if len(result.passed_over) < MOST_PASSED_OVER:
            result.passed_over.append(printable(entry.path))


def looks_unchanged(file: ListedFile, known: FileState, stamp: LoaderStamp) -> bool:
    """Whether size, time and stamp say that the file is the one that was read."""
    return (
        known.size == file.size
        and known.mtime_ns == file.mtime_ns
        and known.loader == stamp
        and known.seen_ns - known.mtime_ns > _RACY_NS
    )


def _walk(folder: Path, leave_out: Path | None, result: Listing) -> Iterator[os.DirEntry[str]]:
    """Files by name, a folder's own before and after those of its folders as names order them."""
    # A stack of listings instead of recursion: folders can be nested deeper than calls may be.
    stack = [iter(_entries(folder, result))]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
        elif _is_entered(entry, leave_out):
            stack.append(iter(_entries(Path(entry.path), result)))
        elif is_hidden(entry.name) or entry.is_dir(follow_symlinks=False):
            continue
        elif entry.is_symlink() or entry.is_file():
            # A link may lead nowhere or in a circle; that shows when the file is looked at.
            yield entry


def _is_entered(entry: os.DirEntry[str], leave_out: Path | None) -> bool:
    return (
        not is_hidden(entry.name)
        and entry.is_dir(follow_symlinks=False)
        and Path(entry.path) != leave_out
    )


def _entries(folder: Path, result: Listing) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as listing:
            return sorted(listing, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []  # removed since its own folder was listed
    except OSError as error:
        result.refused.append(RefusedFile(printable(folder), _why(error)))
        result.unlisted.append(folder)
        return []


def _why(error: OSError) -> str:
    return f"cannot be read ({error.strerror or error}); check the file and its permissions"
