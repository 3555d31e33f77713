"""Term search with BM25 by tantivy. Derived from the store and rebuilt from it whenever in doubt.

A passage is indexed as its document's title, its headings and its normalised text, lower-cased,
without accents, stemmed. A question is a disjunction of its terms, and of its pairs of
neighbouring terms as phrases with a smaller weight (docs/decisions/0006-fusion.md); nothing a
person types is query syntax.

Above ``ONE_QUERY_MOST`` passages terms and phrases are looked up side by side: a disjunction of
terms alone is answered several times faster than one of both, and two cores share the work. The
best by their terms, three times as many as wanted, then get the score of their phrases.

A filter is a query for the set of its passages, kept with the filter. Its cost grows with the set.
Where many passages are allowed, the search goes deeper without the filter instead and skips the
others; if too few results are left, it runs again with the filter.
"""

from __future__ import annotations

import errno
import math
import os
import re
import threading
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
import tantivy

from index.errors import FileError
from index.protocols import Scored
from index.search.clauses import (
    MAX_TERMS,
    PHRASE_SLOP,
    PHRASE_WEIGHT,
    Clauses,
    phrase_clauses,
    term_clauses,
)
from index.search.lookups import Hits, counted, labelled, near, passages_of
from index.search.passage_filter import PassageFilter
from index.text.search_text import search_text
from index.text.sections import lead
from index.text.terms import ANALYZER, COMMON, analyzer, terms
from index.values import PassageRow, TermCounts

__all__ = ["LEXICAL_SETTINGS", "LexicalIndex", "scoring"]

LEXICAL_SETTINGS = f"{ANALYZER}; title+headings+text, labels/2"
"""Changes whenever the same passage would be indexed differently."""

ONE_QUERY_MOST = 50_000  # passages up to which a question is one query

_WRITER_BYTES = 64_000_000
# In a large index: candidates for each result, the least number of phrases that are looked up,
# and the share of passages above which a word counts as common in a pair.
_CANDIDATES_FOR_EACH = 3
_PHRASE_HITS = 3_000
_COMMON_SHARE = 0.1
# How much deeper than on average a search goes that passes over what is not allowed.
_DEEPER = 1.5


def scoring() -> str:
    """Changes whenever the same passages would get other scores."""
    return f"tantivy bm25; phrases={PHRASE_WEIGHT} slop={PHRASE_SLOP} terms={MAX_TERMS}"


class LexicalIndex:
    """BM25 over passages; safe to search from several threads while one updates."""

    def __init__(self, folder: Path | None = None, one_query_most: int = ONE_QUERY_MOST) -> None:
        """Open or create an index.

        Args:
            folder: Where its files are; None for an index in memory.
            one_query_most: Passages up to which a question is one query.

        Raises:
            ValueError: The folder holds a damaged index, or one of another schema.
        """
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("passage", indexed=True, fast=True)
        builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("label", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("text", tokenizer_name="citespan")
        self._schema = builder.build()
        self._lock = threading.Lock()
        self._one_query_most = one_query_most
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="phrases")
        self._filter_queries: WeakKeyDictionary[PassageFilter, tantivy.Query] = WeakKeyDictionary()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, None if folder is None else str(folder))
        self._index.register_tokenizer("citespan", analyzer())
        self._index.config_reader("manual")
        self._index.reload()

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def update(
        self, added: Sequence[int], rows: Iterable[PassageRow], removed: Sequence[int]
    ) -> None:
        """Remove passages, then add rows of others; one that is already there is replaced.

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
            raise FileError(code, os.strerror(code)) from error

    def _update(self, gone: Sequence[int], rows: Iterable[PassageRow]) -> None:
        with self._lock:
            writer = self._index.writer(_WRITER_BYTES, 1)
            try:
                self._write(writer, gone, rows)
            finally:
                # An error keeps the frames it passed, and they would keep the index locked.
                del writer
            self._index.reload()

    def _write(
        self, writer: tantivy.IndexWriter, gone: Sequence[int], rows: Iterable[PassageRow]
    ) -> None:
        try:
            try:
                if gone and len(self):
                    # By query: deleting by term silently does nothing on unsigned fields
                    # (tantivy 0.27).
                    writer.delete_documents_by_query(
                        tantivy.Query.term_set_query(self._schema, "passage", list(gone))
                    )
                for row in rows:
                    document = tantivy.Document()
                    document.add_unsigned("passage", row.passage_id)
                    document.add_text("document", row.document_id)
                    above = lead(row.title, row.headings)
                    document.add_text("text", f"{above}\n{search_text(row.text)}")
                    for label in row.labels:
                        document.add_text("label", label)
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

    def search(self, text: str, k: int, allowed: PassageFilter | None = None) -> Scored:
        """The ``k`` passages with the highest BM25 score, among allowed ones if given.

        Scores depend on the corpus and have no upper bound. Terms beyond the first 64 distinct
        ones are not looked up.
        """
        words = terms(text)
        if not words or k < 1:
            return []
        searcher = self._index.searcher()
        if allowed is None:
            return _scored(searcher, self._best(searcher, words, k))
        if not len(allowed) or not searcher.num_docs:
            return []
        spread = searcher.num_docs / len(allowed)
        if self._depth(searcher, k) * spread * _DEEPER <= len(allowed):
            wanted = math.ceil(k * spread * _DEEPER)
            scored = _scored(searcher, self._best(searcher, words, wanted, spread=spread))
            passes = allowed.mask(np.array([id_ for id_, _ in scored], np.int64))
            kept = [hit for hit, passed in zip(scored, passes, strict=True) if passed][:k]
            if len(kept) == k or len(scored) < wanted:
                return kept
        hits = self._best(searcher, words, k, self._filter_query(allowed))
        return _scored(searcher, hits)

    def _depth(self, searcher: tantivy.Searcher, k: int) -> int:
        """How many hits are fetched for ``k`` results without a filter."""
        if searcher.num_docs <= self._one_query_most:
            return k
        return max(_CANDIDATES_FOR_EACH * k, _PHRASE_HITS)

    def _filter_query(self, allowed: PassageFilter) -> tantivy.Query:
        """A query that adds nothing to the score; made once for each filter."""
        query = self._filter_queries.get(allowed)
        if query is None:
            passages = tantivy.Query.term_set_query(self._schema, "passage", allowed.ids.tolist())
            query = tantivy.Query.const_score_query(passages, 0.0)
            self._filter_queries[allowed] = query
        return query

    def _best(
        self,
        searcher: tantivy.Searcher,
        words: list[str],
        k: int,
        required: tantivy.Query | None = None,
        *,
        spread: float = 1.0,
    ) -> Hits:
        """The passages with the highest scores, best first.

        Args:
            searcher: Of one state of the index.
            words: Terms of the question.
            k: Most hits.
            required: A query that all hits match.
            spread: How many times deeper than usual phrases are looked up.
        """
        if searcher.num_docs <= self._one_query_most:
            clauses = term_clauses(self._schema, words) + phrase_clauses(
                self._schema, words, COMMON
            )
            return self._hits(searcher, clauses, k, required)
        # As one query would find them, but for the rarest of cases.
        depth = _CANDIDATES_FOR_EACH * k
        often = _COMMON_SHARE * searcher.num_docs
        common = COMMON | {w for w in set(words) if searcher.doc_freq("text", w) > often}
        beside = self._beside.submit(
            self._hits,
            searcher,
            phrase_clauses(self._schema, words, common),
            max(depth, math.ceil(_PHRASE_HITS * spread)),
            required,
        )
        hits = self._hits(searcher, term_clauses(self._schema, words), depth, required)
        more = {(at.segment_ord, at.doc): score for score, at in beside.result()}
        summed = [(score + more.get((at.segment_ord, at.doc), 0.0), at) for score, at in hits]
        return sorted(summed, key=lambda hit: (-hit[0], hit[1].segment_ord, hit[1].doc))[:k]

    def _hits(
        self,
        searcher: tantivy.Searcher,
        clauses: Clauses,
        k: int,
        required: tantivy.Query | None,
    ) -> Hits:
        """The passages with the highest sums of the scores of clauses, best first."""
        if not clauses:
            return []
        query = tantivy.Query.boolean_query(clauses)
        if required is not None:
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.Must, required)]
            )
        hits: Hits = searcher.search(query, k, count=False).hits
        return hits

    def term_counts(self, words: Iterable[str]) -> TermCounts:
        """See ``PassageSearch.term_counts``."""
        return counted(self._index.searcher(), self._schema, words)

    def near(self, term: str, k: int, allowed: PassageFilter | None = None) -> list[int]:
        """See ``PassageSearch.passages_near``."""
        query = near(self._schema, term)
        return [] if query is None else self._matches(query, k, allowed)

    def labelled(
        self, labels: Collection[str], k: int, allowed: PassageFilter | None = None
    ) -> list[int]:
        """See ``PassageSearch.passages_labelled``."""
        return self._matches(labelled(self._schema, labels), k, allowed) if labels else []

    def _matches(self, query: tantivy.Query, k: int, allowed: PassageFilter | None) -> list[int]:
        searcher = self._index.searcher()
        if k < 1 or not searcher.num_docs or (allowed is not None and not len(allowed)):
            return []
        required = None if allowed is None else self._filter_query(allowed)
        clauses = [(tantivy.Occur.Must, tantivy.Query.const_score_query(query, 1.0))]
        return sorted(passages_of(searcher, self._hits(searcher, clauses, k, required)))

    def ids(self) -> list[int]:
        """Ids of all passages, ascending."""
        searcher = self._index.searcher()
        if not searcher.num_docs:
            return []
        hits = searcher.search(tantivy.Query.all_query(), searcher.num_docs, count=False).hits
        return sorted(passages_of(searcher, hits))


def _scored(searcher: tantivy.Searcher, hits: Hits) -> Scored:
    """Passage ids and scores of hits, in their order."""
    return list(zip(passages_of(searcher, hits), (score for score, _ in hits), strict=True))
