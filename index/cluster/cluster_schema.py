"""The tables of a corpus in Lance, their columns and their indexes.

``about`` has one row: what the corpus is made with. ``documents`` holds canonical texts,
``passages`` what searches find, ``sources`` where documents were found, ``refused`` what could not
be used, and ``user`` what people made. Nothing spans two tables in one commit, so the order of
writing decides what a reader can see: see ``cluster_store``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.cluster.connecting import open_table
from index.cluster.passage_columns import add_indexes, search_schema

if TYPE_CHECKING:
    import pyarrow as pa
    from lancedb.db import DBConnection
    from lancedb.table import Table

__all__ = ["FORMAT", "TABLES", "create_tables", "schema_of"]

FORMAT = "citespan-cluster/1"
TABLES = ("documents", "passages", "sources", "refused", "user", "about")
"""``about`` comes last: a corpus that has it is complete."""

_KEYS = {
    "documents": "id",
    "passages": "id",
    "sources": "key",
    "refused": "source",
    "user": "key",
}
"""Two writers that add the same row at once would both add it, were its key not declared."""

_INDEXED = {
    "documents": ("id",),
    "sources": ("key", "document", "source"),
    "refused": ("source",),
    "user": ("key",),
}


def schema_of(name: str, dimension: int) -> pa.Schema:
    """Columns of a table."""
    import pyarrow as pa

    text, whole, blob = pa.string(), pa.int64(), pa.binary()

    def key(column: str) -> pa.Field:
        return pa.field(column, text, nullable=False)

    page = pa.struct(
        [("number", pa.int32()), ("start", pa.int32()), ("end", pa.int32()),
         ("characters", blob), ("boxes", blob), ("confidences", blob)]
    )  # fmt: skip
    state = [("sha256", text), ("size", whole), ("mtime_ns", whole), ("seen_ns", whole),
             ("loader", text)]  # fmt: skip
    if name == "passages":
        more = [("ordinal", pa.int32()), ("start", pa.int32()), ("end", pa.int32()),
                ("sentences", blob), ("headings", blob), ("checksum", whole)]  # fmt: skip
        return search_schema(dimension, [pa.field(*column) for column in more])
    return pa.schema(
        {
            "documents": [
                key("id"), ("order", whole), ("title", text), ("length", whole),
                ("passages", whole), ("text", pa.large_string()), ("pages", pa.list_(page)),
                ("structure", blob), ("layout", blob),
            ],
            "sources": [
                key("key"), ("order", whole), ("source", text), ("kind", text),
                ("title", text), ("document", text), ("notes", text), *state,
            ],
            "refused": [key("source"), ("reason", text), *state],
            "user": [
                key("key"), ("kind", text), ("owner", text), ("revision", whole),
                ("changed", text), ("value", text), ("turns", pa.list_(text)),
            ],
            "about": [("format", text), ("made_with", text), ("dimension", whole)],
        }[name]
    )  # fmt: skip


def create_tables(connection: DBConnection, made_with: str, dimension: int) -> None:
    """Make the tables, empty; those that are there stay as they are."""
    from lancedb.index import BTree

    for name in TABLES:
        # Lance refuses to "create" a table that is there and has rows, whose schema says more.
        table: Table | None = open_table(connection, name)
        if table is None:
            schema = schema_of(name, dimension)
            table = connection.create_table(name, schema=schema, exist_ok=True)
        indexed = {tuple(index.columns) for index in table.list_indices()}
        if name == "passages" and not indexed:
            add_indexes(table)
        for column in _INDEXED.get(name, ()):
            if (column,) not in indexed:
                table.create_index(column, config=BTree())
        if name in _KEYS and not indexed:
            table.set_unenforced_primary_key([_KEYS[name]])  # type: ignore[attr-defined]
        if name == "about" and not table.count_rows():
            table.add([{"format": FORMAT, "made_with": made_with, "dimension": dimension}])
