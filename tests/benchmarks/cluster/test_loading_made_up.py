"""A load of made-up passages that was ended goes on, and leaves what an undisturbed one leaves."""

import numpy as np
import pytest

from benchmarks.cluster import loading
from index.cluster.cluster_store import ClusterStore
from tests.fakes import WordEmbedder
from tests.index.cluster.filling import prepared

PORTIONS = [
    [prepared(f"Ship {n} rang its bell. The tide of {n} rose.") for n in range(first, first + 3)]
    for first in range(0, 12, 3)
]
SIZE = sum(len(each.drafts) for portion in PORTIONS for each in portion)


def given(real, made_with, dimension, size, begin=0):
    at = 0
    for portion in PORTIONS:
        if at >= begin:
            yield portion
        at += sum(len(each.drafts) for each in portion)
    assert at == size


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(loading, "load_embedder", WordEmbedder)
    monkeypatch.setattr(loading, "portions", given)


def loaded(work):
    work.mkdir(exist_ok=True)
    return loading.load_made_up(work, work / "real", str(work / "tables"), SIZE)


def content(work):
    with ClusterStore.open(str(work / "tables")) as store:
        rows = store.tables.all_rows("passages", ["id", "document", "stems"])
    rows.sort(key=lambda row: row["id"])
    return rows, np.load(work / f"ids-{SIZE}.npy"), np.load(work / f"vectors-{SIZE}.npy")


def test_a_load_that_was_ended_goes_on(tmp_path, monkeypatch):
    put, puts = ClusterStore.put, []

    def ending(store, portion):
        puts.append(portion)
        put(store, portion)
        if len(puts) == 2:  # written, and not yet noted
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ClusterStore, "put", ending)
        with pytest.raises(KeyboardInterrupt):
            loaded(tmp_path / "ended")
        figures = loaded(tmp_path / "ended")
    assert puts == [PORTIONS[0], *PORTIONS[1:2] * 2, *PORTIONS[2:]]
    loaded(tmp_path / "whole")
    (rows, *beside), (others, *expected) = content(tmp_path / "ended"), content(tmp_path / "whole")
    assert rows == others and len(rows) == SIZE
    assert {row["id"] for row in rows} == set(beside[0].tolist())
    assert all(np.array_equal(a, b) for a, b in zip(beside, expected, strict=True))
    assert figures["passages"] == SIZE and figures["load_s"] > 0


def test_figures_are_of_all_runs(tmp_path):
    loaded(tmp_path)
    again = loaded(tmp_path)
    assert again["load_s"] > 0 and again["passages"] == SIZE
    assert content(tmp_path)[0]
