"""Kept conversations in the table ``user``: one row each, with all its turns."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from index.cluster.cluster_rows import Row
from index.cluster.sql import any_of, literal
from index.cluster.user_rows import UserRows
from index.user_values import KEPT_DELETED, StoredConversation, StoredTurn, split_by_deletion

__all__ = ["ClusterConversations"]

_KIND = "conversation"


class ClusterConversations:
    """See ``ConversationTable`` for the methods."""

    def __init__(self, rows: UserRows) -> None:
        self._rows = rows

    def of_owner(self, owner: str, words: Sequence[str] = ()) -> list[StoredConversation]:
        """See ``ConversationTable.of_owner``."""
        return self.kept_and_deleted(owner, words)[0]

    def deleted(self, owner: str, words: Sequence[str] = ()) -> list[StoredConversation]:
        """See ``ConversationTable.deleted``."""
        return self.kept_and_deleted(owner, words)[1]

    def kept_and_deleted(
        self, owner: str, words: Sequence[str] = ()
    ) -> tuple[list[StoredConversation], list[StoredConversation]]:
        """See ``ConversationTable.kept_and_deleted``."""
        wanted = [word.casefold() for word in words]
        rows = [(row, json.loads(row["value"])) for row in self._rows.of_kind(_KIND, owner)]
        stored = [
            replace(_conversation(row, value), deleted=value["deleted"] or "")
            for row, value in rows
            if all(word in _searched(value) for word in wanted)
        ]
        return split_by_deletion(stored, _now(KEPT_DELETED))

    def conversation(self, id_: str) -> StoredConversation | None:
        """See ``ConversationTable.conversation``."""
        row = self._rows.get(_KIND, id_)
        if row is None:
            return None
        value = json.loads(row["value"])
        return None if value["deleted"] is not None else _conversation(row, value)

    def turns(self, id_: str) -> list[StoredTurn]:
        """See ``ConversationTable.turns``."""
        row = self._rows.get(_KIND, id_)
        if row is None:
            return []
        return [StoredTurn(**turn) for turn in json.loads(row["value"])["turns"]]

    def turn(self, id_: str) -> StoredTurn | None:
        """See ``ConversationTable.turn``."""
        row = self._row_of_turn(id_)
        if row is None:
            return None
        turns = json.loads(row["value"])["turns"]
        return next((StoredTurn(**turn) for turn in turns if turn["id"] == id_), None)

    def conversation_of(self, turn: str) -> str | None:
        """See ``ConversationTable.conversation_of``."""
        row = self._row_of_turn(turn)
        return None if row is None else _id(row)

    def add(
        self,
        id_: str,
        owner: str,
        title: str,
        turns: Sequence[StoredTurn],
        dropping: Collection[str] = (),
    ) -> None:
        """See ``ConversationTable.add``."""
        now = _now()

        def change(before: dict[str, Any] | None) -> dict[str, Any]:
            value = before or {"title": title, "begun": now, "turns": []}
            kept = [turn for turn in value["turns"] if turn["id"] not in dropping]
            added = [asdict(turn) for turn in turns]
            return value | {"changed": now, "deleted": None, "turns": [*kept, *added]}

        self._change(id_, change, owner)

    def put(self, stored: StoredConversation, turns: Sequence[StoredTurn]) -> None:
        """See ``ConversationTable.put``."""
        begun = {"title": stored.title, "begun": stored.changed, "changed": "", "turns": []}

        def change(before: dict[str, Any] | None) -> dict[str, Any] | None:
            value: dict[str, Any] = before or begun
            here = {turn["id"] for turn in value["turns"]}
            lacking = [asdict(turn) for turn in turns if turn.id not in here]
            if before is not None and not lacking:
                return None
            return value | {
                "changed": max(value["changed"], stored.changed),
                "deleted": stored.deleted or None,
                "turns": [*value["turns"], *lacking],
            }

        self._change(stored.id, change, stored.owner)

    def update(self, turn: StoredTurn) -> None:
        """See ``ConversationTable.update``."""
        id_ = self.conversation_of(turn.id)
        if id_ is None:
            return

        def change(value: dict[str, Any]) -> dict[str, Any]:
            turns = [
                before | {"record": turn.record} if before["id"] == turn.id else before
                for before in value["turns"]
            ]
            return value | {"turns": turns}

        self._change_if_there(id_, change)

    def rename(self, id_: str, title: str) -> None:
        """See ``ConversationTable.rename``."""
        self._change_if_there(id_, lambda value: value | {"title": title})

    def delete(self, id_: str) -> None:
        """See ``ConversationTable.delete``."""
        now = _now()
        self._change_if_there(id_, lambda value: value | {"deleted": now})
        self._erase_outdated()

    def restore(self, id_: str, owner: str) -> None:
        """See ``ConversationTable.restore``."""
        row = self._rows.get(_KIND, id_)
        if row is not None and row["owner"] == owner:
            self._change_if_there(id_, lambda value: value | {"deleted": None})

    def erase_deleted(self, owner: str) -> None:
        """See ``ConversationTable.erase_deleted``."""
        self._erase(self._rows.of_kind(_KIND, owner))

    def _change_if_there(
        self, id_: str, change: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> None:
        self._change(id_, lambda value: None if value is None else change(value))

    def _change(
        self,
        id_: str,
        change: Callable[[dict[str, Any] | None], dict[str, Any] | None],
        owner: str = "",
    ) -> None:
        self._rows.change(
            _KIND, id_, owner, change, lambda value: [turn["id"] for turn in value["turns"]]
        )

    def _row_of_turn(self, id_: str) -> Row | None:
        rows = self._rows.where(f"kind = {literal(_KIND)} AND {any_of('turns', [id_])}")
        return rows[0] if rows else None

    def _erase_outdated(self) -> None:
        """Erase those that were deleted too long ago to come back."""
        self._erase(self._rows.of_kind(_KIND), _now(KEPT_DELETED))

    def _erase(self, rows: Sequence[Row], before: str | None = None) -> None:
        """Erase those of these that are deleted, before a time if given, and stay as they are.

        Another machine's clock may be ahead, so that "now" would leave out what it has deleted.
        """
        for row in rows:
            deleted = json.loads(row["value"])["deleted"]
            if deleted is not None and (before is None or deleted < before):
                self._rows.erase(f"key = {literal(row['key'])} AND revision = {row['revision']}")


def _conversation(row: Row, value: dict[str, Any]) -> StoredConversation:
    return StoredConversation(
        _id(row), row["owner"], value["title"], value["changed"], len(value["turns"])
    )


def _id(row: Row) -> str:
    return str(row["key"]).removeprefix(f"{_KIND}/")


def _searched(value: dict[str, Any]) -> str:
    questions = "\n".join(turn["question"] for turn in value["turns"])
    return f"{value['title']}\n{questions}".casefold()


def _now(ago: timedelta = timedelta(0)) -> str:
    return (datetime.now(UTC) - ago).isoformat(timespec="milliseconds")
