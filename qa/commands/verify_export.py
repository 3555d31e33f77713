"""``verify``: check that the citations of an exported conversation are still exact."""

from __future__ import annotations

import argparse
from contextlib import ExitStack

from index.catalog import Catalog
from index.errors import NotIndexedError
from index.platform.paths import corpus_folder
from index.platform.printable import printable
from qa.errors import ExportError, UsageError
from qa.exports.export import citations_of, read_record
from qa.exports.verify import Verifier

__all__ = ["verify"]


def verify(options: argparse.Namespace) -> int:
    """Re-slice every citation; 0 if all are exact, else 1 with a line for each that is not."""
    try:
        citations = citations_of(read_record(options.export.read_text(encoding="utf-8-sig")))
    except (ExportError, UnicodeDecodeError) as error:
        raise UsageError(f"{printable(options.export)}: {error}") from None
    exact = 0
    with ExitStack() as opened:
        catalog: Catalog | None = None
        try:
            location = options.store or corpus_folder(options.corpus)
            catalog = opened.enter_context(Catalog.open(location))
        except NotIndexedError:
            pass  # the source files are read instead
        verifier = Verifier(catalog.document_or_none if catalog is not None else lambda _: None)
        for name, citation in citations:
            verdict = verifier.check(citation)
            exact += verdict.state == "exact"
            if verdict.state != "exact":
                print(f"{verdict.state}: {name}: {printable(verdict.place)}")
    print(f"{exact} of {len(citations)} citations are exact")
    return 0 if exact == len(citations) else 1
