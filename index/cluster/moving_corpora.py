"""A corpus of one machine becomes one in Lance tables, and back.

Ids of documents, their texts, passages and vectors stay as they are, so that citations do, too.
Nothing is read or embedded again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import numpy as np

from index.cluster.cluster_rows import PASSAGE_COLUMNS, passage_of, state_of
from index.cluster.cluster_snapshot import ClusterSnapshot
from index.cluster.cluster_store import ClusterStore
from index.cluster.cluster_tables import ClusterTables
from index.cluster.cluster_user_data import ClusterUserData
from index.cluster.connecting import reaching
from index.cluster.moving_user_data import copy_uploads, copy_user_data, upload_place
from index.cluster.prepared import PreparedDocument, SourceRecord
from index.cluster.sql import is_in
from index.errors import NotIndexedError, StoreError
from index.storage.location import STORE_FILE, USER_FILE
from index.storage.store import Store
from index.storage.userdata import UserData
from index.text.passages import PassageDraft
from index.values import Passage

__all__ = ["load_corpus", "save_corpus"]

_PASSAGES_AT_ONCE = 5_000
_DOCUMENTS_AT_ONCE = 200

Told = Callable[[int, int], object]
"""Hears how many documents are done, of how many."""


def load_corpus(location: Path, store: ClusterStore, told: Told = lambda *_: None) -> int:
    """Copy a corpus of this machine into tables; documents that are there already stay.

    The same call again goes on where one was ended.

    Args:
        location: Directory of the corpus.
        store: Where to; made with the same model and passage settings.
        told: Hears how far it is.

    Returns:
        Number of documents.

    Raises:
        NotIndexedError: There is no corpus.
        StoreError: It is made with another model or other settings, or a place cannot be used.
    """
    if not (location / STORE_FILE).is_file():
        raise NotIndexedError("this folder is not indexed yet; index it first")
    with closing(Store(location / STORE_FILE)) as local:
        if local.documents.outdated(store.tables.made_with):
            raise StoreError(f"{location}: made with another model or other settings; index it")
        count = _load_documents(local, store, told)
        for source, (reason, state) in local.sources.refusals().items():
            store.refuse(source, reason, state)
    if (location / USER_FILE).is_file():
        with closing(UserData(location / USER_FILE)) as user:
            copy_user_data(user, ClusterUserData(store.tables))
    store.optimize()
    return count


def _load_documents(local: Store, store: ClusterStore, told: Told) -> int:
    """Copy all documents, portion by portion; returns their number."""
    ids, notes = local.documents.ids(), local.sources.notes()
    titles = local.sources.titles()
    portion: list[PreparedDocument] = []
    size = 0
    for number, id_ in enumerate(ids):
        prepared = _prepared(local, id_, number + 1, store.tables, notes, titles)
        if prepared is not None:
            portion.append(prepared)
            size += len(prepared.drafts)
        if size >= _PASSAGES_AT_ONCE or number + 1 == len(ids):
            store.put(portion)
            told(number + 1, len(ids))
            portion, size = [], 0
    return len(ids)


def _prepared(
    local: Store,
    id_: str,
    order: int,
    tables: ClusterTables,
    notes: Mapping[str, tuple[str, ...]],
    titles: Mapping[tuple[str, str], str],
) -> PreparedDocument | None:
    """A stored document with its passages; None if it was removed meanwhile."""
    document = local.documents.get(id_)
    if document is None:
        return None
    ids, vectors = local.passages.vectors(
        local.passages.ids(tables.made_with, [id_]), tables.dimension
    )
    passages = local.passages.get(ids)
    sources = [
        SourceRecord(source, kind, titles[source, id_], state, notes.get(source, ()), number + 1)
        for number, (source, kind, state) in enumerate(local.sources.of(id_))
    ]
    drafts = tuple(_draft(passages[id_]) for id_ in ids)
    return PreparedDocument(document, drafts, vectors, tuple(sources), order)


def _draft(passage: Passage) -> PassageDraft:
    return PassageDraft(passage.start, passage.end, passage.sentences, passage.headings)


def save_corpus(
    tables: ClusterTables, location: Path, folder: Path | None, told: Told = lambda *_: None
) -> int:
    """Copy a corpus in tables to this machine, as that of a folder.

    Args:
        tables: Where from.
        location: Directory of the new corpus; empty, or not there yet.
        folder: The folder whose corpus it becomes; a sync compares it with its files.
        told: Hears how far it is.

    Returns:
        Number of documents.

    Raises:
        StoreError: ``location`` is in use, or a place cannot be used.
    """
    if location.exists() and any(location.iterdir()):
        raise StoreError(f"{location}: is in use; forget the folder first, or choose another place")
    location.mkdir(parents=True, exist_ok=True, mode=0o700)
    carried = ClusterUserData(tables)
    with closing(UserData(location / USER_FILE)) as user:
        moved = copy_uploads(carried, user, location)
        copy_user_data(carried, user, moved)
    snapshot = ClusterSnapshot(tables)
    with closing(Store(location / STORE_FILE)) as local:
        local.claim(None if folder is None else str(folder.resolve()))
        ids = snapshot.ids()
        for first in range(0, len(ids), _DOCUMENTS_AT_ONCE):
            some = ids[first : first + _DOCUMENTS_AT_ONCE]
            with local.transaction() as generation:
                for prepared in _stored(snapshot, tables, some):
                    _write(local, generation, prepared, tables.made_with, moved)
            told(min(first + len(some), len(ids)), len(ids))
        with local.transaction():
            for row in snapshot.refused_rows():
                local.sources.refuse(row["source"], row["reason"], state_of(row))
    return len(ids)


def _stored(
    snapshot: ClusterSnapshot, tables: ClusterTables, ids: list[str]
) -> Iterator[PreparedDocument]:
    """Documents with their passages and vectors, in the order of their ids."""
    condition = is_in("document", ids)
    with reaching(tables.place):
        rows = snapshot.search.rows(condition, [*PASSAGE_COLUMNS, "ordinal", "vector"])
    rows.sort(key=lambda row: (row["document"], row["ordinal"]))
    sources = snapshot.source_rows(condition)
    documents = {document.id: document for document in snapshot.documents(ids)}
    for id_ in ids:
        if id_ not in documents:
            continue
        own = [row for row in rows if row["document"] == id_]
        vectors = np.array([row["vector"][: tables.dimension] for row in own], np.float32)
        records = [
            SourceRecord(
                row["source"], row["kind"], row["title"], state_of(row),
                tuple(row["notes"].split("\n")) if row["notes"] else (),
            )
            for row in sources
            if row["document"] == id_
        ]  # fmt: skip
        drafts = tuple(_draft(passage_of(row)) for row in own)
        shape = (len(own), tables.dimension)
        yield PreparedDocument(documents[id_], drafts, vectors.reshape(shape), tuple(records))


def _write(
    local: Store,
    generation: int,
    prepared: PreparedDocument,
    made_with: str,
    moved: Mapping[str, str],
) -> None:
    document = prepared.document
    local.put_document(generation, document, made_with, prepared.drafts, prepared.vectors)
    for record in prepared.sources:
        source, kind = record.source, record.kind
        if kind == "upload":
            source, kind = upload_place(source, moved)
        local.link(generation, source, kind, record.title, document.id, record.state, record.notes)
