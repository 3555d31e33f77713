"""``verify``: are the citations of an export still exact, and was anything in it changed?"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import NotIndexedError
from index.platform.files import read_regular
from index.platform.paths import corpus_folder
from index.platform.printable import printable
from qa.errors import ExportError, UsageError
from qa.exports.changes import changes
from qa.exports.conversation_record import citations_of
from qa.exports.export_file import read_export
from qa.exports.verify import Verifier
from qa.launch.corpus_places import opened_catalog

if TYPE_CHECKING:
    from index.forwarded_catalog import DocumentCatalog

__all__ = ["verify"]

_MOST_BYTES = 100_000_000


def verify(options: argparse.Namespace) -> int:
    """Re-slice every citation and look for changes; 0 if there is nothing to say, else 1.

    The export may come from anyone: its size and the time for all citations have a limit.
    """
    name = printable(options.export)
    end: float = time.monotonic() + options.seconds

    def is_late() -> bool:
        return time.monotonic() > end

    try:
        export = read_export(_bytes_of(options.export), is_late)
        citations = citations_of(export.record)
        changed = changes(export)
    except (ExportError, RecursionError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise UsageError(f"{name}: {why}") from None
    exact = _exact(citations, options, is_late)
    for line in changed:
        print(f"changed: {printable(line)}")
    count = "1 change" if len(changed) == 1 else f"{len(changed)} changes"
    but = f", but the file was changed: {count}" if changed else ""
    print(f"{exact} of {len(citations)} citations are exact{but}")
    return 0 if exact == len(citations) and not changed else 1


def _exact(
    citations: Sequence[tuple[str, dict[str, Any]]],
    options: argparse.Namespace,
    is_late: Callable[[], bool],
) -> int:
    """The number of exact citations; a line for each other one, and one if all are missing."""
    exact, missing = 0, 0
    with ExitStack() as opened:
        catalog: DocumentCatalog | None = None
        location = options.store or corpus_folder(Path(options.corpus))
        with suppress(NotIndexedError):  # the source files are read instead
            catalog = opened.enter_context(opened_catalog(options.corpus, location))
        find = catalog.document_or_none if catalog is not None else lambda _: None
        folders = [Path(options.corpus).resolve(), location.resolve()]
        verifier = Verifier(find, is_late=is_late, folders=folders)
        for number, (name, citation) in enumerate(citations):
            verdict = None if is_late() else verifier.check(citation)
            if verdict is None:
                left = len(citations) - number
                print(f"stopped after {options.seconds:g} seconds: {left} citations not checked")
                break
            exact += verdict.state == "exact"
            missing += verdict.state == "missing"
            if verdict.state != "exact":
                print(f"{verdict.state}: {name}: {printable(verdict.place)}")
    if citations and missing == len(citations):
        print(
            f"none of its documents is in {printable(options.corpus)}:"
            " name the folder that was asked with --corpus"
        )
    return exact


def _bytes_of(path: Path) -> bytes:
    """The bytes of an export, which ``-`` gives on standard input.

    Raises:
        UsageError: It is longer than any export.
        OSError: It is no plain file, or cannot be read.
    """
    if str(path) == "-":
        data = sys.stdin.buffer.read(_MOST_BYTES + 1)
    else:
        data, _ = read_regular(path, _MOST_BYTES)
    if len(data) > _MOST_BYTES:
        raise UsageError(
            f"{printable(path)}: more than {_MOST_BYTES // 1_000_000} MB, which no export has"
        )
    return data
