"""What users made is kept in the tables as it is in the file of one machine."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from index.cluster import cluster_conversations
from index.cluster.cluster_user_data import ClusterUserData
from index.storage.userdata import UserData
from index.user_values import Feedback, StoredConversation, StoredTurn


@pytest.fixture(params=["file", "tables"])
def user(request, tmp_path):
    if request.param == "tables":
        yield ClusterUserData(request.getfixturevalue("store").tables)
        return
    data = UserData(tmp_path / "user.sqlite")
    yield data
    data.close()


def turn(number):
    return StoredTurn(f"t{number}", f"Question {number}?", f'{{"n": {number}}}')


def test_settings_belong_to_their_owner(user):
    user.keep_setting("kim", "least", "0.5")
    user.keep_setting("kim", "guess", "yes")
    user.keep_setting("kim", "guess", "")
    user.keep_setting("o'neil", "least", "1")
    user.keep_first_setting("kim", "least", "0.1")
    user.keep_first_setting("lou", "least", "0.2")
    assert (user.settings("kim"), user.settings("lou")) == ({"least": "0.5"}, {"least": "0.2"})
    assert user.settings("o'neil") == {"least": "1"}
    assert user.settings("nobody") == {}
    assert user.owners() == ["kim", "lou", "o'neil"]


def test_a_second_verdict_replaces_the_first(user):
    user.keep_feedback(Feedback("1", True, "good", "{}"))
    user.keep_feedback(Feedback("2", False, "", "{}"))
    user.keep_feedback(Feedback("1", False, "no", "{}"))
    assert user.feedback() == [Feedback("1", False, "no", "{}"), Feedback("2", False, "", "{}")]


def test_conversations_are_kept_renamed_deleted_and_restored(user):
    kept = user.conversations
    kept.add("c1", "kim", "First", [turn(1), turn(2)])
    kept.add("c2", "kim", "Second", [turn(3)])
    kept.add("c1", "other", "not this", [turn(4)], dropping=["t1"])
    assert [t.id for t in kept.turns("c1")] == ["t2", "t4"]
    assert kept.conversation("c1").title == "First"
    assert kept.conversation("c1").owner == "kim"
    assert {c.id: c.turns for c in kept.of_owner("kim")} == {"c1": 2, "c2": 1}
    assert [c.id for c in kept.of_owner("kim", ["QUESTION", "3"])] == ["c2"]
    assert kept.conversation_of("t3") == "c2"
    assert kept.turn("t1") is None
    kept.update(StoredTurn("t3", "Question 3?", "new"))
    assert kept.turn("t3").record == "new"
    kept.rename("c2", "Another")
    assert kept.conversation("c2").title == "Another"
    kept.delete("c2")
    assert kept.conversation("c2") is None
    assert [c.id for c in kept.of_owner("kim")] == ["c1"]
    kept.restore("c2", "other")
    assert kept.conversation("c2") is None
    kept.restore("c2", "kim")
    assert kept.turns("c2") == [StoredTurn("t3", "Question 3?", "new")]
    for id_ in ("c2", "c1"):
        kept.delete(id_)
    assert [(gone.id, bool(gone.deleted)) for gone in kept.deleted("kim")] == [
        ("c1", True), ("c2", True),
    ]  # fmt: skip
    kept.restore("c2", "kim")
    kept.erase_deleted("kim")
    assert kept.deleted("kim") == [] and [c.id for c in kept.of_owner("kim")] == ["c2"]
    kept.restore("c1", "kim")
    assert kept.conversation("c1") is None


def test_a_conversation_of_another_store_is_put_as_it_is_there(user):
    kept = user.conversations
    there = StoredConversation("c1", "kim", "First", "2026-03-01T10:00:00.000+00:00", 2)
    kept.put(there, [turn(1), turn(2)])
    assert kept.of_owner("kim") == [there]
    assert kept.turns("c1") == [turn(1), turn(2)]
    deleted = replace(
        there, title="Other", deleted=datetime.now(UTC).isoformat("T", "milliseconds")
    )
    kept.put(deleted, [turn(2), turn(1)])  # nothing is new
    assert kept.of_owner("kim") == [there] and kept.deleted("kim") == []
    kept.put(replace(deleted, changed="2026-02-01T10:00:00.000+00:00"), [turn(1), turn(3)])
    assert kept.of_owner("kim") == []
    assert kept.deleted("kim") == [replace(there, turns=3, deleted=deleted.deleted)]
    assert [each.id for each in kept.turns("c1")] == ["t1", "t2", "t3"]
    kept.put(replace(there, id="c2", turns=0), [])
    assert [about.id for about in kept.of_owner("kim")] == ["c2"]
    kept.put(replace(there, id="c2", title="X", turns=0), [])
    assert kept.conversation("c2").title == "First"


def test_exclusions_and_uploads_are_carried(user):
    for _ in range(2):
        user.exclude("/folder/a'.txt")
        user.exclude("/folder/b.txt")
        user.add_upload("/store/uploads/1/c.txt")
    assert user.exclusions() == {"/folder/a'.txt", "/folder/b.txt"}
    assert user.uploads() == {"/store/uploads/1/c.txt"}
    assert user.owners() == []


def test_what_a_machine_with_a_fast_clock_has_deleted_is_erased_too(store, monkeypatch):
    kept = ClusterUserData(store.tables).conversations
    kept.add("c1", "kim", "First", [turn(1)])
    with monkeypatch.context() as patch:
        patch.setattr(cluster_conversations, "_now", lambda *_: "2999-01-01T00:00:00.000+00:00")
        kept.delete("c1")
    assert [gone.id for gone in kept.deleted("kim")] == ["c1"]
    kept.erase_deleted("kim")
    assert kept.deleted("kim") == [] and kept.turns("c1") == []


def test_turns_of_several_who_add_at_once_all_stay(user):
    def add(number):
        user.conversations.add("c1", "kim", "First", [turn(number)])

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {t.id for t in user.conversations.turns("c1")} == {"t0", "t1", "t2", "t3"}
    assert len(user.conversations.of_owner("kim")) == 1
