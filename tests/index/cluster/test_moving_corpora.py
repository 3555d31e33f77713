"""A corpus of one machine becomes one in tables and back, with the same documents and ids."""

from __future__ import annotations

import pytest

from index.cluster.cluster_corpus import ClusterCorpus
from index.cluster.cluster_store import ClusterStore
from index.cluster.cluster_upkeep import faults_in_tables
from index.cluster.cluster_user_data import ClusterUserData
from index.cluster.moving_corpora import load_corpus, save_corpus
from index.corpus import Corpus
from index.errors import NotIndexedError, StoreError
from index.text.passages import PassageSettings, passage_fingerprint
from index.text.terms import terms
from index.user_values import Feedback, StoredTurn
from tests.fakes import WordEmbedder
from tests.index.corpora import QUESTIONS, assert_sound, make_folder, open_corpus, write

SETTINGS = PassageSettings(max_tokens=12)
MADE_WITH = passage_fingerprint(WordEmbedder(), SETTINGS)


@pytest.fixture
def local(tmp_path):
    folder = make_folder(tmp_path / "folder")
    write(folder / "again.txt", (folder / "tide.txt").read_bytes())  # one text, two sources
    write(folder / "damaged.pdf", b"%PDF-1.4 nothing")
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        corpus.user_data.keep_setting("kim", "least", "0.5")
        corpus.user_data.keep_feedback(Feedback("f", True, "good", "{}"))
        for number in (1, 2):
            turns = [StoredTurn(f"t{number}", "Who rang?", "{}")]
            corpus.user_data.conversations.add(f"c{number}", "kim", "Bells", turns)
        yield corpus


@pytest.fixture
def store(place):
    with ClusterStore.create(place, MADE_WITH, WordEmbedder().dimension) as store:
        yield store


def places_found(corpus, question):
    """Where the passages of a question stand, by dense and by term search."""
    vector = corpus.embedder.embed_question(question)
    found = []
    for scored in (corpus.dense_search(vector, 50), corpus.lexical_search(question, 50)):
        passages = corpus.passages([id_ for id_, _ in scored])
        found.append(
            sorted(
                (round(score, 3), passages[id_].document_id, passages[id_].start)
                for id_, score in scored
            )
        )
    return found


def listed(corpus):
    return [
        corpus.documents(),
        corpus.summaries(),
        corpus.sources(),
        corpus.unread(),
        corpus.document_ids(),
        corpus.document_count(),
    ]


def user_data(corpus):
    user = corpus.user_data
    kept = [(c.id, c.owner, c.title, c.turns) for c in user.conversations.of_owner("kim")]
    return user.settings("kim"), user.feedback(), kept, user.conversations.turns("c2")


def test_there_and_back(local, store, place, tmp_path):
    count = load_corpus(local.location, store)
    assert count == local.document_count() == 4
    with ClusterCorpus(place, WordEmbedder(), settings=SETTINGS) as remote:
        assert listed(remote) == listed(local)
        assert user_data(remote) == user_data(local)
        for question in QUESTIONS:
            assert places_found(remote, question) == places_found(local, question)
            words = terms(question)
            assert remote.term_counts(words) == local.term_counts(words)
        for document in local.documents():
            assert remote.original(document.id) == local.original(document.id)
            assert remote.find(document.id[:8]) == document
        assert remote.find("snow.txt").text.startswith("Snow fell")
        assert remote.find("Shopping").sources == remote.find("list.md").sources  # by its title
    assert list(faults_in_tables(store.tables)) == []

    save_corpus(store.tables, tmp_path / "back", local.folder)
    with Corpus(tmp_path / "back", WordEmbedder(), folder=local.folder, settings=SETTINGS) as back:
        report = back.sync()
        assert (report.added, report.changed, report.removed, report.passages) == (0, 0, 0, 0)
        assert listed(back) == listed(local)
        assert user_data(back) == user_data(local)
        assert back.embedder.calls == 0
        for question in QUESTIONS:
            assert places_found(back, question) == places_found(local, question)
        assert_sound(back)


def conversations(user):
    """All that is kept of each conversation of kim, with its turns."""
    kept = user.conversations
    return [
        (about, kept.turns(about.id)) for about in [*kept.of_owner("kim"), *kept.deleted("kim")]
    ]


@pytest.fixture
def moved(local, store, place, tmp_path):
    """Copies the corpus into the tables and back; gives the user data of both copies."""
    made = []

    def move():
        load_corpus(local.location, store)
        location = tmp_path / f"back{len(made)}"
        save_corpus(store.tables, location, local.folder)
        back = Corpus(location, WordEmbedder(), folder=local.folder, settings=SETTINGS)
        made.append(back)
        return ClusterUserData(store.tables), back

    yield move
    for corpus in made:
        corpus.close()


def test_conversations_move_with_their_times_and_deleted_ones_can_be_restored(local, moved):
    kept = local.user_data.conversations
    kept.rename("c1", "Renamed")
    kept.delete("c1")
    kept.add("c3", "kim", "Third", [StoredTurn("t3", "When?", "{}"), StoredTurn("t4", "Why?", "")])
    remote, back = moved()
    before = conversations(local.user_data)
    assert [(about.id, bool(about.deleted)) for about, _ in before] == [
        ("c3", False), ("c2", False), ("c1", True),
    ]  # fmt: skip
    assert conversations(remote) == conversations(back.user_data) == before
    for user in (remote, back.user_data):
        user.conversations.restore("c1", "kim")
        assert user.conversations.conversation("c1").title == "Renamed"
        assert user.conversations.turns("c1") == [StoredTurn("t1", "Who rang?", "{}")]


def test_what_only_deleted_something_is_moved_too(local, moved):
    local.user_data.conversations.add("c9", "lou", "Only", [StoredTurn("t9", "Who?", "{}")])
    local.user_data.conversations.delete("c9")
    remote, back = moved()
    for user in (remote, back.user_data):
        assert [about.id for about in user.conversations.deleted("lou")] == ["c9"]


def test_a_second_copy_adds_what_is_new_and_leaves_what_was_changed_there(local, moved):
    remote, _ = moved()
    remote.conversations.delete("c1")
    remote.conversations.add("c2", "kim", "", [StoredTurn("there", "And then?", "{}")])
    local.user_data.conversations.add("c2", "kim", "", [StoredTurn("here", "Why?", "{}")])
    remote, back = moved()
    for user in (remote, back.user_data):
        assert [about.id for about in user.conversations.deleted("kim")] == ["c1"]
        assert [turn.id for turn in user.conversations.turns("c2")] == ["t2", "there", "here"]


def test_excluded_files_stay_excluded_and_added_ones_stay(local, moved, tmp_path):
    excluded = str(local.folder / "snow.txt")
    local.remove(local.find("snow.txt").id)
    local.add(write(tmp_path / "added.txt", "A whale was seen by Ann in the bay."))
    local.add(write(tmp_path / "lost.txt", "A seal was seen by Ben in the bay."))
    (lost,) = local.location.glob("uploads/*/lost.txt")
    _, back = moved()
    assert back.exclusions() == [excluded] == local.exclusions()
    assert_sound(back)

    lost.unlink()  # as on another machine, where no copy is
    before = {document.text for document in local.documents()}
    _, again = moved()
    for corpus in (back, again):
        report = corpus.sync()
        assert (report.added, report.changed, report.removed) == (0, 0, 0)
        assert {document.text for document in corpus.documents()} == before
    assert again.original(again.find("added.txt").id) == b"A whale was seen by Ann in the bay."
    assert again.original(again.find("lost.txt").id) is None
    again.remove(again.find("added.txt").id)
    again.remove(again.find("lost.txt").id)
    assert again.sync().added == 0
    assert {document.text for document in again.documents()} == {
        text for text in before if "was seen by" not in text
    }
    assert [path.name for path in local.location.glob("uploads/*/*")] == ["added.txt"]


def test_no_file_is_copied_that_is_not_the_one_that_was_added(local, store, moved, tmp_path):
    secret = write(tmp_path / "elsewhere" / "secret.txt", "Nobody may read this.")
    ClusterUserData(store.tables).add_upload(str(secret))
    _, back = moved()
    assert back.user_data.uploads() == set() and list(back.location.glob("uploads/*/*")) == []


def test_a_copy_that_was_ended_goes_on(local, store, place, monkeypatch):
    monkeypatch.setattr("index.cluster.moving_corpora._PASSAGES_AT_ONCE", 1)
    put, calls = store.put, []

    def once(prepared):
        if calls:
            raise KeyboardInterrupt
        calls.append(prepared)
        put(prepared)

    monkeypatch.setattr(store, "put", once)
    with pytest.raises(KeyboardInterrupt):
        load_corpus(local.location, store)
    monkeypatch.setattr(store, "put", put)
    load_corpus(local.location, store)
    load_corpus(local.location, store)
    with ClusterCorpus(place, WordEmbedder(), settings=SETTINGS) as remote:
        assert listed(remote) == listed(local)
        assert user_data(remote) == user_data(local)


def test_what_cannot_be_copied(local, place, tmp_path):
    other = ClusterStore.create(place, "another model", WordEmbedder().dimension)
    with pytest.raises(StoreError, match="other settings"):
        load_corpus(local.location, other)
    with pytest.raises(NotIndexedError):
        load_corpus(tmp_path / "nothing", other)
    with pytest.raises(StoreError, match="is in use"):
        save_corpus(other.tables, local.location, local.folder)


def test_a_damaged_document_is_named_and_nothing_is_quoted_from_it(local, store, place):
    load_corpus(local.location, store)
    table = store.tables.table("documents")
    id_ = local.document_ids()[0]
    table.update(where=f"id = '{id_}'", values={"text": "another text"})
    (fault,) = faults_in_tables(store.tables)
    assert local.document(id_).source in fault
    with ClusterCorpus(place, WordEmbedder(), settings=SETTINGS) as remote:
        assert remote.document_or_none(id_) is None
