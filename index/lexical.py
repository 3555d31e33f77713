"""Term search with BM25 by tantivy. Derived from the store and rebuilt from it whenever in doubt.

A passage is indexed as its document's title followed by its normalised text, lower-cased, without
accents, stemmed. A question is a disjunction of its terms, and of its pairs of neighbouring terms
as phrases with a smaller weight (docs/decisions.md); nothing a person types is query syntax.
"""

from __future__ import annotations

import errno
import os
import re
import threading
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import tantivy

from index.search_text import search_text
from index.store_reader import SearchRow
from index.terms import ANALYZER, COMMON, analyzer, terms
from index.vectors import Scored

__all__ = ["LEXICAL_SETTINGS", "LexicalIndex"]

LEXICAL_SETTINGS = f"{ANALYZER}; title+text/1"
"""Changes whenever the same passage would be indexed differently."""

PHRASE_WEIGHT = 0.2
PHRASE_SLOP = 0
MAX_TERMS = 64
_WRITER_BYTES = 64_000_000


class LexicalIndex:
    """BM25 over passages; safe to search from several threads while one updates."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open or create an index in ``folder``, or in memory.

        Raises:
            ValueError: The folder holds a damaged index, or one of another schema.
        """
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("passage", indexed=True, fast=True)
        builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("text", tokenizer_name="citespan")
        self._schema = builder.build()
        self._lock = threading.Lock()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, None if folder is None else str(folder))
        self._index.register_tokenizer("citespan", analyzer())
        self._index.config_reader("manual")
        self._index.reload()

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def update(
        self, added: Sequence[int], rows: Iterable[SearchRow], removed: Sequence[int]
    ) -> None:
        """Remove passages, then add rows; a passage that is already there is replaced.

        Args:
            added: Ids of the passages in ``rows``.
            rows: What to index of each; read once.
            removed: Ids of passages to take out.

        Raises:
            OSError: It cannot be written; nothing is changed then.
        """
        try:
            self._update([*removed, *added], rows)
        except ValueError as error:
            # All errors of tantivy are of this class; those of the system have their number in
            # the message, except where they end one of its threads.
            number = re.search(r"(?:os error |\bcode: )(\d+)", str(error))
            if number is None and "writer was killed" not in str(error):
                raise
            code = int(number[1]) if number else errno.EIO
            raise OSError(code, os.strerror(code)) from error

    def _update(self, gone: Sequence[int], rows: Iterable[SearchRow]) -> None:
        with self._lock:
            writer = self._index.writer(_WRITER_BYTES, 1)
            try:
                self._write(writer, gone, rows)
            finally:
                # An error keeps the frames it passed, and they would keep the index locked.
                del writer
            self._index.reload()

    def _write(
        self, writer: tantivy.IndexWriter, gone: Sequence[int], rows: Iterable[SearchRow]
    ) -> None:
        try:
            try:
                if gone:
                    # By query: deleting by term silently does nothing on unsigned fields
                    # (tantivy 0.27).
                    writer.delete_documents_by_query(
                        tantivy.Query.term_set_query(self._schema, "passage", list(gone))
                    )
                for row in rows:
                    document = tantivy.Document()
                    document.add_unsigned("passage", row.passage_id)
                    document.add_text("document", row.document_id)
                    document.add_text("text", f"{row.title}\n{search_text(row.text)}")
                    writer.add_document(document)
                writer.commit()
            except BaseException:
                writer.rollback()
                raise
            writer.wait_merging_threads()
        finally:
            del writer

    def reload(self) -> None:
        """See what another process has committed since."""
        self._index.reload()

    def search(self, text: str, k: int, documents: Sequence[str] | None = None) -> Scored:
        """The ``k`` passages with the highest BM25 score; within ``documents`` if given.

        Scores depend on the corpus and have no upper bound. Terms beyond the first 64 distinct
        ones are not looked up.
        """
        query = self._query(text)
        if query is None or k < 1:
            return []
        if documents is not None:
            allowed = tantivy.Query.term_set_query(self._schema, "document", list(documents))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)),
                ]
            )
        searcher = self._index.searcher()
        hits = searcher.search(query, k, count=False).hits
        return list(zip(_passages(searcher, hits), (score for score, _ in hits), strict=True))

    def ids(self) -> list[int]:
        """Ids of all passages, ascending."""
        searcher = self._index.searcher()
        if not searcher.num_docs:
            return []
        hits = searcher.search(tantivy.Query.all_query(), searcher.num_docs, count=False).hits
        return sorted(_passages(searcher, hits))

    def _query(self, text: str) -> tantivy.Query | None:
        words = terms(text)
        should = tantivy.Occur.Should
        distinct = list(dict.fromkeys(words))[:MAX_TERMS]
        if not distinct:
            return None
        clauses = [
            (should, tantivy.Query.term_query(self._schema, "text", term)) for term in distinct
        ]
        for pair in list(dict.fromkeys(pairwise(words)))[:MAX_TERMS]:
            # A pair of two such words says nothing and costs the longest posting lists.
            if COMMON.issuperset(pair):
                continue
            phrase = tantivy.Query.phrase_query(self._schema, "text", list(pair), PHRASE_SLOP)
            clauses.append((should, tantivy.Query.boost_query(phrase, PHRASE_WEIGHT)))
        return tantivy.Query.boolean_query(clauses)


def _passages(
    searcher: tantivy.Searcher, hits: Sequence[tuple[float, tantivy.DocAddress]]
) -> list[int]:
    """Passage ids of hits, in their order."""
    values = searcher.fast_field_values("passage", [address for _, address in hits])
    return [int(value) for value in values if value is not None]
