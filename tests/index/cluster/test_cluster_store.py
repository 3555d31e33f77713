"""Documents go into the tables whole, and out of them whole, also with several writers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.cluster import cluster_snapshot
from index.cluster.cluster_corpus import ClusterCorpus
from index.cluster.cluster_store import ClusterStore
from index.cluster.cluster_upkeep import erase, faults_in_tables, states_of_tables
from index.cluster.passage_columns import passage_id
from index.errors import StoreError, UnknownDocumentError
from index.values import FileState, LoaderStamp, Page
from tests.fakes import WordEmbedder
from tests.index.cluster.filling import MADE_WITH, prepared

ROPE = "The rope is long. A bell hangs on it. It rings at noon."
HARBOUR = "The harbour lies east. Ships come at night."
STATE = FileState("1" * 64, 5, 1, 2, LoaderStamp("txt/1"))


def passages_of(corpus, text):
    ids = corpus.lexical_search(text, 50)
    return sorted(corpus.passages([id_ for id_, _ in ids]).values(), key=lambda p: p.start)


def test_a_document_is_read_as_it_was_written(store, corpus):
    one = prepared(ROPE, "a.txt", "b.txt")
    store.put([one])
    corpus.refresh()
    document = corpus.document(one.document.id)
    assert document == one.document
    assert corpus.document_count() == 1
    (passage,) = corpus.passages([passage_id(document.id, MADE_WITH, 0)]).values()
    assert document.text[passage.start : passage.end].startswith("The rope is long.")
    assert passage.sentences == one.drafts[0].sentences
    assert list(faults_in_tables(store.tables)) == []


def test_the_same_again_changes_nothing(store, corpus):
    store.put([prepared(ROPE), prepared(HARBOUR)])
    corpus.refresh()
    before = corpus.summaries(), corpus.lexical_search("bell", 5), corpus.sources()
    store.put([prepared(ROPE)])
    corpus.refresh()
    assert (corpus.summaries(), corpus.lexical_search("bell", 5), corpus.sources()) == before
    assert [state.rows for state in states_of_tables(store.tables)][:3] == [2, 3, 2]


def test_a_file_that_changed_holds_its_new_text_alone(store, corpus):
    old, new = prepared(ROPE, "a.txt"), prepared(HARBOUR, "a.txt")
    store.put([old])
    store.put([new])
    corpus.refresh()
    assert corpus.document_ids() == [new.document.id]
    assert corpus.lexical_search("bell", 5) == []
    with pytest.raises(UnknownDocumentError):
        corpus.document(old.document.id)


def test_a_text_stays_while_it_has_a_source(store, corpus):
    one = prepared(ROPE, "a.txt", "b.txt")
    store.put([one])
    store.unlink(["a.txt"])
    corpus.refresh()
    assert corpus.document(one.document.id).sources == ("b.txt",)
    corpus.withdraw(one.document.id, "b.txt")
    assert corpus.document_count() == 0
    assert [state.rows for state in states_of_tables(store.tables)][:3] == [0, 0, 0]


def test_passages_that_a_document_no_longer_has_go_in_the_same_commit(store, corpus):
    """Only then does Lance read the keys of the whole table."""
    text = " ".join(f"Bell {number} rings over the harbour at noon." for number in range(60))
    whole = prepared(text)
    assert len(whole.drafts) > 1
    shorter = replace(whole, drafts=whole.drafts[:1], vectors=whole.vectors[:1])
    store.put([prepared(ROPE)])
    conditions = []
    merge = store.tables.merge

    def noted(name, key, rows, instead_of=None):
        if name == "passages":
            conditions.append(instead_of)
        merge(name, key, rows, instead_of)

    store.tables.merge = noted
    store.put([whole, prepared(HARBOUR)])
    store.put([whole])
    assert conditions == [None, None]
    version = store.tables.table("passages").version
    store.put([shorter])
    assert conditions[2] is not None
    assert store.tables.table("passages").version == version + 1
    corpus.refresh()
    document = whole.document.id
    assert len(store.tables.rows("passages", "document", [document], ["id"])) == 1
    assert len(passages_of(corpus, "rope bell")) == len(prepared(ROPE).drafts) + 1
    assert list(faults_in_tables(store.tables)) == []


def test_indexes_are_kept_up_in_the_middle_of_a_long_run(store, monkeypatch):
    monkeypatch.setattr("index.cluster.cluster_store.KEPT_UP_EVERY", 3)

    def waiting():
        states = states_of_tables(store.tables)[:3]
        return [max(state.waiting.values()) for state in states]

    store.put([prepared(ROPE)])
    assert min(waiting()) > 0
    store.put([prepared(HARBOUR)])
    assert waiting() == [0, 0, 0]
    store.put([prepared("Salt lies on the road.")])
    assert min(waiting()) > 0


def test_upkeep_that_fails_leaves_what_was_written(store, corpus, monkeypatch, caplog):
    """It is left to the next time; a command that asks for it is told."""
    tries = []

    def conflict(table, **_):
        tries.append(table.name)
        raise RuntimeError("Commit conflict: another writer was faster")

    monkeypatch.setattr("index.cluster.cluster_store.KEPT_UP_EVERY", 1)
    monkeypatch.setattr("index.cluster.cluster_tables._PAUSE", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(type(store.tables.table("passages")), "optimize", conflict)
        store.put([prepared(ROPE)])
        assert {"documents", "passages", "sources"} <= set(tries)
        with pytest.raises(StoreError, match="conflict"):
            store.optimize()
    warnings = [record.getMessage() for record in caplog.records]
    assert any("passages were not brought up to date" in line for line in warnings)
    corpus.refresh()
    assert corpus.lexical_search("bell", 5)
    assert list(faults_in_tables(store.tables)) == []
    store.put([prepared(HARBOUR)])
    assert all(max(state.waiting.values()) == 0 for state in states_of_tables(store.tables)[:3])


def test_what_a_writer_left_in_between_is_finished_by_the_next(store, corpus, monkeypatch):
    """Nobody sees a document without a source; the same call again makes it whole."""
    one = prepared(ROPE)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(ClusterStore, "_put_sources", interrupted)
        store.put([one])
    corpus.refresh()
    assert corpus.document_or_none(one.document.id) is None
    assert list(faults_in_tables(store.tables)) != []
    store.put([one])
    corpus.refresh()
    assert corpus.document(one.document.id) == one.document
    assert list(faults_in_tables(store.tables)) == []


def interrupted(*_):
    raise KeyboardInterrupt


def test_states_of_files_tell_what_is_stored(store):
    one = prepared(ROPE, "a.txt")
    store.put([one])
    store.refuse("b.pdf", "it is encrypted", STATE)
    assert store.states() == {"a.txt": one.sources[0].state, "b.pdf": STATE}
    assert store.missing(["x", one.document.id]) == ["x"]


def test_a_list_of_files_reads_each_table_once_and_no_layout(store, corpus, monkeypatch):
    """Thousands of documents are listed whenever something has changed."""
    pages = (Page(1, 0, 20), Page(2, 20, len(ROPE)))
    paged = prepared(ROPE, "a.pdf", "copy.pdf")
    store.put([replace(paged, document=replace(paged.document, pages=pages)), prepared(HARBOUR)])
    store.refuse("locked.pdf", "it is encrypted", STATE)
    corpus.refresh()
    read, rows_of = [], cluster_snapshot._rows

    def noted(table, condition, columns):
        rows = rows_of(table, condition, columns)
        read.append((table.name, rows))
        return rows

    monkeypatch.setattr(cluster_snapshot, "_rows", noted)
    entries = corpus.sources()
    assert [entry.source for entry in entries][:2] == ["a.pdf", "copy.pdf"]
    assert [entry.document and entry.document.pages for entry in entries] == [2, 2, 0, None]
    assert entries[0].document.sources == ("a.pdf", "copy.pdf")
    assert sorted(name for name, _ in read) == ["documents", "refused", "sources"]
    assert dict(read)["documents"][0]["pages"] == 2
    assert len(corpus.summaries()) == 2


def test_refused_files_are_told_until_they_are_stored(store, corpus):
    store.refuse("a.txt", "it is encrypted", STATE)
    corpus.refresh()
    assert corpus.unread() == [(None, "a.txt", "it is encrypted")]
    store.put([prepared(ROPE, "a.txt")])
    corpus.refresh()
    assert corpus.unread() == []


def test_a_question_sees_one_state(store, corpus):
    store.put([prepared(ROPE, "a.txt")])
    corpus.refresh()
    with corpus.reading():
        before = passages_of(corpus, "bell")
        store.put([prepared(HARBOUR, "a.txt")])
        assert passages_of(corpus, "bell") == before
        assert corpus.document(before[0].document_id).text == ROPE
    corpus.refresh()
    assert passages_of(corpus, "bell") == []


def test_a_corpus_of_another_model_is_refused(store, place):
    with pytest.raises(StoreError, match="another embedding model"):
        ClusterCorpus(place, WordEmbedder(dimension=8))
    with pytest.raises(StoreError, match="another embedding model"):
        ClusterStore.create(place, "other", 16)


def test_an_erased_corpus_is_gone(store, place, tmp_path):
    store.put([prepared(ROPE)])
    erase(place)
    assert list((tmp_path / "tables").iterdir()) == []
    for use in (ClusterStore.open, erase):
        with pytest.raises(StoreError, match="no corpus there"):
            use(place)
