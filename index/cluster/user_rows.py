"""Rows of the table ``user``, replaced only by those who have read what they replace."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from index.cluster.cluster_rows import Row
from index.cluster.cluster_tables import ClusterTables
from index.cluster.connecting import reaching
from index.cluster.sql import equals
from index.errors import StoreError

__all__ = ["UserRows"]

_TRIES = 30


class UserRows:
    """Reads and changes rows; a value is JSON."""

    def __init__(self, tables: ClusterTables) -> None:
        self._tables = tables

    def get(self, kind: str, name: str) -> Row | None:
        """The row of a thing; None if there is none."""
        rows = self.where(equals("key", _key(kind, name)))
        return rows[0] if rows else None

    def of_kind(self, kind: str, owner: str | None = None) -> list[Row]:
        """All rows of one kind, of one owner if given."""
        condition = equals("kind", kind)
        if owner is not None:
            condition += f" AND {equals('owner', owner)}"
        return self.where(condition)

    def where(self, condition: str) -> list[Row]:
        """Rows of a condition."""
        with reaching(self._tables.place):
            table = self._tables.table("user")
            query = table.search().where(condition)
            rows: list[Row] = query.to_arrow().to_pylist()
        return rows

    def change(
        self,
        kind: str,
        name: str,
        owner: str,
        change: Callable[[dict[str, Any] | None], dict[str, Any] | None],
        turns: Callable[[dict[str, Any]], list[str]] = lambda _: [],
    ) -> None:
        """Replace the value of a row, or make the row.

        Args:
            kind: Of the thing.
            name: Of it, among those of its kind.
            owner: Whose it is, if it is new.
            change: From the value, None if there is none, to the new one, None to leave it; called
                again where another was faster.
            turns: Ids by which the row is found, of its value.
        """
        for _ in range(_TRIES):
            row = self.get(kind, name)
            value = change(None if row is None else json.loads(row["value"]))
            if value is None:
                return
            revision = 0 if row is None else row["revision"]
            new = {
                "key": _key(kind, name),
                "kind": kind,
                "owner": owner if row is None else row["owner"],
                "revision": revision + 1,
                "changed": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "value": json.dumps(value, ensure_ascii=False),
                "turns": turns(value),
            }
            if self._replaced(new, revision):
                return
        raise StoreError(f"{self._tables.place}: too many write the same at once; try again")

    def _replaced(self, row: dict[str, Any], revision: int) -> bool:
        """Write a row in place of that revision of it; False if it is another one by now."""
        written: list[Any] = []

        def write() -> None:
            merge = self._tables.table("user").merge_insert("key")
            if revision:
                merge = merge.when_matched_update_all(where=f"target.revision = {revision}")
            else:
                merge = merge.when_not_matched_insert_all()
            written[:] = [merge.execute(self._tables.arrow("user", [row]))]

        with reaching(self._tables.place):
            self._tables.again(write)
        return bool(written[0].num_updated_rows + written[0].num_inserted_rows)

    def erase(self, condition: str) -> None:
        """Delete rows of a condition."""
        with reaching(self._tables.place):
            self._tables.delete("user", condition)


def _key(kind: str, name: str) -> str:
    return f"{kind}/{name}"
