"""Copies of a store that grew apart have equal generation numbers by different writers."""

import contextlib
import json
import shutil
import sqlite3
import threading

import pytest

from index.search.lexical_files import LexicalState
from index.storage.store import Store
from tests.fakes import WordEmbedder
from tests.index.corpora import assert_sound, contents, make_folder, open_corpus, searches, write


@pytest.fixture
def root(tmp_path):
    make_folder(tmp_path / "folder")
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
    return tmp_path


def grow(root, name, text):
    """One more document, in a generation of its own."""
    with open_corpus(root) as corpus:
        corpus.add_texts([(name, text)])


def generation(root):
    with contextlib.closing(sqlite3.connect(root / "corpus/corpus.sqlite")) as connection:
        return connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()[0]


@pytest.mark.slow
def test_a_copy_that_grew_elsewhere_and_is_put_back(root, caplog):
    """Its generations pass those of the indexes that lie there, and none of them is trusted."""
    copy = root / "copy.sqlite"
    shutil.copy2(root / "corpus/corpus.sqlite", copy)
    grow(root, "lost", "A zebra came to the harbour.")
    derived = root / "derived"
    shutil.copytree(root / "corpus", derived)
    lost_at = generation(root)

    shutil.rmtree(root / "corpus")
    (root / "corpus").mkdir()
    shutil.copy2(copy, root / "corpus/corpus.sqlite")
    grow(root, "kept", "A giraffe came to the road.")
    grow(root, "kept too", "An ibis came, too.")
    assert int(generation(root)) > int(lost_at)
    for name in ("vectors.faiss", "vectors.json", "lexical.json"):
        shutil.copy2(derived / name, root / "corpus" / name)
    shutil.rmtree(root / "corpus/lexical")
    shutil.copytree(derived / "lexical", root / "corpus/lexical")

    with open_corpus(root) as corpus:
        corpus.check()
        assert_sound(corpus)
        assert corpus.lexical_search("zebra", 5) == []
        for word in ("giraffe", "ibis"):
            assert len(corpus.lexical_search(word, 5)) == 1
        seen = searches(corpus)
    with open_corpus(root) as corpus:
        assert searches(corpus) == seen
    assert caplog.messages == []
    assert not list((root / "corpus").glob("*.damaged-*"))


def test_a_manifest_of_another_writer_at_the_same_generation(root):
    for name in ("vectors.json", "lexical.json"):
        path = root / "corpus" / name
        manifest = json.loads(path.read_text())
        assert len(manifest["writer"]) == 16
        path.write_text(json.dumps(manifest | {"writer": "0" * 16}))
    with open_corpus(root) as corpus:
        engine = corpus._search._engine
        assert engine._vector_files.generation == engine._lexical_files.generation == 0
        assert_sound(corpus)
    for name in ("vectors.json", "lexical.json"):
        assert json.loads((root / "corpus" / name).read_text())["writer"] == manifest["writer"]


def test_each_opening_that_writes_has_an_id_and_reading_makes_none(root):
    ids = []
    for number in range(3):
        grow(root, f"{number}", f"Number {number}.")
        store = Store(root / "corpus/corpus.sqlite")
        ids.append(store.writer_of(store.generation()))
        with contextlib.closing(sqlite3.connect(store.path)) as connection:
            count = connection.execute("SELECT COUNT(*) FROM writers").fetchone()[0]
        store.close()
    assert len(set(ids)) == 3
    store = Store(root / "corpus/corpus.sqlite")
    with contextlib.closing(sqlite3.connect(store.path)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM writers").fetchone()[0] == count
    past = store.generation()
    assert [store.writer_of(past - back) for back in (2, 1, 0)] == ids
    store.close()


def test_a_change_that_fails_names_no_writer(tmp_path):
    store = Store(tmp_path / "corpus.sqlite")
    before = store.writer_of(0)
    other = Store(tmp_path / "corpus.sqlite")
    with pytest.raises(RuntimeError), other.transaction():
        raise RuntimeError
    assert store.writer_of(1) == before
    with other.transaction() as made:
        pass
    assert store.writer_of(made) != before
    store.close()
    other.close()


def test_a_store_from_before_there_were_writers(root, caplog):
    """It gets them silently, and its indexes are rebuilt from it."""
    with contextlib.closing(sqlite3.connect(root / "corpus/corpus.sqlite")) as connection:
        connection.execute("DROP TABLE writers")
    for name in ("vectors.json", "lexical.json"):
        path = root / "corpus" / name
        manifest = json.loads(path.read_text())
        del manifest["writer"]
        path.write_text(json.dumps(manifest))
    with open_corpus(root, WordEmbedder()) as corpus:
        texts = set(contents(corpus))
        assert_sound(corpus)
        assert corpus.embedder.calls == 0
        assert corpus.sync().unchanged == len(texts)
        assert set(contents(corpus)) == texts
    assert caplog.messages == []
    assert not list((root / "corpus").glob("*.damaged-*"))


def test_a_document_is_read_as_of_one_moment(root, monkeypatch):
    """A key may be given away meanwhile: without one state, its text got the next one's sources."""
    with open_corpus(root) as corpus, open_corpus(root) as other:
        corpus.add_texts([("first", "The last text of all.")])
        id_ = corpus.document_ids()[-1]
        reader = other._store.documents
        real = reader._sources_of

        def replaced(key):
            monkeypatch.setattr(reader, "_sources_of", real)
            corpus.remove(id_)
            corpus.add_texts([("second", "Quite another text.")])
            return real(key)

        monkeypatch.setattr(reader, "_sources_of", replaced)
        document = reader.get(id_)
        assert (document.text, document.sources) == ("The last text of all.", ("first",))
        assert reader.get(id_) is None


def test_what_another_one_wrote_is_taken_up_without_the_lock(root):
    with open_corpus(root) as corpus, open_corpus(root) as other:
        write(root / "folder/new.txt", "A zebra came.")
        corpus.sync()
        # What the other wrote is taken up without the lock.
        with corpus._lock._file_lock.acquire():
            assert len(other.lexical_search("zebra", 5)) == 1
            assert other._search._engine._is_current()
            assert other._search._engine._lexical_files.state is LexicalState.ON_DISK


def test_a_writer_waits_a_moment_for_a_search_that_has_the_lock(root):
    write(root / "folder/new.txt", "A zebra came.")
    held, release = threading.Event(), threading.Event()
    with open_corpus(root) as corpus, open_corpus(root) as other:

        def hold():
            with other._lock._file_lock.acquire():
                held.set()
                release.wait(20)

        threading.Thread(target=hold).start()
        assert held.wait(20)
        threading.Timer(0.3, release.set).start()
        assert corpus.sync().added == 1
