"""After damage and sudden ends the corpus opens again with every committed document."""

import contextlib
import json
import logging
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import index.sync.batches
from index.corpus import Corpus
from index.errors import StoreError
from index.search.local_engine import LocalEngine
from tests.fakes import WordEmbedder
from tests.index.corpora import (
    TEXTS,
    all_passages,
    assert_sound,
    contents,
    make_folder,
    open_corpus,
    searches,
    write,
)

ROOT = Path(__file__).resolve().parent.parent.parent


def segment(location, suffix):
    """The file of a lexical segment with this suffix."""
    return min((location / "lexical").glob(f"*.{suffix}"))


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwrite(path):
    path.write_bytes(b"\xa5" * path.stat().st_size)


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0xFF
    path.write_bytes(data)


def garbage(path):
    path.write_text("{ this is no JSON")


SEGMENT_SUFFIXES = ("idx", "pos", "term", "store", "fast", "fieldnorm")

DAMAGES = {
    "vectors cut": ("vectors.faiss", lambda at: cut(at / "vectors.faiss")),
    "vectors overwritten": ("vectors.faiss", lambda at: overwrite(at / "vectors.faiss")),
    "vectors flipped": ("vectors.faiss", lambda at: flip(at / "vectors.faiss")),
    "vectors empty": ("vectors.faiss", lambda at: (at / "vectors.faiss").write_bytes(b"")),
    "vectors manifest": ("vectors.json", lambda at: garbage(at / "vectors.json")),
    "lexical manifest": ("lexical.json", lambda at: garbage(at / "lexical.json")),
    "lexical meta cut": ("lexical", lambda at: cut(at / "lexical/meta.json")),
    "lexical meta missing": ("lexical", lambda at: (at / "lexical/meta.json").unlink()),
    "lexical file added": ("lexical", lambda at: (at / "lexical/x.idx").write_text("x")),
    **{
        f"lexical {suffix} {damage.__name__}": (
            "lexical",
            lambda at, suffix=suffix, damage=damage: damage(segment(at, suffix)),
        )
        for suffix in SEGMENT_SUFFIXES
        for damage in (cut, flip)
    },
    "vectors missing": (None, lambda at: (at / "vectors.faiss").unlink()),
    "vectors manifest missing": (None, lambda at: (at / "vectors.json").unlink()),
    "vectors manifest of other things": (None, lambda at: (at / "vectors.json").write_text("[1]")),
    "lexical missing": (None, lambda at: shutil.rmtree(at / "lexical")),
    "lexical manifest missing": (None, lambda at: (at / "lexical.json").unlink()),
    "lexical manifest of other things": (None, lambda at: (at / "lexical.json").write_text("{}")),
    "all missing": (None, lambda at: (shutil.rmtree(at / "lexical"), _unlink_all(at))),
}


def _unlink_all(at):
    for name in ("vectors.faiss", "vectors.json", "lexical.json"):
        (at / name).unlink()


@pytest.fixture(scope="module")
def healthy(tmp_path_factory):
    """A closed corpus, and the results of searches in it."""
    root = tmp_path_factory.mktemp("healthy")
    make_folder(root / "folder")
    with open_corpus(root) as corpus:
        corpus.sync()
        assert_sound(corpus)
        return root, searches(corpus)


@pytest.fixture
def root(tmp_path, healthy):
    """A copy of it that a test may damage."""
    shutil.copytree(healthy[0], tmp_path, dirs_exist_ok=True, copy_function=shutil.copy2)
    with contextlib.closing(sqlite3.connect(tmp_path / "corpus" / "corpus.sqlite")) as store:
        # The copy belongs to the copied folder.
        store.execute("UPDATE meta SET value = ? WHERE key = 'folder'", (str(tmp_path / "folder"),))
        store.commit()
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(("aside", "damage"), DAMAGES.values(), ids=DAMAGES)
def test_damaged_indexes_are_made_anew(root, healthy, caplog, aside, damage):
    location = root / "corpus"
    damage(location)
    with caplog.at_level(logging.WARNING), open_corpus(root) as corpus:
        corpus.check()
        assert searches(corpus) == healthy[1]
        assert_sound(corpus)
        assert corpus.embedder.calls == 0
    kept = sorted(path.name for path in location.glob("*.damaged-*"))
    if aside is None:
        assert (kept, caplog.messages) == ([], [])
    else:
        (name,) = kept
        assert name.startswith(f"{aside}.damaged-")
        (message,) = caplog.messages
        assert str(location / aside) in message
        assert name in message
        assert "\n" not in message
    caplog.clear()
    with open_corpus(root) as corpus:
        assert searches(corpus) == healthy[1]
    assert caplog.messages == []
    assert len(list(location.glob("*.damaged-*"))) == len(kept)


def test_a_manifest_that_counts_otherwise(root, healthy, caplog):
    for name in ("vectors.json", "lexical.json"):
        path = root / "corpus" / name
        manifest = json.loads(path.read_text())
        path.write_text(json.dumps(manifest | {"count": manifest["count"] + 1}))
    with open_corpus(root) as corpus:
        assert searches(corpus) == healthy[1]
    assert len(caplog.messages) == 2


def test_a_manifest_that_lacks_something(root, healthy):
    for name, key in (("vectors.json", "sha256"), ("lexical.json", "files")):
        path = root / "corpus" / name
        manifest = json.loads(path.read_text())
        del manifest[key]
        path.write_text(json.dumps(manifest))
    with open_corpus(root) as corpus:
        assert searches(corpus) == healthy[1]


def test_a_store_older_than_its_indexes(root, healthy):
    """As after a power cut, or when a copy of the store is put back."""
    location = root / "corpus"
    older = {path.name: path.read_bytes() for path in location.glob("corpus.sqlite*")}
    write(root / "folder/new.txt", "A zebra came. It left.")
    with open_corpus(root) as corpus:
        corpus.sync()
        assert corpus.lexical_search("zebra", 1)
    for path in location.glob("corpus.sqlite*"):
        path.unlink()
    for name, data in older.items():
        (location / name).write_bytes(data)
    (root / "folder/new.txt").unlink()
    with open_corpus(root) as corpus:
        assert searches(corpus) == healthy[1]
        assert_sound(corpus)


# -- the store itself


def test_a_damaged_store_is_named_and_left_alone(root):
    path = root / "corpus/corpus.sqlite"
    path.write_bytes(b"This is not a database. " * 500)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"corpus\.sqlite: damaged") as caught:
        open_corpus(root)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == before


def test_a_store_of_a_newer_format(root):
    path = root / "corpus/corpus.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'format'")
    connection.close()
    with pytest.raises(StoreError, match=r"corpus\.sqlite: store format 99, this version reads 1"):
        open_corpus(root)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT COUNT(*) FROM documents").fetchone() == (len(TEXTS),)
    connection.close()


def test_another_program_s_database(root):
    path = root / "corpus/corpus.sqlite"
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(StoreError, match=r"corpus\.sqlite: damaged, or not ours"):
        open_corpus(root)


def test_damaged_user_data_is_named_and_left_alone(root):
    path = root / "corpus/user.sqlite"
    path.write_bytes(b"not a database either" * 500)
    with pytest.raises(StoreError, match=r"user\.sqlite: damaged, or not ours"):
        open_corpus(root)
    assert path.read_bytes().startswith(b"not a database either")


# -- sudden ends


class FailingEmbedder(WordEmbedder):
    """Fails in its second call."""

    def embed(self, texts, done=None):
        if self.calls == 1:
            raise KeyboardInterrupt
        return super().embed(texts, done)


@pytest.fixture
def many(tmp_path):
    """A folder that takes several batches, and how many passages a batch then has."""
    texts = {f"{i:02}.txt": f"File number {i}. The bell rang." for i in range(10)}
    make_folder(tmp_path / "folder", texts)
    return tmp_path, set(texts.values())


def uninterrupted(root):
    """Searches in a corpus of the same folder made in one run, as texts and scores."""
    with Corpus(root / "other", WordEmbedder(), folder=root / "folder") as corpus:
        corpus.sync()
        return as_texts(corpus)


def as_texts(corpus):
    passages = all_passages(corpus)

    def text_of(id_):
        passage = passages[id_]
        return corpus.document(passage.document_id).text[passage.start : passage.end]

    return [sorted((text_of(i), round(s, 5)) for i, s in found) for found in searches(corpus)[4::6]]


@pytest.mark.parametrize("indexes_are_saved", [True, False])
def test_an_interrupted_sync_keeps_what_is_committed(many, monkeypatch, indexes_are_saved):
    root, texts = many
    monkeypatch.setattr(index.sync.batches, "_BATCH_PASSAGES", 3)
    with monkeypatch.context() as patch, open_corpus(root, FailingEmbedder()) as corpus:
        if not indexes_are_saved:
            patch.setattr(LocalEngine, "update", lambda self, changes: None)
        with pytest.raises(KeyboardInterrupt):
            corpus.sync()
    assert (root / "corpus/vectors.json").exists() is indexes_are_saved
    with open_corpus(root) as corpus:
        found = set(contents(corpus))
        assert 0 < len(found) < len(texts)
        assert_sound(corpus)
        assert corpus.lexical_search("bell", 100)
        report = corpus.sync()
        assert report.added == len(texts) - len(found)
        assert len(corpus.embedder.embedded) == report.passages
        assert set(contents(corpus)) == texts
        assert_sound(corpus)


def test_an_interrupted_sync_ends_as_an_uninterrupted_one(many, monkeypatch):
    root, _ = many
    monkeypatch.setattr(index.sync.batches, "_BATCH_PASSAGES", 3)
    with (
        Corpus(root / "corpus", FailingEmbedder(), folder=root / "folder") as corpus,
        pytest.raises(KeyboardInterrupt),
    ):
        corpus.sync()
    with Corpus(root / "corpus", WordEmbedder(), folder=root / "folder") as corpus:
        corpus.sync()
        assert as_texts(corpus) == uninterrupted(root)


KILLED = """
import os, sys
from pathlib import Path
import index.sync.batches
from tests.fakes import WordEmbedder
from tests.index.corpora import open_corpus

class Killed(WordEmbedder):
    def embed(self, texts, done=None):
        if self.calls == 2:
            os._exit(9)
        return super().embed(texts, done)

index.sync.batches._BATCH_PASSAGES = 3
open_corpus(Path(sys.argv[1]), Killed()).sync()
"""


def test_a_killed_process_leaves_whole_documents(many):
    root, texts = many
    process = subprocess.run(
        [sys.executable, "-c", KILLED, str(root)], cwd=ROOT, capture_output=True, text=True
    )
    assert process.returncode == 9, process.stderr
    assert not (root / "corpus/vectors.json").exists()
    with open_corpus(root) as corpus:
        found = set(contents(corpus))
        assert 0 < len(found) < len(texts)
        assert found < texts
        assert_sound(corpus)
        corpus.sync()
        assert set(contents(corpus)) == texts
        assert_sound(corpus)


def test_a_crash_after_a_change_leaves_old_indexes_that_catch_up(root, monkeypatch):
    write(root / "folder/snow.txt", "A zebra came.")
    (root / "folder/tide.txt").unlink()
    with monkeypatch.context() as patch, open_corpus(root) as corpus:
        patch.setattr(LocalEngine, "update", lambda self, changes: None)
        corpus.sync()
    with open_corpus(root) as corpus:
        assert len(corpus.lexical_search("zebra", 5)) == 1
        assert_sound(corpus)
        assert not [t for t in contents(corpus) if t in (TEXTS["snow.txt"], TEXTS["tide.txt"])]


@pytest.mark.parametrize("name", ["vectors.json", "lexical.json"])
def test_a_crash_while_indexes_are_written(root, monkeypatch, caplog, name):
    """The index is new, its manifest still the old one."""
    import index.search.manifests

    real = index.search.manifests.write_json_whole

    def write_json_whole(path, value):
        if path.name == name:
            raise KeyboardInterrupt
        real(path, value)

    write(root / "folder/snow.txt", "A zebra came.")
    with monkeypatch.context() as patch, open_corpus(root) as corpus:
        patch.setattr(index.search.manifests, "write_json_whole", write_json_whole)
        with pytest.raises(KeyboardInterrupt):
            corpus.sync()
    with open_corpus(root) as corpus:
        assert len(corpus.lexical_search("zebra", 5)) == 1
        assert_sound(corpus)
    assert caplog.messages == []
