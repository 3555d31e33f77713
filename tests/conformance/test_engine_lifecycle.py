"""Closing and opening an engine, its generations, and use by several at once."""

from __future__ import annotations

import threading

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conformance.cases import EAST, UP, assert_scored, fill, ids
from tests.conformance.memory_changes import MemoryChanges, unit

# -- closing and opening


def results(engine):
    return [
        engine.ids(),
        engine.dense_search(EAST, 9),
        engine.dense_search(EAST, 9, ["d1", "d2", "d4"]),
        engine.lexical_search("bell word3", 9),
        engine.lexical_search("bell", 9, ["d0", "d3", "d4"]),
    ]


def test_opened_again_it_is_the_same(many):
    before = results(fill(many))
    engine = many.reopen()
    assert engine.generation == many.changes.generation()
    assert results(engine) == before


def test_opened_again_after_deleting(many):
    fill(many)
    many.changes.drop("d3", "d4")
    before = results(many.update())
    assert results(many.reopen()) == before


def test_opened_again_it_takes_up_what_came_meanwhile(many):
    fill(many)
    many.changes.put("new", ("a zebra", UP))
    many.changes.drop("d5")
    engine = many.reopen()
    assert not engine.refresh(many.changes) or engine.generation == many.changes.generation()
    many.update()
    assert engine.ids() == many.changes.passage_ids()
    assert len(engine.lexical_search("zebra", 5)) == 1


def test_lost_files_are_made_again(many):
    before = results(fill(many))
    many.close()
    many.place.lose()
    engine = many.reopen()
    assert engine.ids() == []
    assert results(many.update()) == before


def test_files_of_another_history_are_not_trusted(many):
    fill(many)
    other = MemoryChanges(writer="another")
    for number in range(40):
        other.put(f"d{number}", ("zebra", UP))
    engine = many.reopen(other)
    many.update()
    assert engine.ids() == other.passage_ids()
    assert engine.lexical_search("bell", 5) == []
    assert_scored(engine.dense_search(UP, 5), other.exact(UP, 5))


def test_files_of_other_passage_settings_are_not_trusted(many):
    fill(many)
    other = MemoryChanges(fingerprint="passages/2")
    for number in range(40):
        other.put(f"d{number}", ("zebra", UP))
    engine = many.reopen(other)
    many.update()
    assert engine.ids() == other.passage_ids()
    assert engine.lexical_search("bell", 5) == []
    assert_scored(engine.dense_search(UP, 5), other.exact(UP, 5))


# -- generations


def test_the_generation_is_that_of_the_changes(small):
    assert small.engine.generation == 2
    small.changes.put("c", ("a zebra", UP))
    assert small.engine.generation == 2
    assert small.update().generation == 3


def test_refreshed_it_says_whether_it_sees_everything(small):
    assert small.engine.refresh(small.changes)
    small.update()
    reader = small.open()
    assert reader.refresh(small.changes)
    assert reader.generation == small.changes.generation()


def test_a_reader_sees_what_a_writer_wrote(small):
    reader = small.open()
    small.changes.put("c", ("a zebra", UP))
    small.changes.drop("b")
    small.update()
    assert reader.refresh(small.changes)
    assert reader.ids() == [1, 2, 4]
    assert ids(reader.lexical_search("zebra", 5)) == [4]
    assert ids(reader.dense_search(UP, 1)) == [4]


def test_a_reader_that_opened_before_anything_was_written(many):
    reader = many.open()
    fill(many)
    assert reader.refresh(many.changes)
    assert results(reader) == results(many.engine)


def test_followed_it_sees_everything_and_writes_nothing(small):
    before = small.place.contents()
    small.changes.put("c", ("a zebra", UP))
    small.changes.drop("b")
    small.engine.follow(small.changes, writer_is_busy=False)
    assert small.engine.ids() == [1, 2, 4]
    assert ids(small.engine.lexical_search("zebra", 5)) == [4]
    assert ids(small.engine.dense_search(UP, 1)) == [4]
    assert small.engine.generation == small.changes.generation()
    assert small.place.contents() == before


def test_followed_without_anything_written(bench):
    bench.changes.put("a", ("a bell", EAST))
    for writer_is_busy in (True, False):
        bench.engine.follow(bench.changes, writer_is_busy=writer_is_busy)
        assert ids(bench.engine.lexical_search("bell", 5)) == [1]
    assert bench.place.contents() == {}


def test_what_was_followed_is_written_later(small):
    small.changes.put("c", ("a zebra", UP))
    small.engine.follow(small.changes, writer_is_busy=False)
    small.update()
    engine = small.reopen()
    assert engine.generation == small.changes.generation()
    assert ids(engine.lexical_search("zebra", 5)) == [4]
    assert engine.ids() == [1, 2, 3, 4]


def test_the_fingerprint_stays(small):
    fingerprint = small.engine.fingerprint
    assert fingerprint
    small.changes.put("c", ("a zebra", UP))
    small.update()
    assert small.reopen().fingerprint == fingerprint


# -- together


def test_searches_go_on_while_another_thread_updates(many):
    fill(many)
    failures: list[BaseException] = []
    is_over = threading.Event()

    def search():
        try:
            while not is_over.is_set():
                assert len(many.engine.dense_search(EAST, 5)) == 5
                assert len(many.engine.lexical_search("bell", 5)) == 5
                assert len(many.engine.dense_search(EAST, 5, ["d0", "d1"])) == 2
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=search)
    thread.start()
    try:
        for number in range(3):
            many.changes.put(f"new{number}", ("a zebra", UP))
            many.update()
    finally:
        is_over.set()
        thread.join()
    assert failures == []


STEP = st.tuples(st.sampled_from(["put", "drop", "update", "reopen"]), st.integers(0, 5))


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEP, max_size=10))
def test_whatever_happens_it_equals_the_changes(many, steps):
    many.reopen(MemoryChanges(writer=f"writer {id(steps)}"))
    for step, number in steps:
        name = f"d{number}"
        if step == "put":
            rng = np.random.default_rng(many.changes.generation())
            texts = ("bell", "horn", "bell horn")[: number % 3 + 1]
            many.changes.put(name, *((text, unit(*rng.normal(size=4))) for text in texts))
        elif step == "drop" and many.changes.document(name) is not None:
            many.changes.drop(name)
        elif step == "reopen":
            many.reopen()
        else:
            many.update()
    many.update()
    assert many.engine.ids() == many.changes.passage_ids()
    for documents in (None, ["d0", "d3"]):
        found = many.engine.dense_search(EAST, 9, documents)
        assert_scored(found, many.changes.exact(EAST, 9, documents))
        found = many.engine.lexical_search("bell", 99, documents)
        assert set(ids(found)) == many.changes.with_word("bell", documents)
