import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from index.errors import UnwritableError
from index.storage import conversation_table
from index.storage.userdata import UserData
from index.user_values import StoredTurn


def turn(id_, question="Who?", record="{}"):
    return StoredTurn(id_, question, record)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "user.sqlite"


@pytest.fixture
def table(path):
    with closing(UserData(path)) as data:
        yield data.conversations


def stamp(when):
    return when.isoformat(timespec="milliseconds")


def titles(table, *args):
    return [kept.title for kept in table.of_owner(*args)]


def test_conversations_are_kept_by_owner_last_changed_first(table, path):
    table.add("a", "ada", "First", [turn("1", "Who rang?"), turn("2", "When?", '{"x": 1}')])
    time.sleep(0.02)  # times are kept in milliseconds
    table.add("b", "ada", "Second", [turn("3")])
    table.add("c", "bob", "Third", [turn("4")])
    assert titles(table, "ada") == ["Second", "First"]
    table.add("a", "bob", "Stolen", [turn("5", "And why?")])
    with closing(UserData(path)) as again:
        table = again.conversations
        assert titles(table, "ada") == ["First", "Second"] and titles(table, "bob") == ["Third"]
        assert [t.id for t in table.turns("a")] == ["1", "2", "5"]
        assert table.turns("a")[1] == turn("2", "When?", '{"x": 1}')
        assert [kept.turns for kept in table.of_owner("ada")] == [3, 1]
        assert table.conversation_of("5") == "a" and table.conversation_of("9") is None
        assert table.conversation("a").owner == "ada" and table.conversation("z") is None


def test_titles_and_questions_are_searched_in_any_case(table):
    table.add("a", "", "Ärger im Hafen", [turn("1", "Who rang the bell?")])
    table.add("b", "", "Tides", [turn("2", "When does it rise?")])
    assert titles(table, "", ["ärger", "BELL"]) == ["Ärger im Hafen"]
    assert titles(table, "", ["rise"]) == ["Tides"]
    assert titles(table, "", ["rise", "bell"]) == [] and titles(table, "", ["%"]) == []


def test_turns_are_replaced_without_those_of_another_tab(table):
    table.add("a", "", "T", [turn("1"), turn("2"), turn("3")])
    table.add("a", "", "T", [turn("other tab")])
    table.add("a", "", "T", [turn("2b")], dropping=["2", "3"])
    assert [t.id for t in table.turns("a")] == ["1", "other tab", "2b"]
    table.update(turn("2b", record='{"answered": true}'))
    table.update(turn("gone"))
    assert table.turns("a")[-1].record == '{"answered": true}' and len(table.turns("a")) == 3


def test_a_deleted_conversation_comes_back_for_a_while_by_its_owner(table, path, monkeypatch):
    table.add("a", "ada", "T", [turn("1")])
    table.rename("a", "Renamed")
    table.delete("a")
    assert titles(table, "ada") == [] and table.conversation("a") is None
    table.restore("a", "bob")
    assert titles(table, "ada") == []
    table.restore("a", "ada")
    assert titles(table, "ada") == ["Renamed"]
    table.delete("a")
    table.add("a", "ada", "T", [turn("2")])  # somebody goes on with it
    assert titles(table, "ada") == ["Renamed"]
    table.delete("a")
    monkeypatch.setattr(conversation_table, "KEPT_DELETED", timedelta(days=-1))
    with closing(UserData(path)) as later:
        later.conversations.restore("a", "ada")
        assert titles(later.conversations, "ada") == [] and later.conversations.turns("a") == []


def test_each_deletion_is_undone_by_itself_after_any_other_and_in_another_process(table, path):
    for id_ in ("a", "b", "c"):
        table.add(id_, "ada", id_.upper(), [turn(id_), turn(f"{id_}2")])
    table.add("d", "bob", "D", [turn("d")])
    for id_ in ("a", "b", "c", "d"):
        table.delete(id_)
        time.sleep(0.005)
    with closing(UserData(path)) as data:
        again = data.conversations
        assert [(gone.id, gone.turns) for gone in again.deleted("ada")] == [
            ("c", 2), ("b", 2), ("a", 2),
        ]  # fmt: skip
        assert all(gone.deleted for gone in again.deleted("ada"))
        again.restore("a", "ada")
        assert titles(again, "ada") == ["A"] and [t.id for t in again.turns("a")] == ["a", "a2"]
        again.erase_deleted("ada")
        again.restore("b", "ada")
        assert again.deleted("ada") == [] and titles(again, "ada") == ["A"]
        assert [gone.id for gone in again.deleted("bob")] == ["d"]
        assert again.conversation("a").deleted == ""


def test_a_deletion_is_kept_for_thirty_days(table, monkeypatch):
    now = datetime(2026, 3, 1, tzinfo=UTC)
    monkeypatch.setattr(conversation_table, "_time", lambda ago=timedelta(0): stamp(now - ago))
    table.add("a", "", "A", [turn("1")])
    table.add("b", "", "B", [turn("2")])
    table.delete("a")
    now += timedelta(days=29, hours=23)
    table.delete("b")
    assert [gone.id for gone in table.deleted("")] == ["b", "a"]
    now += timedelta(hours=2)
    assert [gone.id for gone in table.deleted("")] == ["b"]
    table.add("c", "", "C", [turn("3")])
    table.delete("c")
    assert table.turns("a") == [] and table.turns("b") != []


def test_a_change_is_whole_or_not_at_all(table, path):
    table.add("a", "", "T", [turn("1")])
    with pytest.raises(sqlite3.IntegrityError):
        table.add("a", "", "T", [turn("2"), turn("1")], dropping=[])
    assert [t.id for t in table.turns("a")] == ["1"]
    table.add("a", "", "T", [turn("2")])
    path.chmod(0o400)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as locked:
        broken = conversation_table.ConversationTable(locked, table._lock, path)
        with pytest.raises(UnwritableError, match=r"user\.sqlite: cannot be written"):
            broken.rename("a", "X")
        assert titles(broken, "") == ["T"]
