"""The engines that the conformance suite runs on, and a corpus for each case.

Another engine is one more entry in ``ENGINES``: a function that opens it in a folder of its own,
for given changes, and opens the same index again when it is called again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.protocols import Changes, SearchEngine
from index.search.compressed import FEWEST
from index.search.local_engine import LocalEngine
from tests.conformance.cases import DIAGONAL, EAST, NORTH
from tests.conformance.memory_changes import MemoryChanges

EngineFactory = Callable[[Path, Changes], SearchEngine]


def _compressed_early(folder: Path, changes: Changes) -> SearchEngine:
    """The local engine as it is with many passages, from a few passages on."""
    return LocalEngine(folder, changes, flat_most=FEWEST)


ENGINES: dict[str, EngineFactory] = {"local": LocalEngine}

WITH_MANY_PASSAGES: dict[str, EngineFactory] = {**ENGINES, "local-compressed": _compressed_early}
"""Engines for cases with more passages than ``FEWEST``."""


class Bench:
    """Changes, a folder, and the engines opened for them."""

    def __init__(self, open_engine: EngineFactory, folder: Path) -> None:
        self._open_engine = open_engine
        self._opened: list[SearchEngine] = []
        self.folder = folder
        self.changes = MemoryChanges()
        self.engine = self.open()

    def open(self, changes: MemoryChanges | None = None) -> SearchEngine:
        """Another engine on the same folder."""
        engine = self._open_engine(self.folder, changes or self.changes)
        self._opened.append(engine)
        return engine

    def update(self) -> SearchEngine:
        """Bring the engine up to date."""
        self.engine.update(self.changes)
        return self.engine

    def reopen(self, changes: MemoryChanges | None = None) -> SearchEngine:
        """Close everything and open the engine again."""
        self.close()
        self.changes = changes or self.changes
        self.engine = self.open()
        return self.engine

    def close(self) -> None:
        for engine in self._opened:
            engine.close()
        self._opened = []


@pytest.fixture(params=ENGINES)
def bench(request, tmp_path):
    yield from _benches(ENGINES[request.param], tmp_path / "engine")


@pytest.fixture(params=WITH_MANY_PASSAGES)
def many(request, tmp_path):
    yield from _benches(WITH_MANY_PASSAGES[request.param], tmp_path / "engine")


def _benches(open_engine: EngineFactory, folder: Path) -> Iterator[Bench]:
    folder.mkdir()
    bench = Bench(open_engine, folder)
    yield bench
    bench.close()


@pytest.fixture
def small(bench):
    """Two documents: passages 1 and 2, and passage 3."""
    bench.changes.put("a", ("red snow fell", EAST), ("the tide rose", NORTH), title="Winter")
    bench.changes.put("b", ("snow and rain", DIAGONAL), title="Weather")
    bench.update()
    return bench
