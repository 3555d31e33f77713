"""Commits of several writers at once, of few rows and of many."""

from __future__ import annotations

import threading

import pytest

from index.cluster.cluster_tables import ClusterTables

WRITERS = 4


@pytest.mark.parametrize("count", [8, 1_500], ids=["looked up", "compared"])
@pytest.mark.parametrize("is_remote", [False, True], ids=["folder", "object store"])
@pytest.mark.slow
def test_writers_that_add_the_same_rows_at_once_add_them_once(request, store, count, is_remote):
    """Keys of many rows are not looked up in an index; there, too, no key may come twice."""
    tables = store.tables
    if is_remote:
        place = request.getfixturevalue("remote")
        tables = type(store).create(place, tables.made_with, tables.dimension).tables
    rows = [{"source": f"{number}.txt", "reason": "locked", "size": 1} for number in range(count)]
    writers = [ClusterTables(tables.place) for _ in range(WRITERS)]
    begin, failed = threading.Barrier(WRITERS), list[BaseException]()

    def write(writer: ClusterTables) -> None:
        try:
            begin.wait()
            writer.merge("refused", "source", writer.arrow("refused", rows))
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=write, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    stored = [row["source"] for row in tables.all_rows("refused", ["source"])]
    assert sorted(stored) == sorted(row["source"] for row in rows)
