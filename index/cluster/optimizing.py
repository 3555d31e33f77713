"""Indexes brought up to date, small files joined, earlier versions dropped."""

from __future__ import annotations

from datetime import timedelta

from index.cluster.cluster_schema import TABLES
from index.cluster.cluster_tables import ClusterTables
from index.cluster.passage_columns import EXACT_MOST, index_vectors

__all__ = ["optimized"]


def optimized(tables: ClusterTables, *, anew: bool, keeping: timedelta) -> None:
    """Take what was written since into the indexes, and join small files.

    Args:
        tables: Of a corpus.
        anew: Make the index of the vectors anew, as it is to be after the corpus has grown several
            times.
        keeping: Earlier versions stay so long, for readers and for going back.
    """

    def optimize(name: str) -> None:
        tables.again(lambda: tables.table(name).optimize(cleanup_older_than=keeping))

    for name in TABLES:
        optimize(name)
    passages = tables.table("passages")
    count = passages.count_rows()
    has_index = any(index.columns == ["vector"] for index in passages.list_indices())
    if count > EXACT_MOST and (anew or not has_index):
        tables.again(lambda: index_vectors(tables.table("passages"), count))
