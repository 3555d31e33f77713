"""What users made, in the table ``user``: conversations, feedback and settings.

One row for each thing, with a revision. Whoever changes a row replaces it only if it still has the
revision that was read; else it is read again. So a row has one writer at a time, and a conversation
is never half written.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from index.cluster.cluster_conversations import ClusterConversations
from index.cluster.cluster_tables import ClusterTables
from index.cluster.user_rows import UserRows
from index.user_values import Feedback

__all__ = ["ClusterUserData"]

_CARRIED = "carried"


class ClusterUserData:
    """What ``UserData`` is for one machine.

    Nothing is uploaded or excluded here. What was on the machine from which the tables were loaded
    is carried, so that it is so again on the machine to which they are saved.

    Attributes:
        conversations: Kept conversations.
    """

    def __init__(self, tables: ClusterTables) -> None:
        self._rows = UserRows(tables)
        self.conversations = ClusterConversations(self._rows)

    def uploads(self) -> set[str]:
        """Sources that a user had added; documents come in with the command ``cluster`` now."""
        return self._carried("uploads")

    def add_upload(self, source: str) -> None:
        """Carry an upload."""
        self._carry("uploads", source)

    def exclusions(self) -> set[str]:
        """Folder files that a user had taken out; no question was asked of them since."""
        return self._carried("exclusions")

    def exclude(self, source: str) -> None:
        """Carry an exclusion."""
        self._carry("exclusions", source)

    def feedback(self) -> list[Feedback]:
        """All feedback, oldest first."""
        values = [json.loads(row["value"]) for row in self._rows.of_kind("feedback")]
        values.sort(key=lambda value: (value["added"], value["id"]))
        return [
            Feedback(value["id"], value["helpful"], value["note"], value["answer"])
            for value in values
        ]

    def keep_feedback(self, feedback: Feedback) -> None:
        """Record what a user thought of an answer."""

        def change(before: dict[str, Any] | None) -> dict[str, Any]:
            if before is not None:
                return before | {"helpful": feedback.helpful, "note": feedback.note}
            return {
                "id": feedback.id,
                "added": _now(),
                "helpful": feedback.helpful,
                "note": feedback.note,
                "answer": feedback.answer,
            }

        self._rows.change("feedback", feedback.id, "", change)

    def owners(self) -> list[str]:
        """Everybody who has set or kept something."""
        kinds = ("settings", "conversation")
        return sorted({row["owner"] for kind in kinds for row in self._rows.of_kind(kind)})

    def settings(self, owner: str) -> dict[str, str]:
        """What one user has set, by name."""
        row = self._rows.get("settings", owner)
        return {} if row is None else json.loads(row["value"])

    def keep_setting(self, owner: str, name: str, value: str) -> None:
        """Set something for one user; "" returns to what it is without."""

        def change(before: dict[str, Any] | None) -> dict[str, Any]:
            settings = dict(before or {})
            settings.pop(name, None)
            return settings | ({name: value} if value else {})

        self._rows.change("settings", owner, owner, change)

    def keep_first_setting(self, owner: str, name: str, value: str) -> None:
        """Set something for one user unless it is set, by whichever process."""

        def change(before: dict[str, Any] | None) -> dict[str, Any] | None:
            settings = before or {}
            return None if name in settings else settings | {name: value}

        self._rows.change("settings", owner, owner, change)

    def _carried(self, name: str) -> set[str]:
        row = self._rows.get(_CARRIED, name)
        return set() if row is None else set(json.loads(row["value"]))

    def _carry(self, name: str, source: str) -> None:
        def change(before: dict[str, Any] | None) -> dict[str, Any] | None:
            return None if source in (before or {}) else (before or {}) | {source: _now()}

        self._rows.change(_CARRIED, name, "", change)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
