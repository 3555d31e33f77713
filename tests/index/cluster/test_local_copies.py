"""A reader on another machine keeps the files of a version on its disk, each copied once."""

from __future__ import annotations

import os
import shutil
import threading
from collections import namedtuple
from pathlib import Path

import obstore
import pytest

from index.cluster import local_copies
from index.cluster.cluster_corpus import ClusterCorpus
from index.cluster.cluster_store import ClusterStore
from index.cluster.cluster_upkeep import erase
from index.cluster.local_copies import LocalCopies, folder_of_place
from tests.fakes import WordEmbedder
from tests.index.cluster.filling import MADE_WITH, prepared

pytestmark = pytest.mark.slow

ROPE = "The rope is long. A bell hangs on it. It rings at noon."
HARBOUR = "The harbour lies east. A bell rings there at night."


@pytest.fixture
def filled(remote):
    with ClusterStore.create(remote, MADE_WITH, WordEmbedder().dimension) as store:
        store.put([prepared(ROPE, "a.txt")])
        yield store


@pytest.fixture
def reader(filled, remote, tmp_path):
    with ClusterCorpus(remote, WordEmbedder(), store=tmp_path / "reader") as corpus:
        corpus.wait_for_copies()
        yield corpus


def texts(corpus, question="bell"):
    """Texts of the documents that are found."""
    ids = [id_ for id_, _ in corpus.lexical_search(question, 10)]
    return sorted({corpus.document(p.document_id).text for p in corpus.passages(ids).values()})


def copied(tmp_path):
    """Inodes of the files of the copies, without manifests."""
    files = (tmp_path / "reader").rglob("*.lance/**/*")
    return {f: f.stat().st_ino for f in files if f.is_file() and f.suffix != ".manifest"}


def test_what_was_copied_is_not_read_from_object_storage(reader, bucket, remote, tmp_path):
    prefix = remote.removeprefix(f"s3://{bucket.bucket}/")
    names = bucket.names(f"{prefix}/passages.lance/") | bucket.names(f"{prefix}/documents.lance/")
    obstore.delete(bucket.client(), sorted(n for n in names if "/_versions/" not in n))
    assert texts(reader) == [ROPE]
    assert reader.dense_search(WordEmbedder().embed_question("bell"), 5)
    assert (tmp_path / "reader").stat().st_mode & 0o077 == 0


def test_a_change_copies_only_what_is_new(reader, filled, tmp_path):
    before = copied(tmp_path)
    filled.put([prepared(HARBOUR, "b.txt")])
    reader.wait_for_copies()
    assert texts(reader) == sorted([ROPE, HARBOUR])
    after = copied(tmp_path)
    assert {file: after.get(file) for file in before} == before
    assert after.keys() - before.keys()


def test_files_that_no_version_needs_go_after_a_while(reader, filled, tmp_path):
    old = copied(tmp_path)
    for file in old:
        os.utime(file, (1, 1))
    filled.put([prepared(HARBOUR, "a.txt")])
    filled.optimize()
    reader.refresh()
    reader.wait_for_copies()
    assert texts(reader) == [HARBOUR]
    assert not any(file.exists() for file in old if "passages.lance/data" in str(file))


def test_a_copy_in_part_is_made_whole(reader, remote, tmp_path):
    (file, *_) = [file for file in copied(tmp_path) if "passages.lance/data" in str(file)]
    file.write_bytes(file.read_bytes()[:10])
    with ClusterCorpus(remote, WordEmbedder(), store=tmp_path / "reader") as again:
        again.wait_for_copies()
        assert texts(again) == [ROPE]
    assert file.stat().st_size > 10


def test_without_room_object_storage_is_read(filled, remote, tmp_path, monkeypatch, caplog):
    usage = namedtuple("usage", "total used free")(10, 10, 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with ClusterCorpus(remote, WordEmbedder(), store=tmp_path / "reader") as corpus:
        corpus.wait_for_copies()
        assert texts(corpus) == [ROPE]
    assert "keep some free" in caplog.text
    assert not list((tmp_path / "reader").rglob("*.manifest"))


def test_while_a_copy_is_made_object_storage_is_read_and_no_other_is_begun(
    filled, remote, tmp_path, monkeypatch
):
    begun, may_go_on = [], threading.Event()
    real = LocalCopies._copy

    def slow(self, name, table):
        if name == "passages":
            begun.append(table.version)
            may_go_on.wait(60)
        real(self, name, table)

    monkeypatch.setattr(local_copies, "_PATIENCE", 0.01)
    monkeypatch.setattr(LocalCopies, "_copy", slow)
    with ClusterCorpus(remote, WordEmbedder(), store=tmp_path / "reader") as corpus:
        for text in (HARBOUR, "A bell on a boat."):
            filled.put([prepared(text, f"{text[:9]}.txt")])
            corpus.refresh()
        assert len(texts(corpus)) == 3
        assert len(begun) == 1
        may_go_on.set()
        corpus.wait_for_copies()
        corpus.wait_for_copies()
        assert len(begun) == 2 and begun[0] < begun[1]
        assert len(texts(corpus)) == 3


def test_a_new_corpus_at_the_same_place_is_not_taken_for_the_old_one(reader, remote, tmp_path):
    reader.close()
    erase(remote)
    with ClusterStore.create(remote, MADE_WITH, WordEmbedder().dimension) as store:
        store.put([prepared(HARBOUR, "a.txt")])
    with ClusterCorpus(remote, WordEmbedder(), store=tmp_path / "reader") as corpus:
        corpus.wait_for_copies()
        assert texts(corpus) == [HARBOUR]


def test_each_store_and_place_has_a_folder_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://one.example")
    first = folder_of_place("s3://bucket/corpus")
    monkeypatch.chdir(tmp_path)
    assert folder_of_place("s3://bucket/corpus/") == first
    others = {folder_of_place("s3://bucket/other"),
              folder_of_place("s3://bucket/corpus", "https://two.example"),
              folder_of_place(str(Path("bucket/corpus")))}  # fmt: skip
    assert len(others | {first}) == 4
