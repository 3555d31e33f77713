"""Filters on documents: they work inside the search, whatever their size."""

from __future__ import annotations

import pytest

from tests.conformance.cases import EAST, NORTH, UP, assert_scored, fill, ids


def test_a_filter_works_inside_dense_search(many):
    fill(many)
    last = ids(many.changes.exact(EAST, 40))[-3:]
    documents = [f"d{id_ - 1}" for id_ in last]
    assert ids(many.engine.dense_search(EAST, 3, documents)) == last


def test_a_filter_works_inside_lexical_search(bench):
    for number in range(30):
        bench.changes.put(f"loud{number}", ("bell bell bell", EAST))
    (quiet,) = bench.changes.put("quiet", ("a bell among so many other words", EAST))
    engine = bench.update()
    assert quiet not in ids(engine.lexical_search("bell", 3))
    assert ids(engine.lexical_search("bell", 3, ["quiet"])) == [quiet]


def test_a_filtered_score_is_the_score_without_the_filter(small):
    for search, query in (("dense_search", EAST), ("lexical_search", "snow rain")):
        without = dict(getattr(small.engine, search)(query, 10))
        for documents in (["a"], ["b"]):
            for id_, score in getattr(small.engine, search)(query, 10, documents):
                assert score == pytest.approx(without[id_], rel=1e-5)


def test_an_empty_filter_finds_nothing(small):
    assert small.engine.dense_search(EAST, 5, []) == []
    assert small.engine.lexical_search("snow", 5, []) == []


def test_unknown_documents_match_nothing(small):
    assert small.engine.dense_search(EAST, 5, ["zebra"]) == []
    assert small.engine.lexical_search("snow", 5, ["zebra"]) == []
    assert ids(small.engine.dense_search(EAST, 5, ["zebra", "b"])) == [3]


@pytest.mark.parametrize("kind", [list, tuple, set, frozenset])
def test_a_filter_is_any_collection(small, kind):
    assert ids(small.engine.dense_search(EAST, 5, kind(["a"]))) == [1, 2]
    assert ids(small.engine.lexical_search("snow", 5, kind(["a"]))) == [1]


def test_order_and_repetition_in_a_filter_do_not_matter(small):
    expected = small.engine.dense_search(EAST, 5, ["a", "b"])
    assert small.engine.dense_search(EAST, 5, ["b", "a", "b"]) == expected
    assert len(expected) == 3


def test_a_filter_of_all_documents_is_no_filter(many):
    engine = fill(many)
    documents = [f"d{number}" for number in range(40)]
    assert_scored(engine.dense_search(EAST, 9, documents), engine.dense_search(EAST, 9))
    filtered = engine.lexical_search("bell word3", 9, documents)
    assert_scored(filtered, engine.lexical_search("bell word3", 9))


def test_filters_do_not_mix(many):
    engine = fill(many)
    first, second = ["d0", "d3", "d6"], ["d9", "d12"]
    for documents in (first, second, first, [*first, *second], second):
        expected = many.changes.exact(EAST, 10, documents)
        assert_scored(engine.dense_search(EAST, 10, documents), expected)
        found = set(ids(engine.lexical_search("bell", 10, documents)))
        assert found == many.changes.with_word("bell", documents)


def test_a_filter_follows_what_is_added_to_its_documents(small):
    assert ids(small.engine.dense_search(UP, 5, ["b"])) == [3]
    new = small.changes.put("b", ("a zebra", UP), ("snow again", NORTH))
    engine = small.update()
    assert ids(engine.dense_search(UP, 5, ["b"])) == new
    assert ids(engine.lexical_search("snow", 5, ["b"])) == [5]


@pytest.mark.parametrize("share", [2, 50])
def test_filters_of_hundreds_of_documents(many, share):
    engine = fill(many, 600)
    documents = [f"d{number}" for number in range(0, 600, share)]
    assert_scored(engine.dense_search(EAST, 25, documents), many.changes.exact(EAST, 25, documents))
    expected = many.changes.with_word("bell", documents)
    assert set(ids(engine.lexical_search("bell", 600, documents))) == expected
    some = engine.lexical_search("bell", 5, documents)
    assert len(some) == min(5, len(expected))
    assert set(ids(some)) <= expected


def test_a_large_filter_beside_what_ranks_best(many):
    """All of the best are outside: the search has to go on until it has enough inside."""
    for number in range(300):
        many.changes.put(f"out{number}", ("bell bell", EAST))
    for number in range(300):
        many.changes.put(f"in{number}", ("a bell among other words", NORTH))
    engine = many.update()
    documents = [f"in{number}" for number in range(300)]
    found = ids(engine.lexical_search("bell", 10, documents))
    assert len(found) == 10
    assert set(found) <= set(many.changes.passage_ids(documents))
