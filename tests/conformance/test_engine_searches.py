"""What every search engine finds: contents, scores, ties.

The engines are listed in ``conftest.py``. Expected results are computed by hand or by
``MemoryChanges``, never by another engine.
"""

from __future__ import annotations

import pytest

from index.errors import InvalidValueError, UnknownDocumentError
from tests.conformance.cases import DIAGONAL, EAST, NORTH, UP, assert_scored, fill, ids
from tests.conformance.memory_changes import MemoryChanges

# -- empty


def test_an_empty_engine_finds_nothing(bench):
    engine = bench.engine
    assert engine.dense_search(EAST, 5) == []
    assert engine.lexical_search("bell", 5) == []
    assert engine.dense_scores(EAST, [1, 2]) == {}
    assert engine.ids() == []
    assert engine.generation == 0


def test_an_empty_engine_finds_nothing_with_a_filter(bench):
    assert bench.engine.dense_search(EAST, 5, ["a"]) == []
    assert bench.engine.lexical_search("bell", 5, ["a"]) == []


def test_an_update_of_nothing(bench):
    engine = bench.update()
    assert engine.ids() == []
    assert engine.refresh(bench.changes)
    assert engine.lexical_search("bell", 5) == []


# -- how common terms are


def test_terms_of_an_empty_engine_stand_nowhere(bench):
    counts = bench.engine.term_counts(["bell"])
    assert (counts.passages, dict(counts.by_term)) == (0, {"bell": 0})


def test_terms_are_counted_by_passage_in_texts_and_titles(small):
    counts = small.engine.term_counts(["snow", "tide", "winter", "zebra"])
    assert counts.passages == 3
    assert dict(counts.by_term) == {"snow": 2, "tide": 1, "winter": 2, "zebra": 0}
    assert dict(small.engine.term_counts([]).by_term) == {}


def test_removed_and_replaced_passages_are_not_counted(bench):
    bench.changes.put("a", ("snow and ice", EAST), ("snow", NORTH))
    bench.changes.put("b", ("snow", UP))
    bench.update()
    bench.changes.put("a", ("rain", EAST))
    counts = bench.update().term_counts(["snow", "rain", "ice"])
    assert (counts.passages, dict(counts.by_term)) == (2, {"snow": 1, "rain": 1, "ice": 0})
    bench.changes.drop("b")
    assert dict(bench.update().term_counts(["snow"]).by_term) == {"snow": 0}


# -- adding


def test_dense_search_gives_cosines_best_first(small):
    half = float(DIAGONAL @ EAST)
    assert half == pytest.approx(2**-0.5, abs=1e-3)
    assert_scored(small.engine.dense_search(EAST, 5), [(1, 1.0), (3, half), (2, 0.0)])


def test_lexical_search_finds_only_what_shares_a_term(small):
    assert sorted(ids(small.engine.lexical_search("snow", 5))) == [1, 3]
    assert ids(small.engine.lexical_search("tide", 5)) == [2]
    assert small.engine.lexical_search("zebra", 5) == []


def test_lexical_scores_are_positive_and_descend(small):
    scores = [score for _, score in small.engine.lexical_search("red snow rain", 5)]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


@pytest.mark.parametrize("k", [-1, 0, 1, 2, 3, 1000])
def test_k_is_the_most_results(small, k):
    dense = small.engine.dense_search(EAST, k)
    assert ids(dense) == [1, 3, 2][: max(k, 0)]
    assert len(small.engine.lexical_search("snow tide", k)) == min(max(k, 0), 3)


def test_more_of_the_question_ranks_higher(small):
    assert ids(small.engine.lexical_search("snow rain", 5)) == [3, 1]
    assert ids(small.engine.lexical_search("red snow", 5)) == [1, 3]


def test_titles_are_searched(small):
    assert sorted(ids(small.engine.lexical_search("winter", 5))) == [1, 2]


def test_neighbouring_words_count_more_than_scattered_ones(bench):
    bench.changes.put("a", ("river and north bank", EAST), ("north river and bank", EAST))
    assert ids(bench.update().lexical_search("north river", 5)) == [2, 1]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Harbours", "harbour"),
        ("Café", "CAFE"),
        ("cafe\u0301", "café"),
        ("\ufb01shing", "fishing"),
        ("har-\nbour", "harbour"),
        ("1969", "1969"),
    ],
)
def test_passages_and_questions_are_read_alike(bench, text, question):
    bench.changes.put("a", (text, EAST), ("other", NORTH))
    assert ids(bench.update().lexical_search(question, 5)) == [1]


@pytest.mark.parametrize(
    "question",
    ["", "  \n", "?!", 'snow" OR tide:1 ^2 ~ * ? ( [ {', "AND OR NOT snow", "snow " * 3000],
)
def test_nothing_that_is_typed_is_query_syntax(small, question):
    expected = {1, 3} if "snow" in question else set()
    expected |= {2} if "tide" in question else set()
    assert set(ids(small.engine.lexical_search(question, 5))) == expected


def test_results_are_plain_values(small):
    for scored in (
        small.engine.dense_search(EAST, 5),
        small.engine.lexical_search("snow", 5),
        list(small.engine.dense_scores(EAST, [1]).items()),
    ):
        assert all(type(id_) is int and type(score) is float for id_, score in scored)


def test_ids_are_ascending(small):
    assert small.engine.ids() == [1, 2, 3]


def test_passages_come_by_id(small):
    passages = small.engine.passages([3, 2, 99])
    assert set(passages) == {2, 3}
    document = small.engine.document(passages[2].document_id)
    assert document.text[passages[2].start : passages[2].end] == "the tide rose"


def test_an_unknown_document(small):
    assert small.engine.document("b").title == "Weather"
    with pytest.raises(UnknownDocumentError, match="zebra"):
        small.engine.document("zebra")


# -- changing


def test_searches_see_nothing_that_was_not_taken_up(small):
    small.changes.put("c", ("a zebra", UP))
    assert small.engine.lexical_search("zebra", 5) == []
    assert ids(small.engine.dense_search(UP, 1)) != [4]
    assert small.engine.generation == 2


def test_a_document_added_later(small):
    (id_,) = small.changes.put("c", ("a zebra", UP))
    engine = small.update()
    assert ids(engine.lexical_search("zebra", 5)) == [id_]
    assert_scored(engine.dense_search(UP, 1), [(id_, 1.0)])
    assert engine.ids() == [1, 2, 3, 4]


def test_a_changed_document_has_only_its_new_passages(small):
    new = small.changes.put("a", ("a zebra came", UP))
    engine = small.update()
    assert engine.ids() == [3, *new]
    assert ids(engine.lexical_search("tide", 5)) == []
    assert ids(engine.lexical_search("snow", 5)) == [3]
    assert ids(engine.lexical_search("zebra", 5)) == new
    assert engine.dense_scores(EAST, [1, 2]) == {}


def test_a_new_title_is_searched_in_place_of_the_old_one(small):
    small.changes.retitle("a", "Summer")
    engine = small.update()
    assert sorted(ids(engine.lexical_search("summer", 5))) == [1, 2]
    assert engine.lexical_search("winter", 5) == []
    assert engine.ids() == [1, 2, 3]
    assert len(engine.dense_search(EAST, 10)) == 3


def test_the_same_update_again_changes_nothing(small):
    before = small.engine.dense_search(EAST, 5), small.engine.lexical_search("snow", 5)
    small.update()
    assert (small.engine.dense_search(EAST, 5), small.engine.lexical_search("snow", 5)) == before
    assert small.engine.ids() == [1, 2, 3]


def test_an_engine_follows_one_corpus(small):
    with pytest.raises(InvalidValueError, match="opened for"):
        small.engine.update(MemoryChanges())


# -- deleting


def test_a_deleted_document_is_not_found(small):
    small.changes.drop("a")
    engine = small.update()
    assert engine.ids() == [3]
    assert ids(engine.dense_search(EAST, 5)) == [3]
    assert ids(engine.lexical_search("snow tide", 5)) == [3]
    assert set(engine.dense_scores(EAST, [1, 2, 3])) == {3}


def test_a_deleted_document_is_not_found_with_its_own_filter(small):
    assert len(small.engine.dense_search(EAST, 5, ["a"])) == 2
    small.changes.drop("a")
    engine = small.update()
    assert engine.dense_search(EAST, 5, ["a"]) == []
    assert engine.lexical_search("snow", 5, ["a"]) == []


def test_everything_deleted(small):
    small.changes.drop("a", "b")
    engine = small.update()
    assert engine.ids() == []
    assert engine.dense_search(EAST, 5) == []
    assert engine.lexical_search("snow", 5) == []


def test_deleted_and_added_again_has_new_ids(small):
    small.changes.drop("b")
    small.update()
    small.changes.put("b", ("snow and rain", DIAGONAL))
    engine = small.update()
    assert engine.ids() == [1, 2, 4]
    assert 4 in ids(engine.lexical_search("rain", 5))


def test_added_and_deleted_between_two_updates(small):
    small.changes.put("c", ("a zebra", UP))
    small.changes.drop("c")
    engine = small.update()
    assert engine.ids() == [1, 2, 3]
    assert engine.lexical_search("zebra", 5) == []


def test_most_of_many_deleted(many):
    engine = fill(many)
    many.changes.drop(*(f"d{number}" for number in range(35)))
    engine = many.update()
    assert engine.ids() == many.changes.passage_ids() == list(range(36, 41))
    assert_scored(engine.dense_search(EAST, 100), many.changes.exact(EAST, 100))


# -- ties


def test_equal_cosines_come_by_id(bench):
    for number in range(6):
        bench.changes.put(f"d{number}", ("same", EAST))
    assert_scored(bench.update().dense_search(EAST, 6), [(id_, 1.0) for id_ in range(1, 7)])


def test_equal_lexical_scores_come_by_id(bench):
    for number in range(6):
        bench.changes.put(f"d{number}", ("same words", EAST))
    scored = bench.update().lexical_search("words", 6)
    assert len({score for _, score in scored}) == 1
    assert ids(scored) == [1, 2, 3, 4, 5, 6]


def test_a_tie_is_cut_the_same_way_every_time(many):
    for number in range(20):
        many.changes.put(f"d{number}", ("same words", EAST))
    engine = many.update()
    assert len(engine.dense_search(EAST, 7)) == len(engine.lexical_search("words", 7)) == 7
    assert engine.dense_search(EAST, 7) == engine.dense_search(EAST, 7)
    assert engine.lexical_search("words", 7) == engine.lexical_search("words", 7)


# -- scores of given passages


def test_scores_are_those_of_the_search(many):
    engine = fill(many)
    expected = dict(many.changes.exact(EAST, 40))
    assert engine.dense_scores(EAST, list(expected)) == pytest.approx(expected, abs=1e-5)


def test_scores_of_repeated_and_unknown_ids(small):
    scores = small.engine.dense_scores(EAST, [2, 1, 99, 1])
    assert scores == pytest.approx({1: 1.0, 2: 0.0}, abs=1e-5)
    assert small.engine.dense_scores(EAST, []) == {}


# -- near terms and labels


def test_terms_that_are_nearly_the_same(bench):
    bench.changes.put("a", ("the harbour lies east", EAST), ("a museum of rope", NORTH))
    bench.changes.put("b", ("museums and harbours", UP), title="quay")
    engine = bench.update()
    assert engine.passages_near("harbor", 5) == [1, 3]
    assert engine.passages_near("msueum", 5) == [2, 3]
    assert engine.passages_near("museum", 1) in ([2], [3])
    assert engine.passages_near("museum", 5, ["a"]) == [2]
    assert engine.passages_near("museum", 5, []) == []
    assert engine.passages_near("sail", 5) == []


def test_short_terms_and_numbers_are_near_to_nothing(bench):
    bench.changes.put("a", ("the sea of 2019", EAST))
    engine = bench.update()
    assert engine.passages_near("see", 5) == []
    assert engine.passages_near("2018", 5) == []


def test_passages_with_a_label(bench):
    bench.changes.put("a", ("first", EAST), ("second", NORTH), labels={1: ("6.2",)})
    bench.changes.put("b", ("third", UP), labels={3: ("6.2", "schedule 1")})
    engine = bench.update()
    assert engine.passages_labelled(["6.2"], 5) == [1, 3]
    assert engine.passages_labelled(["6.2"], 5, ["b"]) == [3]
    assert engine.passages_labelled(["schedule 1", "9"], 5) == [3]
    assert engine.passages_labelled(["6"], 5) == []
    assert engine.passages_labelled([], 5) == []
    bench.changes.drop("b")
    assert bench.update().passages_labelled(["6.2"], 5) == [1]


def test_an_empty_engine_has_no_near_terms_and_no_labels(bench):
    assert bench.engine.passages_near("harbour", 5) == []
    assert bench.engine.passages_labelled(["1"], 5) == []


def test_headings_are_searched(bench):
    bench.changes.put("a", ("it lasts a year", EAST), headings={1: "Maternity leave"})
    assert ids(bench.update().lexical_search("maternity", 5)) == [1]
