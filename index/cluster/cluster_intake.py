"""Takes portions of a folder into the tables of a corpus: the work of the one committer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.cluster.cluster_rows import document_of, state_of
from index.cluster.cluster_store import ClusterStore
from index.cluster.connecting import reaching
from index.cluster.prepared import PreparedDocument, SourceRecord
from index.storage.store import Store
from index.sync.known_sources import KnownSources, SourceState
from index.sync.merging import TakenIn, opened_portion, passages_of
from index.sync.portions import ReadPortion

__all__ = ["ClusterIntake"]

_STATE = ["sha256", "size", "mtime_ns", "seen_ns", "loader"]
_DOCUMENT = ["id", "title", "text", "pages", "structure", "layout"]


class ClusterIntake:
    """The ``Intake`` of a corpus in Lance tables.

    A portion is written in three commits, and under the same ids when it is written again. Sources
    come last: a portion whose committer is ended in between looks unread to the next run.

    Args:
        store: Writes the corpus.
        excluded: Sources that users took out.
    """

    def __init__(self, store: ClusterStore, excluded: Iterable[str] = ()) -> None:
        self._store = store
        self._tables = store.tables
        self._excluded = set(excluded)

    def known(self) -> KnownSources:
        """See ``Intake.known``."""
        with reaching(self._tables.place):
            stored = self._tables.all_rows("sources", ["source", "kind", *_STATE])
            refused = self._tables.all_rows("refused", ["source", "reason", *_STATE])
        states = {
            row["source"]: SourceState(state_of(row), is_stored=True)
            for row in stored
            if row["kind"] == "file"
        }
        for row in refused:
            is_stored = row["source"] in states
            states[row["source"]] = SourceState(
                state_of(row), is_stored=is_stored, refused_for=row["reason"]
            )
        return KnownSources(states, self._excluded)

    def take_in(self, portion: ReadPortion) -> TakenIn:
        """See ``Intake.take_in``."""
        taken = TakenIn()
        with opened_portion(portion) as store:
            prepared = self._settled(list(self._prepared(store)))
            self._store.put(prepared)
            refusals = store.sources.refusals()
        if portion.blank:
            self._store.unlink(portion.blank)
        for source, (reason, state) in refusals.items():
            self._store.refuse(source, reason, state)
            taken.refused[source] = reason
        taken.sources = list(dict.fromkeys(s.source for each in prepared for s in each.sources))
        taken.passages = sum(len(each.drafts) for each in prepared)
        return taken

    def drop(self, sources: Iterable[str]) -> None:
        """See ``Intake.drop``."""
        self._store.unlink(list(sources))

    def _prepared(self, portion: Store) -> Iterator[PreparedDocument]:
        notes, titles = portion.sources.notes(), portion.sources.titles()
        made_with, dimension = self._tables.made_with, self._tables.dimension
        for document, drafts, vectors in passages_of(portion, made_with, dimension):
            sources = tuple(
                SourceRecord(
                    source, kind, titles[source, document.id], state, notes.get(source, ())
                )
                for source, kind, state in portion.sources.of(document.id)
            )
            yield PreparedDocument(document, tuple(drafts), vectors, sources)

    def _settled(self, prepared: list[PreparedDocument]) -> list[PreparedDocument]:
        """With title, pages and structure of those that stand already as their first file has them.

        Another file with the same text may give other ones, which are passed over.
        """
        ids = [each.document.id for each in prepared]
        columns = ["document", "source", "order"]
        with reaching(self._tables.place):
            rows = self._tables.rows("sources", "document", ids, columns)
            first = {
                row["document"]: row["source"] for row in sorted(rows, key=lambda r: -r["order"])
            }
            others = [
                each.document.id
                for each in prepared
                if first.get(each.document.id) not in (None, *(s.source for s in each.sources))
            ]
            stored = {
                row["id"]: document_of(row, (first[row["id"]],))
                for row in self._tables.rows("documents", "id", others, _DOCUMENT)
            }
        return [
            replace(
                each,
                document=replace(
                    each.document, title=there.title, pages=there.pages, structure=there.structure
                ),
            )
            if (there := stored.get(each.document.id))
            else each
            for each in prepared
        ]
