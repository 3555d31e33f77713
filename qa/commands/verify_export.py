"""``verify``: check that the citations of an exported conversation are still exact."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from index.catalog import Catalog
from index.errors import NotIndexedError
from index.platform.files import read_regular
from index.platform.paths import corpus_folder
from index.platform.printable import printable
from qa.errors import ExportError, UsageError
from qa.exports.export import citations_of, read_record
from qa.exports.verify import Verifier

__all__ = ["verify"]

_MOST_BYTES = 100_000_000


def verify(options: argparse.Namespace) -> int:
    """Re-slice every citation; 0 if all are exact, else 1 with a line for each that is not.

    The export may come from anyone: its size and the time for all citations have a limit.
    """
    try:
        citations = citations_of(read_record(_text_of(options.export)))
    except (ExportError, UnicodeDecodeError, RecursionError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise UsageError(f"{printable(options.export)}: {why}") from None
    exact = 0
    end = time.monotonic() + options.seconds
    with ExitStack() as opened:
        catalog: Catalog | None = None
        try:
            location = options.store or corpus_folder(options.corpus)
            catalog = opened.enter_context(Catalog.open(location))
        except NotIndexedError:
            pass  # the source files are read instead
        verifier = Verifier(catalog.document_or_none if catalog is not None else lambda _: None)
        for number, (name, citation) in enumerate(citations):
            if time.monotonic() > end:
                left = len(citations) - number
                print(f"stopped after {options.seconds:g} seconds: {left} citations not checked")
                break
            verdict = verifier.check(citation)
            exact += verdict.state == "exact"
            if verdict.state != "exact":
                print(f"{verdict.state}: {name}: {printable(verdict.place)}")
    print(f"{exact} of {len(citations)} citations are exact")
    return 0 if exact == len(citations) else 1


def _text_of(path: Path) -> str:
    """The text of an export, which ``-`` gives on standard input.

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
    return data.decode("utf-8-sig")
