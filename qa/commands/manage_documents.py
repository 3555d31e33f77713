"""``index``, ``list``, ``text`` and ``forget``: a folder's documents."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from index.corpus import Corpus
from index.embedding.model_files import load_embedder
from index.platform.paths import corpus_folder
from index.platform.printable import printable
from index.sync.report import SyncReport
from index.upkeep.moved_folder import follow_folder
from index.upkeep.traces import erase_traces
from qa.background import kinds_in_words
from qa.errors import UsageError
from qa.launch.corpus_places import opened_catalog
from qa.launch.limit_options import limits_of
from qa.places import page_count_in_words
from qa.progress import indexing_bar
from qa.told import untold

__all__ = ["forget", "index", "list_", "text"]


def index(options: argparse.Namespace) -> int:
    """Bring a folder's index up to date, hashing every file."""
    folder: Path = options.folder
    if not folder.is_dir():
        raise UsageError(f"{printable(folder)}: no such folder")
    location = options.store or corpus_folder(folder)
    if options.moved_from is not None:
        count = follow_folder(options.moved_from, folder, options.store)
        print(f"{count} paths of {printable(options.moved_from)} replaced")
    embedder = load_embedder(options.embedder)
    with Corpus(location, embedder, folder=folder, limits=limits_of(options)) as corpus:
        with indexing_bar(True) as bar:
            report = corpus.sync(progress=bar, thorough=True)
        documents = len(corpus.document_ids())
        untold(corpus.user_data, report.refused)  # they are told here, all of them
    for refused in report.refused:
        print(refused, file=sys.stderr)
    print(_summary(report, documents))
    print(f"kept in {printable(location)}")
    if not documents:
        raise UsageError(f"{printable(folder)}: no usable document; add .txt, .pdf, .docx …")
    return 0


def list_(options: argparse.Namespace) -> int:
    """List documents with id, size, pages, source, and what of it was not read."""
    with opened_catalog(options.corpus, _location(options)) as catalog:
        summaries = catalog.summaries()
        notes = {entry.source: entry.notes for entry in catalog.sources() if entry.notes}
    if options.json:
        records = [
            {**asdict(summary), "notes": {s: notes[s] for s in summary.sources if s in notes}}
            for summary in summaries
        ]
        print(json.dumps(records, ensure_ascii=False, indent=2))
        return 0
    for summary in summaries:
        pages = page_count_in_words(summary.sources[0], summary.pages) if summary.sources else ""
        title = printable(summary.title)
        print(f"{summary.id[:12]}  {summary.length:>11,} characters  {pages:>10}  {title}")
        for source in summary.sources:
            print(f"{'':14}{printable(source)}")
            for note in notes.get(source, ()):
                print(f"{'':16}{note}")
    return 0


def text(options: argparse.Namespace) -> int:
    """Print a document's canonical text as UTF-8, byte for byte, nothing added."""
    with opened_catalog(options.corpus, _location(options)) as catalog:
        document = catalog.find(options.document)
    sys.stdout.buffer.write(document.text.encode("utf-8"))
    sys.stdout.buffer.flush()
    return 0


def forget(options: argparse.Namespace) -> int:
    """Erase a folder's corpus, uploads included."""
    location = options.store or corpus_folder(options.folder)
    nothing = UsageError(f"{printable(options.folder)}: not indexed, nothing to forget")
    if not location.is_dir():
        raise nothing
    if not options.yes:
        print(
            f"Erase {printable(location)}, with uploads and exclusions? [y/N] ", end="", flush=True
        )
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            print("nothing erased")
            return 0
    if not Corpus.forget(location):
        raise nothing
    print(f"erased {printable(location)}; the folder itself is untouched")
    for traces in erase_traces(location):
        print(f"erased {printable(traces)}")
    return 0


def _location(options: argparse.Namespace) -> Path:
    location: Path = options.store or corpus_folder(Path(options.corpus))
    return location


def _summary(report: SyncReport, documents: int) -> str:
    counts = [
        f"{report.added} added",
        f"{report.changed} changed",
        f"{report.removed} removed",
        f"{report.unchanged} unchanged",
        f"{len(report.refused)} refused",
    ]
    if report.excluded:
        counts.append(f"{report.excluded} taken out (undo with bot.restore)")
    if report.ignored:
        kinds = kinds_in_words(report.passed_over)
        counts.append(f"{report.ignored} of other formats ignored ({kinds})")
    return f"{documents} documents; files: {', '.join(counts)}; {report.passages} passages embedded"
