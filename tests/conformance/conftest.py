"""The engines that the conformance suite runs on, and a corpus for each case.

Another engine is one more entry in ``ENGINES``: a function that opens it in a folder of its own,
for given changes, and opens the same index again when it is called again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from index.cluster.lance_engine import LanceEngine
from index.protocols import Changes, SearchEngine
from index.search.compressed import FEWEST
from index.search.local_engine import LocalEngine
from tests.conformance.cases import DIAGONAL, EAST, NORTH
from tests.conformance.memory_changes import MemoryChanges
from tests.conformance.places import BucketPlace, FolderPlace, Place
from tests.object_stores import running_store

EngineFactory = Callable[[Any, Changes], SearchEngine]


def _compressed_early(folder: Any, changes: Changes) -> SearchEngine:
    """The local engine as it is with many passages, from a few passages on."""
    return LocalEngine(folder, changes, flat_most=FEWEST)


def _quantised_early(folder: Any, changes: Changes) -> SearchEngine:
    """The engine of object storage as it is with many passages, from a few passages on."""
    return LanceEngine(folder, changes, exact_most=FEWEST)


ON_OBJECT_STORAGE = "lance-s3"
ENGINES: dict[str, EngineFactory] = {
    "local": LocalEngine,
    "lance": LanceEngine,
    ON_OBJECT_STORAGE: LanceEngine,
}

WITH_MANY_PASSAGES: dict[str, EngineFactory] = {
    **ENGINES,
    "local-compressed": _compressed_early,
    "lance-quantised": _quantised_early,
}
"""Engines for cases with more passages than ``FEWEST``."""


class Bench:
    """Changes, a folder, and the engines opened for them."""

    def __init__(self, open_engine: EngineFactory, place: Place) -> None:
        self._open_engine = open_engine
        self._opened: list[SearchEngine] = []
        self.place = place
        self.changes = MemoryChanges()
        self.engine = self.open()

    def open(self, changes: MemoryChanges | None = None) -> SearchEngine:
        """Another engine on the same place."""
        engine = self._open_engine(self.place.path, changes or self.changes)
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


@pytest.fixture(scope="session")
def object_store(tmp_path_factory):
    with running_store(tmp_path_factory.mktemp("store")) as store:
        yield store


def _params(engines: Iterable[str]) -> list[Any]:
    """Those on object storage take longer."""
    return [
        pytest.param(name, marks=[pytest.mark.slow] * (name == ON_OBJECT_STORAGE))
        for name in engines
    ]


@pytest.fixture(params=_params(ENGINES))
def bench(request, tmp_path):
    yield from _benches(ENGINES[request.param], _place(request, tmp_path))


@pytest.fixture(params=_params(WITH_MANY_PASSAGES))
def many(request, tmp_path):
    yield from _benches(WITH_MANY_PASSAGES[request.param], _place(request, tmp_path))


def _place(request: Any, tmp_path: Any) -> Place:
    if request.param != ON_OBJECT_STORAGE:
        return FolderPlace(tmp_path / "engine")
    store = request.getfixturevalue("object_store")
    patch = request.getfixturevalue("monkeypatch")
    for name, value in store.environment.items():
        patch.setenv(name, value)
    return BucketPlace(store.client(), store.bucket, secrets.token_hex(8))


def _benches(open_engine: EngineFactory, place: Place) -> Iterator[Bench]:
    bench = Bench(open_engine, place)
    yield bench
    bench.close()


@pytest.fixture
def small(bench):
    """Two documents: passages 1 and 2, and passage 3."""
    bench.changes.put("a", ("red snow fell", EAST), ("the tide rose", NORTH), title="Winter")
    bench.changes.put("b", ("snow and rain", DIAGONAL), title="Weather")
    bench.update()
    return bench
