"""The vector index on disk, small enough to be compressed early: it always equals the store."""

import json
import logging

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.search.manifests import Manifests
from index.search.vector_files import VectorFiles
from index.storage.store import Store, StoredChanges
from index.text.passages import PassageDraft
from index.values import Document, FileState, LoaderStamp, Span, document_id

DIMENSION = 8
MOST = 20
STATE = FileState("", 0, 0, 0, LoaderStamp("text"))


class Passages:
    """A store with one passage a document, named by a number, and its index."""

    def __init__(self, folder):
        self.folder = folder
        self.store = Store(folder / "corpus.sqlite")
        self.files = self.open()

    def open(self):
        return VectorFiles(self.folder, StoredChanges(self.store, "m", DIMENSION), MOST)

    def put(self, *numbers):
        with self.store.transaction() as generation:
            for number in numbers:
                text = f"Text {number}."
                document = Document(document_id(text), text, "T", (text,))
                vector = np.random.default_rng(number).normal(size=(1, DIMENSION))
                vector = (vector / np.linalg.norm(vector)).astype(np.float32)
                drafts = [PassageDraft(0, len(text), (Span(0, len(text)),))]
                self.store.put_document(generation, document, "m", drafts, vector)
                self.store.link(generation, text, "text", "T", document.id, STATE)

    def drop(self, *numbers):
        with self.store.transaction() as generation:
            for number in numbers:
                self.store.unlink(generation, f"Text {number}.")

    def assert_sound(self, files=None):
        files = files or self.files
        ids = self.store.passages.ids("m")
        assert files.index.ids() == ids
        assert len(files.index) == len(ids)
        question = np.full(DIMENSION, DIMENSION**-0.5, np.float32)
        stored, vectors = self.store.passages.vectors(ids, DIMENSION)
        scores = dict(zip(stored, (vectors @ question).tolist(), strict=True))
        expected = sorted(scores.items(), key=lambda one: (-one[1], one[0]))
        found = files.index.search(question, 1_000)
        assert [i for i, _ in found] == [i for i, _ in expected]
        assert [s for _, s in found] == pytest.approx([s for _, s in expected], abs=1e-6)

    def bases(self):
        return sorted(path.name for path in self.folder.glob("vectors.base-*"))

    def manifest(self):
        return json.loads((self.folder / "vectors.json").read_text())


@pytest.fixture(autouse=True)
def warnings_alone(caplog):
    """Whatever level another test has left behind."""
    caplog.set_level(logging.WARNING)


@pytest.fixture
def passages(tmp_path):
    made = Passages(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def large(passages):
    """Saved with a base of 40 vectors, two vectors beside it, and one removed."""
    passages.put(*range(40))
    passages.files.update()
    passages.put(100, 101)
    passages.drop(7)
    passages.files.update()
    return passages


def test_small_ones_are_flat_as_they_always_were(passages):
    passages.put(*range(MOST))
    passages.files.update()
    assert passages.bases() == []
    assert sorted(passages.manifest()) == [
        "bytes",
        "count",
        "generation",
        "made_from",
        "sha256",
        "writer",
    ]
    assert passages.manifest()["made_from"] == {"dimension": 8, "format": 2, "passages": "m"}
    passages.assert_sound()
    passages.assert_sound(passages.open())


def test_an_update_writes_only_what_came_since(large):
    (base,) = large.bases()
    before = (large.folder / base).stat()
    assert large.files.index.flat_count == 2
    assert large.manifest()["count"] == 2
    large.put(102)
    large.files.update()
    assert large.bases() == [base]
    after = (large.folder / base).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    large.assert_sound()
    again = large.open()
    assert again.generation == large.store.generation()
    assert again.index.base is not None
    large.assert_sound(again)


@pytest.mark.parametrize("change", ["added", "removed"])
def test_a_base_is_built_again_when_a_tenth_is_outdated(large, change):
    (base,) = large.bases()
    # Two were added and one removed of 40: four are still a tenth, five are more.
    for step in range(2):
        if change == "added":
            large.put(*range(200 + 2 * step, 202 + 2 * step))
        else:
            large.drop(*range(10 + 3 * step, 13 + 3 * step))
        large.files.update()
        large.assert_sound()
        assert (large.bases() == [base]) is (step == 0)
    assert len(large.bases()) == 1
    assert large.files.index.flat_count == 0
    assert large.files.index.base.built == len(large.files.index)
    large.assert_sound(large.open())


def test_it_becomes_flat_again_when_it_has_shrunk(large):
    large.drop(*range(30))
    large.files.update()
    assert large.bases() == []
    assert large.files.index.base is None
    large.assert_sound()
    large.assert_sound(large.open())


def overwrite(path):
    path.write_bytes(b"\xa5" * path.stat().st_size)


def cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [overwrite, cut, flip])
@pytest.mark.parametrize("what", ["base", "flat"])
def test_damage_is_set_aside_and_made_anew(large, caplog, damage, what):
    path = large.folder / (large.bases()[0] if what == "base" else "vectors.faiss")
    data = path.read_bytes()
    # A file of its own, as when a copy is put back: the old one is still mapped.
    path.unlink()
    path.write_bytes(data)
    damage(path)
    with caplog.at_level(logging.WARNING):
        opened = large.open()
    (message,) = caplog.messages
    assert str(path) in message
    assert len(list(large.folder.glob(f"{path.name}.damaged-*"))) == 1
    # A damaged flat file costs the base nothing.
    assert (opened.index.base is None) is (what == "base")
    opened.update()
    large.assert_sound(opened)
    caplog.clear()
    large.assert_sound(large.open())
    assert caplog.messages == []


def test_a_copy_that_is_put_back_is_used(large, caplog):
    path = large.folder / large.bases()[0]
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)
    opened = large.open()
    assert opened.generation == large.store.generation()
    assert caplog.messages == []
    large.assert_sound(opened)


def test_a_missing_base_is_built_again(large, caplog):
    (large.folder / large.bases()[0]).unlink()
    opened = large.open()
    assert opened.generation == 0
    opened.update()
    large.assert_sound(opened)
    large.assert_sound(large.open())
    assert caplog.messages == []


@pytest.mark.parametrize("moment", ["manifest", "flat"])
@pytest.mark.parametrize("count", [1, 10])
def test_a_crash_while_it_is_written(large, monkeypatch, caplog, moment, count):
    """One more vector writes only the flat file; ten more write a base, too."""

    def crash(*_):
        raise KeyboardInterrupt

    large.put(*range(200, 200 + count))
    with monkeypatch.context() as patch:
        if moment == "manifest":
            patch.setattr(Manifests, "write", crash)
        else:
            patch.setattr("index.search.vectors.VectorIndex.save", crash)
        with pytest.raises(KeyboardInterrupt):
            large.files.update()
    opened = large.open()
    # The old base is still there and used.
    assert opened.index.base.built == 40
    opened.update()
    large.assert_sound(opened)
    large.assert_sound(large.open())
    assert len(large.bases()) == 1
    assert caplog.messages == []


def test_another_process_has_built_a_new_base(large):
    other = large.open()
    large.put(*range(200, 210))
    large.files.update()
    other.catch_up()
    large.assert_sound(other)
    large.put(300)
    other.update()
    large.assert_sound(other)
    large.files.catch_up()
    large.assert_sound()
    large.assert_sound(large.open())
    assert len(large.bases()) == 1


def test_a_reader_that_comes_first_writes_a_true_base_later(passages):
    """Changes and removals between building in memory and writing are not lost."""
    passages.put(*range(40))
    passages.files.catch_up()
    assert passages.bases() == []
    passages.put(100)
    passages.drop(3)
    passages.files.update()
    passages.assert_sound()
    passages.assert_sound(passages.open())
    assert passages.files.index.base.built == 40


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.sets(st.integers(0, 60), max_size=25)),
            st.tuples(st.just("drop"), st.sets(st.integers(0, 60), max_size=25)),
            st.tuples(st.sampled_from(["save", "follow", "open"]), st.just(set())),
        ),
        max_size=12,
    )
)
def test_whatever_happens_it_equals_the_store(tmp_path_factory, steps):
    passages = Passages(tmp_path_factory.mktemp("steps"))
    there = set()
    reader = passages.open()
    for step, numbers in steps:
        if step == "put":
            passages.put(*sorted(numbers - there))
            there |= numbers
        elif step == "drop":
            passages.drop(*sorted(numbers & there))
            there -= numbers
        elif step == "open":
            passages.files = passages.open()
        elif step == "save":
            passages.files.update()
            passages.assert_sound()
        reader.catch_up()
        passages.assert_sound(reader)
    passages.files.update()
    passages.assert_sound()
    passages.assert_sound(passages.open())
    # The one that only followed may write, too.
    reader.update()
    passages.assert_sound(reader)
    assert len(passages.bases()) == (reader.index.base is not None)
    passages.store.close()


def test_a_limit_under_which_no_base_can_be_built(tmp_path):
    with pytest.raises(ValueError, match="fewer than 16"):
        VectorFiles(tmp_path, StoredChanges(Store(tmp_path / "s"), "m", DIMENSION), 3)
