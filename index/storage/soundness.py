"""Reads everything in a store and says what is not what was written."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from index.errors import DamagedDocumentError
from index.storage.database import Database
from index.storage.document_table import DocumentTable
from index.storage.passage_table import checked_passage

__all__ = ["damaged_documents"]

_UNIT = (0.9, 1.1)
"""Lengths of a unit vector in half precision, with room for any rounding."""


def damaged_documents(
    database: Database, dimension: int | None = None
) -> Iterator[tuple[str, str, str]]:
    """(id, source, what is wrong) of each document that is not what was written.

    Args:
        database: An open store.
        dimension: Of the vectors; not compared if not given.

    Raises:
        StoreError: Rows cannot be read at all.
    """
    documents = DocumentTable(database)
    connection = database.connection()
    keys = connection.execute("SELECT id, key, length FROM documents ORDER BY key").fetchall()
    for id_, key, length in keys:
        sources = connection.execute(
            "SELECT source FROM sources WHERE document = ? ORDER BY key LIMIT 1", (key,)
        ).fetchall()
        source = str(sources[0][0]) if sources else ""
        if not sources:
            yield id_, "a document", "it has no source"
            continue
        try:
            document = documents.get(id_)
        except DamagedDocumentError as error:
            yield id_, source, str(error).removeprefix(f"{source}: ")
            continue
        if document is not None and len(document.text) != length:
            yield id_, source, "its length is not the one recorded"
        elif wrong := _passage_faults(database, id_, key, length, dimension):
            yield id_, source, wrong


def _passage_faults(
    database: Database, document_id: str, key: int, length: int, dimension: int | None
) -> str:
    """What is wrong with the passages of a document; empty if nothing."""
    count = 0
    for id_, start, end, sentences, headings, checksum, vector in database.connection().execute(
        'SELECT id, start, "end", sentences, headings, checksum, vector FROM passages '
        "WHERE document = ?",
        (key,),
    ):
        count += 1
        spans = (start, end, sentences, headings, checksum)
        if checked_passage(id_, document_id, length, *spans) is None:
            return "a passage is not what was written"
        if not _is_unit(vector, dimension):
            return "the vector of a passage is not what was written"
    return "" if count else "it has no passages"


def _is_unit(vector: object, dimension: int | None) -> bool:
    if (
        not isinstance(vector, bytes)
        or len(vector) % 2
        or dimension not in (None, len(vector) // 2)
    ):
        return False
    with np.errstate(all="ignore"):
        length = float(np.linalg.norm(np.frombuffer(vector, np.float16).astype(np.float32)))
    return _UNIT[0] < length < _UNIT[1]
