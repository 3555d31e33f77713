"""``export-store`` and ``import-store``: a corpus as one file."""

from __future__ import annotations

import argparse

from index.platform.paths import corpus_folder
from index.platform.printable import printable
from index.upkeep.store_export import export_store
from index.upkeep.store_import import import_store
from qa.errors import UsageError

__all__ = ["export", "import_"]


def export(options: argparse.Namespace) -> int:
    """Write the corpus of a folder into one file."""
    listing = export_store(options.store or corpus_folder(options.corpus), options.file)
    size = options.file.stat().st_size
    copies = len(listing.files) - 2
    print(
        f"{printable(options.file)}: {size:,} bytes, with the full text of the documents and "
        f"{copies} added file{'' if copies == 1 else 's'}; only you can read it"
    )
    return 0


def import_(options: argparse.Namespace) -> int:
    """Make an exported corpus the one of a folder."""
    if options.corpus is None:
        raise UsageError("say which folder it is the corpus of (--corpus FOLDER)")
    location = options.store or corpus_folder(options.corpus)
    import_store(options.file, location, options.corpus)
    print(
        f"kept in {printable(location)}; the next question or python -m qa index takes up what "
        "is different in the folder"
    )
    return 0
