import stat
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.storage.packing import (
    pack_numbers,
    pack_spans,
    pack_stamp,
    unpack_numbers,
    unpack_spans,
    unpack_stamp,
)
from index.storage.store import Store
from index.text.passages import PassageDraft
from index.values import Document, FileState, LoaderStamp, Page, Span, document_id

MADE = "settings"
OPEN_FILES = Path("/proc/self/fd")
STATE = FileState("ab", 3, 1, 2, LoaderStamp("text/1"))


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "corpus.sqlite")
    yield opened
    opened.close()


def document(text, title="T", pages=()):
    return Document(document_id(text), text, title, ("s",), pages)


def put(store, text, source, made=MADE, count=2, kind="file", pages=()):
    one = document(text, pages=pages)
    drafts = [PassageDraft(i, i + 1, (Span(i, i + 1),)) for i in range(count)]
    vectors = np.full((count, 4), 0.5, np.float32)
    with store.transaction() as generation:
        store.put_document(generation, one, made, drafts, vectors)
        store.link(generation, source, kind, one.title, one.id, STATE)
    return one.id


def test_a_document_comes_back(store):
    text = "e\u0301 😀\r\n\ufeff \x00 \ufb01"
    pages = (Page(1, 0, 3, (5, 6, 9)), Page(2, 3, len(text), ()))
    id_ = put(store, text, "/a", pages=pages)
    found = store.documents.get(id_)
    assert (found.text, found.pages, found.sources, found.title) == (text, pages, ("/a",), "T")
    (summary,) = store.documents.summaries()
    assert (summary.length, summary.pages, summary.passages) == (len(text), 2, 2)
    assert store.documents.get("unknown") is None


def test_half_a_document_is_never_seen(store, tmp_path):
    with pytest.raises(RuntimeError, match="stop"), store.transaction() as generation:
        one = document("text")
        store.put_document(generation, one, MADE, [], np.empty((0, 4), np.float32))
        store.link(generation, "/a", "file", one.title, one.id, STATE)
        other = Store(tmp_path / "corpus.sqlite")
        assert other.documents.ids() == []
        other.close()
        raise RuntimeError("stop")
    assert store.documents.ids() == []
    assert store.generation() == 0
    put(store, "text", "/a")
    assert store.generation() == 1


def test_passages_and_vectors_must_match(store):
    with pytest.raises(ValueError, match="1 passages but 2 vectors"), store.transaction() as number:
        store.put_document(
            number, document("t"), MADE, [PassageDraft(0, 1, ())], np.empty((2, 4), np.float32)
        )
    assert store.documents.ids() == []


def test_passage_ids_are_never_used_again(store):
    put(store, "one", "/a")
    put(store, "two", "/b")
    assert store.passages.ids(MADE) == [1, 2, 3, 4]
    with store.transaction() as generation:
        store.unlink(generation, "/b")
    assert store.passages.ids(MADE) == [1, 2]
    put(store, "three", "/c")
    assert store.passages.ids(MADE) == [1, 2, 5, 6]
    put(store, "one", "/a", made="other")
    assert store.passages.ids("other") == [7, 8]
    assert store.passages.ids(MADE) == [5, 6]
    assert store.passages.ids(MADE, [document_id("three"), "unknown"]) == [5, 6]
    assert store.passages.ids(MADE, []) == []


def test_changes_since(store):
    put(store, "one", "/a")
    put(store, "two", "/b")
    with store.transaction() as generation:
        store.unlink(generation, "/a")
    assert store.passages.changes_since(0, MADE).added == (3, 4)
    change = store.passages.changes_since(1, MADE)
    assert (change.generation, change.added, change.removed) == (3, (3, 4), (1, 2))
    assert (
        store.passages.changes_since(3, MADE).added
        == store.passages.changes_since(3, MADE).removed
        == ()
    )
    assert store.passages.changes_since(0, "other").added == ()


def test_a_source_that_now_holds_another_text(store):
    put(store, "one", "/a")
    put(store, "one", "/b")
    new = put(store, "two", "/a")
    with store.transaction() as generation:
        store.unlink_others(generation, "/a", new)
    assert store.documents.get(document_id("one")).sources == ("/b",)
    assert store.documents.get(new).sources == ("/a",)
    put(store, "two", "/b")
    with store.transaction() as generation:
        store.unlink_others(generation, "/b", new)
    assert store.documents.ids() == [new]


def test_a_document_has_the_title_of_its_first_source(store):
    id_ = put(store, "one", "/a")
    before = store.generation()
    with store.transaction() as generation:
        store.link(generation, "/b", "file", "B", id_, STATE)
    assert store.documents.get(id_).title == "T"
    assert store.passages.changes_since(before, MADE).added == ()
    with store.transaction() as generation:
        store.unlink(generation, "/a")
    assert store.documents.get(id_).title == "B"
    # Term search indexes the title, so the passages are to be indexed again.
    assert len(store.passages.changes_since(before, MADE).added) == 2


def test_a_source_needs_a_document(store):
    with pytest.raises(KeyError), store.transaction() as generation:
        store.link(generation, "/a", "file", "A", "unknown", STATE)


def test_refusals(store):
    with store.transaction():
        store.sources.refuse("/a", "why", STATE)
        store.sources.refuse("/a", "why now", STATE)
    assert store.sources.refusals() == {"/a": ("why now", STATE)}
    with store.transaction():
        store.sources.accept("/a")
    assert store.sources.refusals() == {}


def test_file_states(store):
    put(store, "one", "/a")
    put(store, "two", "name", kind="text")
    assert store.sources.states("file") == {"/a": STATE}
    newer = FileState("cd", 4, 5, 6, LoaderStamp("text/2"))
    with store.transaction():
        store.sources.touch("/a", newer)
    assert store.sources.states("file") == {"/a": newer}


def test_vectors_are_kept_in_half_precision(store):
    one = document("ab")
    vector = np.array([[0.1, -0.2, 0.3, 1 / 3]], np.float32)
    with store.transaction() as generation:
        store.put_document(generation, one, MADE, [PassageDraft(0, 1, ())], vector)
        store.link(generation, "/a", "file", one.title, one.id, STATE)
    ids, found = store.passages.vectors([1, 99], 4)
    assert ids == [1]
    assert found.dtype == np.float32
    assert np.array_equal(found, vector.astype(np.float16).astype(np.float32))
    assert store.passages.vectors([], 4)[1].shape == (0, 4)


def test_deleted_text_is_overwritten_in_the_file(store, tmp_path):
    secret = "MOST-SECRET-" * 500
    put(store, secret, "/a")
    with store.transaction() as generation:
        store.unlink(generation, "/a")
    store.close()
    assert b"MOST-SECRET-" not in (tmp_path / "corpus.sqlite").read_bytes()
    assert not (tmp_path / "corpus.sqlite-wal").exists()


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="needs the list of open files")
def test_threads_that_have_ended_leave_no_file_open(store):
    """A page that is used for days has had thousands of threads."""
    put(store, "A text.", "a.txt")
    before = len(list(OPEN_FILES.iterdir()))
    for _ in range(30):
        reader = threading.Thread(target=store.generation)
        reader.start()
        reader.join()
    assert len(list(OPEN_FILES.iterdir())) <= before + 4


def test_many_ids_fit_one_question(store):
    put(store, "one", "/a")
    assert set(store.passages.get(range(100_000))) == {1, 2}


def test_the_file_is_plain_sqlite(store, tmp_path):
    assert (tmp_path / "corpus.sqlite").read_bytes().startswith(b"SQLite format 3")
    assert stat.S_ISREG((tmp_path / "corpus.sqlite").stat().st_mode)


@given(st.lists(st.integers(-(2**31), 2**31 - 1)))
@example([-(2**30), 2**30])  # their difference does not fit
def test_numbers_come_back(numbers):
    assert unpack_numbers(pack_numbers(numbers)) == tuple(numbers)


@given(st.lists(st.tuples(st.integers(0, 2**31), st.integers(0, 2**31)).map(sorted)))
def test_spans_come_back(pairs):
    spans = tuple(Span(*pair) for pair in pairs)
    assert unpack_spans(pack_spans(spans)) == spans


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("text", LoaderStamp("text")),
        ("pdf/1+pypdfium2-5.0", LoaderStamp("pdf/1+pypdfium2-5.0")),
        ("pdf/1; limits-ab12", LoaderStamp("pdf/1", limits="limits-ab12")),
        ("zip/1+ab; 3 files; limits-ab", LoaderStamp("zip/1+ab", members=3, limits="limits-ab")),
        ("zip/1+ab; 0 files", LoaderStamp("zip/1+ab", members=0)),
        ("", LoaderStamp("")),
        ("a; b; c", LoaderStamp("a; b; c")),
        ("zip/1; 03 files; limits-ab", LoaderStamp("zip/1; 03 files; limits-ab")),
    ],
)
def test_stamps_of_loaders_are_stored_as_one_line(text, stamp):
    """In the form that the first version gave them; any other text comes back unchanged."""
    assert unpack_stamp(text) == stamp
    assert pack_stamp(stamp) == text


def test_passages_by_document(store):
    one, two = put(store, "one", "/a"), put(store, "two", "/b", count=3)
    assert store.passages.ids_by_document(MADE) == {one: range(1, 3), two: range(3, 6)}
    assert store.passages.ids_by_document("other") == {}
    with store.transaction():
        store._database.connection().execute("UPDATE passages SET id = 10 WHERE id = 2")
    assert store.passages.ids_by_document(MADE) == {one: [1, 10], two: range(3, 6)}
