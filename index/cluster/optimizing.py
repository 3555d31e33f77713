"""Indexes brought up to date, small files joined, earlier versions dropped."""

from __future__ import annotations

import logging
from datetime import timedelta

from index.cluster.cluster_schema import TABLES
from index.cluster.cluster_tables import ClusterTables
from index.cluster.connecting import reaching
from index.cluster.passage_columns import EXACT_MOST, index_vectors
from index.errors import StoreError

__all__ = ["KEPT_UP_EVERY", "kept_up", "optimized"]

log = logging.getLogger(__name__)

KEPT_UP_EVERY = 1_100_000
"""Passages after which the indexes are brought up to date in the middle of a long run.

Lance joins files up to 2²⁰ rows. Fewer passages than that would be copied again each time.
"""


def kept_up(tables: ClusterTables, keeping: timedelta) -> None:
    """Take what was written since into the indexes that are there, and join small files.

    A writer looks at all rows that are in no index, with every commit: without this a run of ten
    times as many passages would take a hundred times as long. What was written is there without it,
    so that a table whose upkeep fails, as it may while others write, is left to the next.

    Args:
        tables: Of a corpus.
        keeping: See ``optimized``.
    """
    for name in TABLES:
        try:
            with reaching(tables.place):
                _optimize(tables, name, keeping)
        except StoreError as error:
            log.warning("the indexes of %s were not brought up to date: %s", name, error)


def _optimize(tables: ClusterTables, name: str, keeping: timedelta) -> None:
    tables.again(lambda: tables.table(name).optimize(cleanup_older_than=keeping))


def optimized(tables: ClusterTables, *, anew: bool, keeping: timedelta) -> None:
    """Take what was written since into the indexes, and join small files.

    Args:
        tables: Of a corpus.
        anew: Make the index of the vectors anew, as it is to be after the corpus has grown several
            times.
        keeping: Earlier versions stay so long, for readers and for going back.
    """
    for name in TABLES:
        _optimize(tables, name, keeping)
    passages = tables.table("passages")
    count = passages.count_rows()
    has_index = any(index.columns == ["vector"] for index in passages.list_indices())
    if count > EXACT_MOST and (anew or not has_index):
        tables.again(lambda: index_vectors(tables.table("passages"), count))
