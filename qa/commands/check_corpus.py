"""``check``: is everything that is kept what was written; ``--repair`` makes the rest anew."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index.corpus import Corpus
from index.embedding.model_files import load_embedder
from index.errors import ModelError, RefusedError
from index.loaders.recognition.data import data_folder
from index.platform.paths import corpus_folder
from index.platform.printable import printable
from index.upkeep.fault import Fault
from index.upkeep.mending import put_aside
from index.upkeep.reading_walls import missing_walls
from index.upkeep.whole_corpus import faults_of
from qa.background import walls_in_words
from qa.errors import ReaderError, UsageError
from qa.followups.weighing import shipped_model
from qa.launch.limit_options import limits_of
from qa.progress import indexing_bar
from qa.readers.loading import load_reader

__all__ = ["check"]


def check(options: argparse.Namespace) -> int:
    """Read everything that is kept of a folder; 0 if it is sound, else 1 with a line a fault."""
    location = options.store or corpus_folder(options.corpus)
    models = list(_model_faults(options))
    faults = list(faults_of(location))
    _print([*models, *map(str, faults)])
    if faults and options.repair:
        _repair(options, location, faults)
        faults = list(faults_of(location))
        _print([f"still: {fault}" for fault in faults])
    if missing := missing_walls():
        print(walls_in_words(missing))
    count = len(models) + len(faults)
    if count:
        advice = "" if options.repair or not faults else "; --repair mends what can be mended"
        print(f"{count} fault{'' if count == 1 else 's'}{advice}")
        return 1
    print(f"{printable(location)} and the models are sound")
    return 0


def _model_faults(options: argparse.Namespace) -> Iterator[str]:
    """What is wrong with the models; each compares its files with their hashes when loaded."""
    loaders: tuple[Callable[[], object], ...] = (
        lambda: load_embedder(options.embedder),
        lambda: load_reader(options.reader),
        shipped_model,
        data_folder,
    )
    for load in loaders:
        try:
            load()
        except (ModelError, ReaderError, RefusedError) as error:
            yield str(error)


def _repair(options: argparse.Namespace, location: Path, faults: Sequence[Fault]) -> None:
    folder: Path = options.corpus
    if not folder.is_dir():
        raise UsageError(f"{printable(folder)}: no such folder; files are read anew from there")
    _print(put_aside(location, faults))
    damaged = [fault.document for fault in faults if fault.part == "document"]
    embedder = load_embedder(options.embedder)
    with Corpus(location, embedder, folder=folder, limits=limits_of(options)) as corpus:
        with indexing_bar(True) as bar:
            report = corpus.read_anew(damaged, progress=bar)
        corpus.check()
    for refused in report.refused:
        print(refused, file=sys.stderr)
    print(f"read anew: {report.added + report.changed} documents; {report.removed} are gone")


def _print(lines: Sequence[str]) -> None:
    for line in lines:
        print(line)
