"""A folder read in portions, elsewhere, makes the same corpus as one that is read here."""

from contextlib import closing

import numpy as np
import pytest

from index.distributed.shared_reading import sync_shared
from index.storage.store import Store
from index.sync.merging import StoreIntake
from index.sync.portions import portions
from index.sync.scan import scan
from tests.index.corpora import open_corpus
from tests.index.distributed.folders import (
    FINGERPRINT,
    SETTINGS,
    change_folder,
    mixed_folder,
    read_here,
)


@pytest.fixture
def folder(tmp_path):
    return mixed_folder(tmp_path)


@pytest.fixture
def store(tmp_path):
    with closing(Store(tmp_path / "shared.sqlite")) as store:
        yield store


def synced(store, folder, read_all=read_here):
    return sync_shared(folder, StoreIntake(store, FINGERPRINT, 16), read_all, portion_files=2)


def content(store):
    """Documents with passages, vectors, sources and titles; and refusals; without ids and times."""
    documents = {}
    for id_ in store.documents.ids():
        document = store.documents.get(id_)
        ids = store.passages.ids(FINGERPRINT, [id_])
        passages = store.passages.get(ids)
        _, vectors = store.passages.vectors(ids, 16)
        documents[id_] = (
            document,
            [(p.start, p.end, p.sentences, p.headings) for p in (passages[i] for i in ids)],
            vectors.tobytes(),
            [(source, kind, state.sha256) for source, kind, state in store.sources.of(id_)],
        )
    refusals = {source: reason for source, (reason, _) in store.sources.refusals().items()}
    return list(documents.values()), refusals, store.sources.titles(), store.sources.notes()


def expected(tmp_path):
    """What a corpus on one machine holds of the same folder."""
    with open_corpus(tmp_path, settings=SETTINGS) as corpus:
        report = corpus.sync()
    with closing(Store(tmp_path / "corpus" / "corpus.sqlite")) as store:
        return content(store), report


def test_the_corpus_is_the_same_as_one_that_is_read_here(tmp_path, folder, store):
    report = synced(store, folder)
    alone, alone_report = expected(tmp_path)
    assert content(store) == alone
    for name in ("added", "changed", "removed", "unchanged", "refused"):
        assert getattr(report, name) == getattr(alone_report, name), name


def test_a_second_run_reads_nothing(folder, store):
    first = synced(store, folder)
    before = content(store), store.generation()

    def nothing(batch):
        assert batch == []
        return iter(())

    report = synced(store, folder, nothing)
    assert (content(store), store.generation()) == before
    assert report.added == report.changed == report.removed == 0
    assert report.unchanged == first.added and report.refused == first.refused


def test_a_run_that_ends_early_is_gone_on_with(tmp_path, folder, store):
    class Killed(Exception):
        pass

    read = []

    def dies(batch):
        for number, result in enumerate(read_here(batch)):
            if number == 2:
                raise Killed
            read.append(batch[number])
            yield result

    with pytest.raises(Killed):
        synced(store, folder, dies)
    again = []

    def goes_on(batch):
        again.extend(batch)
        yield from read_here(batch)

    synced(store, folder, goes_on)
    assert content(store)[1:] == expected(tmp_path)[0][1:]
    sources = [{file.source for p in run for file in p.files} for run in (read, again)]
    assert sources[0] and sources[1] and not sources[0] & sources[1]


def test_a_portion_that_is_taken_in_twice_changes_nothing(folder, store):
    intake = StoreIntake(store, FINGERPRINT, 16)
    read = list(read_here(list(portions(scan(folder).files, most=2))))
    for portion in read:
        intake.take_in(portion)
    before = content(store)
    for portion in read:
        intake.take_in(portion)
    assert content(store) == before


def test_changes_moves_and_removals_are_taken_up(tmp_path, folder, store):
    synced(store, folder)
    with open_corpus(tmp_path, settings=SETTINGS) as corpus:
        corpus.sync()
    change_folder(folder)
    report = synced(store, folder)
    alone, _ = expected(tmp_path)
    mine = content(store)
    by_id = lambda documents: sorted(documents, key=lambda entry: entry[0].id)  # noqa: E731
    assert by_id(mine[0]) == by_id(alone[0])
    assert mine[1:] == alone[1:]
    assert report.removed and report.changed


def test_vectors_are_those_of_the_embedder(folder, store):
    synced(store, folder)
    ids = store.passages.ids(FINGERPRINT)
    _, vectors = store.passages.vectors(ids, 16)
    assert len(ids) > 5
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-2)
