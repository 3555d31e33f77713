import stat

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.storage.packing import pack_numbers, pack_spans, unpack_numbers, unpack_spans
from index.storage.store import Store
from index.text.passages import Draft
from index.values import Document, FileState, Page, Span, document_id

MADE = "settings"
STATE = FileState("ab", 3, 1, 2, "text/1")


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "corpus.sqlite")
    yield opened
    opened.close()


def document(text, title="T", pages=()):
    return Document(document_id(text), text, title, ("s",), pages)


def put(store, text, source, made=MADE, count=2, kind="file", pages=()):
    one = document(text, pages=pages)
    drafts = [Draft(i, i + 1, (Span(i, i + 1),)) for i in range(count)]
    vectors = np.full((count, 4), 0.5, np.float32)
    with store.transaction() as generation:
        store.put_document(generation, one, made, drafts, vectors)
        store.link(generation, source, kind, one.title, one.id, STATE)
    return one.id


def test_a_document_comes_back(store):
    text = "e\u0301 😀\r\n\ufeff \x00 \ufb01"
    pages = (Page(1, 0, 3, (5, 6, 9)), Page(2, 3, len(text), ()))
    id_ = put(store, text, "/a", pages=pages)
    found = store.document(id_)
    assert (found.text, found.pages, found.sources, found.title) == (text, pages, ("/a",), "T")
    (summary,) = store.summaries()
    assert (summary.length, summary.pages, summary.passages) == (len(text), 2, 2)
    assert store.document("unknown") is None


def test_half_a_document_is_never_seen(store, tmp_path):
    with pytest.raises(RuntimeError, match="stop"), store.transaction() as generation:
        one = document("text")
        store.put_document(generation, one, MADE, [], np.empty((0, 4), np.float32))
        store.link(generation, "/a", "file", one.title, one.id, STATE)
        other = Store(tmp_path / "corpus.sqlite")
        assert other.document_ids() == []
        other.close()
        raise RuntimeError("stop")
    assert store.document_ids() == []
    assert store.generation() == 0
    put(store, "text", "/a")
    assert store.generation() == 1


def test_passages_and_vectors_must_match(store):
    with pytest.raises(ValueError, match="1 passages but 2 vectors"), store.transaction() as number:
        store.put_document(
            number, document("t"), MADE, [Draft(0, 1, ())], np.empty((2, 4), np.float32)
        )
    assert store.document_ids() == []


def test_passage_ids_are_never_used_again(store):
    put(store, "one", "/a")
    put(store, "two", "/b")
    assert store.passage_ids(MADE) == [1, 2, 3, 4]
    with store.transaction() as generation:
        store.unlink(generation, "/b")
    assert store.passage_ids(MADE) == [1, 2]
    put(store, "three", "/c")
    assert store.passage_ids(MADE) == [1, 2, 5, 6]
    put(store, "one", "/a", made="other")
    assert store.passage_ids("other") == [7, 8]
    assert store.passage_ids(MADE) == [5, 6]
    assert store.passage_ids(MADE, [document_id("three"), "unknown"]) == [5, 6]
    assert store.passage_ids(MADE, []) == []


def test_changes_since(store):
    put(store, "one", "/a")
    put(store, "two", "/b")
    with store.transaction() as generation:
        store.unlink(generation, "/a")
    assert store.changes_since(0, MADE).added == (3, 4)
    change = store.changes_since(1, MADE)
    assert (change.generation, change.added, change.removed) == (3, (3, 4), (1, 2))
    assert store.changes_since(3, MADE).added == store.changes_since(3, MADE).removed == ()
    assert store.changes_since(0, "other").added == ()


def test_a_source_that_now_holds_another_text(store):
    put(store, "one", "/a")
    put(store, "one", "/b")
    new = put(store, "two", "/a")
    with store.transaction() as generation:
        store.unlink_others(generation, "/a", new)
    assert store.document(document_id("one")).sources == ("/b",)
    assert store.document(new).sources == ("/a",)
    put(store, "two", "/b")
    with store.transaction() as generation:
        store.unlink_others(generation, "/b", new)
    assert store.document_ids() == [new]


def test_a_document_has_the_title_of_its_first_source(store):
    id_ = put(store, "one", "/a")
    before = store.generation()
    with store.transaction() as generation:
        store.link(generation, "/b", "file", "B", id_, STATE)
    assert store.document(id_).title == "T"
    assert store.changes_since(before, MADE).added == ()
    with store.transaction() as generation:
        store.unlink(generation, "/a")
    assert store.document(id_).title == "B"
    # Term search indexes the title, so the passages are to be indexed again.
    assert len(store.changes_since(before, MADE).added) == 2


def test_a_source_needs_a_document(store):
    with pytest.raises(KeyError), store.transaction() as generation:
        store.link(generation, "/a", "file", "A", "unknown", STATE)


def test_refusals(store):
    with store.transaction():
        store.refuse("/a", "why", STATE)
        store.refuse("/a", "why now", STATE)
    assert store.refusals() == {"/a": ("why now", STATE)}
    with store.transaction():
        store.accept("/a")
    assert store.refusals() == {}


def test_file_states(store):
    put(store, "one", "/a")
    put(store, "two", "name", kind="text")
    assert store.source_states("file") == {"/a": STATE}
    newer = FileState("cd", 4, 5, 6, "text/2")
    with store.transaction():
        store.touch("/a", newer)
    assert store.source_states("file") == {"/a": newer}


def test_vectors_are_kept_in_half_precision(store):
    one = document("ab")
    vector = np.array([[0.1, -0.2, 0.3, 1 / 3]], np.float32)
    with store.transaction() as generation:
        store.put_document(generation, one, MADE, [Draft(0, 1, ())], vector)
        store.link(generation, "/a", "file", one.title, one.id, STATE)
    ids, found = store.vectors([1, 99], 4)
    assert ids == [1]
    assert found.dtype == np.float32
    assert np.array_equal(found, vector.astype(np.float16).astype(np.float32))
    assert store.vectors([], 4)[1].shape == (0, 4)


def test_deleted_text_is_overwritten_in_the_file(store, tmp_path):
    secret = "MOST-SECRET-" * 500
    put(store, secret, "/a")
    with store.transaction() as generation:
        store.unlink(generation, "/a")
    store.close()
    assert b"MOST-SECRET-" not in (tmp_path / "corpus.sqlite").read_bytes()
    assert not (tmp_path / "corpus.sqlite-wal").exists()


def test_many_ids_fit_one_question(store):
    put(store, "one", "/a")
    assert set(store.passages(range(100_000))) == {1, 2}


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
