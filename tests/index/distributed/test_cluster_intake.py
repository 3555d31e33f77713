"""Portions taken into Lance tables hold what the same folder gives on one machine."""

from contextlib import closing

import pytest

from index.cluster.cluster_intake import ClusterIntake
from index.cluster.cluster_rows import document_of
from index.cluster.cluster_store import ClusterStore
from index.distributed.shared_reading import sync_shared
from index.errors import StoreError
from index.storage.store import Store
from tests.index.corpora import open_corpus, write
from tests.index.distributed.folders import (
    FINGERPRINT,
    SETTINGS,
    change_folder,
    mixed_folder,
    read_here,
)
from tests.object_stores import running_store


@pytest.fixture
def folder(tmp_path):
    return mixed_folder(tmp_path)


@pytest.fixture
def cluster(tmp_path):
    with ClusterStore.create(str(tmp_path / "tables"), FINGERPRINT, 16) as cluster:
        yield cluster


def synced(cluster, folder, read_all=read_here):
    return sync_shared(folder, ClusterIntake(cluster), read_all, portion_files=2)


def content(cluster):
    """Documents with passages and sources, by id; refusals; without ids and times."""
    tables = cluster.tables
    names = ["id", "title", "text", "pages", "structure", "layout"]
    sources = sorted(
        tables.all_rows("sources", ["order", "source", "title", "document", "sha256", "notes"]),
        key=lambda row: row["order"],
    )
    documents = {}
    for row in tables.all_rows("documents", names):
        own = [s for s in sources if s["document"] == row["id"]]
        documents[row["id"]] = [
            document_of(row, [s["source"] for s in own]),
            [],
            [(s["source"], s["title"], s["sha256"], s["notes"]) for s in own],
        ]
    columns = ["document", "ordinal", "start", "end", "vector"]
    for row in sorted(tables.all_rows("passages", columns), key=lambda row: row["ordinal"]):
        documents[row["document"]][1].append((row["start"], row["end"], tuple(row["vector"])))
    refused = tables.all_rows("refused", ["source", "reason"])
    return documents, {row["source"]: row["reason"] for row in refused}


def expected(tmp_path):
    """What a corpus on one machine holds of the same folder."""
    with open_corpus(tmp_path, settings=SETTINGS) as corpus:
        corpus.sync()
    with closing(Store(tmp_path / "corpus" / "corpus.sqlite")) as store:
        titles, notes = store.sources.titles(), store.sources.notes()
        documents = {}
        for id_ in store.documents.ids():
            ids, vectors = store.passages.vectors(store.passages.ids(FINGERPRINT, [id_]), 16)
            passages = store.passages.get(ids)
            documents[id_] = [
                store.documents.get(id_),
                [
                    (passages[n].start, passages[n].end, tuple(vector.tolist()))
                    for n, vector in zip(ids, vectors, strict=True)
                ],
                [
                    (source, titles[source, id_], state.sha256, "\n".join(notes.get(source, ())))
                    for source, _, state in store.sources.of(id_)
                ],
            ]
        refused = {source: reason for source, (reason, _) in store.sources.refusals().items()}
    return documents, refused


def test_the_tables_hold_what_one_machine_would(tmp_path, cluster, folder):
    report = synced(cluster, folder)
    assert content(cluster) == expected(tmp_path)
    assert report.added == 7 and len(report.refused) == 2
    again = synced(cluster, folder, lambda batch: iter(batch))  # there is nothing to read
    assert (again.added, again.changed, again.removed, again.unchanged) == (0, 0, 0, 7)


@pytest.mark.slow
def test_changes_are_taken_up_and_an_ended_run_is_gone_on_with(tmp_path, cluster, folder):
    class EndedError(Exception):
        pass

    def ends(batch):
        yield from list(read_here(batch[:2]))
        raise EndedError

    with pytest.raises(EndedError):
        synced(cluster, folder, ends)
    synced(cluster, folder)
    change_folder(folder)
    write(folder / "late.txt", "Ben was late.")
    synced(cluster, folder)
    documents, refused = content(cluster)
    alone, alone_refused = expected(tmp_path)
    assert documents == alone and refused == alone_refused


@pytest.mark.slow
def test_what_was_stored_is_there_after_the_object_store_was_killed(tmp_path, folder, monkeypatch):
    with running_store(tmp_path / "objects") as objects:
        for name, value in objects.environment.items():
            monkeypatch.setenv(name, value)
        cluster = ClusterStore.create(f"s3://{objects.bucket}/killed", FINGERPRINT, 16)

        def kills(batch):
            yield from list(read_here(batch[:2]))
            objects.kill()
            yield from read_here(batch[2:])

        with pytest.raises(StoreError, match="cannot be reached") as failed:
            synced(cluster, folder, kills)
        assert "\n" not in str(failed.value)
        objects.start()
        stored = {name for name, _ in content(cluster)[0].items()}
        assert len(stored) >= 2
        again = []

        def goes_on(batch):
            again.extend(file.source for portion in batch for file in portion.files)
            yield from read_here(batch)

        synced(cluster, folder, goes_on)
        assert len(again) == 4  # of eight files
        documents, refused = content(cluster)
        alone, alone_refused = expected(tmp_path)
        assert documents == alone and refused == alone_refused
        assert stored <= set(documents)
