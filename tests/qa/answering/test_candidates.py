"""Hits are made by hand, so that every share of the softmax is arithmetic."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.sentences import sentence_spans
from index.values import Document, Passage, Span, document_id
from qa.answering.candidates import candidates, distinct, runner_up
from qa.readers.protocol import ScoredSpan
from qa.retriever import Hit

TEXT = "The cat sat. The dog ran! A cat slept. Then rain fell."
ONE, TWO, THREE, FOUR = (Span(0, 12), Span(13, 25), Span(26, 38), Span(39, 54))


def hit(text=TEXT, sentences=(ONE, TWO, THREE, FOUR), score=1.0, dense=0.5):
    document = Document(document_id(text), text, "t", ("t",))
    start, end = (sentences[0].start, sentences[-1].end) if sentences else (0, len(text))
    passage = Passage(1, document.id, start, end, tuple(sentences))
    return Hit(passage, document, score, dense, 0.0)


def at(words, score, number=0, text=TEXT, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return ScoredSpan(number, start, start + len(words), score)


def texts(found):
    return [one.places[0].document.text[one.places[0].answer.start : one.places[0].answer.end]
            for one in found]  # fmt: skip


def test_no_spans_give_no_candidates():
    assert candidates([], []) == []
    assert candidates([], [hit()]) == []


def test_probabilities_are_one_softmax_with_no_answer():
    # exp(ln 3) = 3, exp(ln 2) = 2, exp(ln 0.5) = 0.5, no answer exp(0) = 1: together 6.5.
    spans = [at("dog", math.log(2)), at("rain", math.log(3)), at("slept", math.log(0.5))]
    found = candidates(spans, [hit()])
    assert texts(found) == ["rain", "dog", "slept"]
    assert [one.probability for one in found] == pytest.approx([3 / 6.5, 2 / 6.5, 0.5 / 6.5])
    assert found[0].score == math.log(3)


def test_one_place_counts_once_by_its_best_score():
    # The dog stands in both passages; only 3 counts: 3 / (1 + 3).
    hits = [hit(), hit(sentences=(TWO, THREE))]
    for order in ([0, 1], [1, 0]):
        spans = [[at("dog", math.log(2), 0), at("dog", math.log(3), 1)][i] for i in order]
        (only,) = candidates(spans, hits)
        assert only.probability == pytest.approx(0.75)
        assert len(only.places) == 1
        assert only.places[0].hit is hits[1]


def test_same_normalised_text_in_other_sentences_adds_up():
    # "The cat" and "A cat" are both "cat": (2 + 3) / (1 + 2 + 3 + 1.5) = 2/3; "dog" 1.5 / 7.5.
    spans = [at("The cat", math.log(2)), at("A cat", math.log(3)), at("dog", math.log(1.5))]
    cat, dog = candidates(spans, [hit()])
    assert cat.probability == pytest.approx(2 / 3)
    assert dog.probability == pytest.approx(0.2)
    assert [place.answer for place in cat.places] == [Span(26, 31), Span(0, 7)]
    assert [place.evidence for place in cat.places] == [THREE, ONE]


def test_identical_sentences_count_once():
    # The sentence twice, 3 and 2: only the better one is counted, of all of 1 + 3 + 2.
    text = "The dog ran! It rained. The dog ran!"
    twice = hit(text, (Span(0, 12), Span(13, 23), Span(24, 36)))
    spans = [at("dog", math.log(2), text=text), at("dog", math.log(3), text=text, nth=1)]
    (dog,) = candidates(spans, [twice])
    assert dog.probability == pytest.approx(3 / 6)
    assert [place.answer.start for place in dog.places] == [28, 4]


def test_texts_that_normalise_to_nothing_stay_apart():
    text = "Is it - or + here?"
    spans = [at("-", 1.0, text=text), at("+", 0.0, text=text)]
    assert texts(candidates(spans, [hit(text, (Span(0, 18),))])) == ["-", "+"]


def test_evidence_is_whole_sentences():
    (inside,) = candidates([at("dog", 1.0)], [hit()])
    assert inside.places[0].evidence == TWO
    (across,) = candidates([at("ran! A cat", 1.0)], [hit()])
    assert across.places[0].evidence == Span(TWO.start, THREE.end)


@pytest.mark.parametrize(("spill", "joined"), [(0.5, True), (0.4, False)])
def test_a_neighbour_joins_when_enough_mass_reaches_into_it(spill, joined):
    # Of the mass 1 + w of spans over "dog", w reaches into the next sentence. The share must be
    # 0.3: 0.5 / 1.5 = 0.33 joins, 0.4 / 1.4 = 0.29 does not.
    spans = [at("dog", 0.0), at("dog ran! A cat", math.log(spill))]
    dog = next(one for one in candidates(spans, [hit()]) if texts([one]) == ["dog"])
    assert dog.places[0].evidence == (Span(TWO.start, THREE.end) if joined else TWO)


def test_mass_of_other_places_joins_nothing():
    spans = [at("dog", 0.0), at("slept. Then", 3.0)]
    dog = next(one for one in candidates(spans, [hit()]) if texts([one]) == ["dog"])
    assert dog.places[0].evidence == TWO
    other = hit("x" * 60, (Span(0, 12), Span(13, 38)))
    spans = [at("dog", 0.0), ScoredSpan(1, 5, 30, 3.0)]
    dog = next(one for one in candidates(spans, [hit(), other]) if texts([one]) == ["dog"])
    assert dog.places[0].evidence == TWO


def test_a_passage_without_sentences_is_its_own_evidence():
    (only,) = candidates([at("dog", 1.0)], [hit(sentences=())])
    assert only.places[0].evidence == Span(0, len(TEXT))


def test_distinct_drops_overlapping_and_unlikely_ones():
    spans = [at("dog ran", 3.0), at("dog", 2.9), at("rain", 2.5), at("slept", -3.0)]
    found = candidates(spans, [hit()])
    assert texts(found) == ["dog ran", "dog", "rain", "slept"]
    assert texts(distinct(found, 0.2)) == ["dog ran", "rain"]
    assert texts(distinct(found, 0.0)) == ["dog ran", "rain", "slept"]
    assert distinct([], 0.2) == []


def test_the_runner_up_is_no_wording_of_the_best():
    spans = [at("dog ran", 3.0), at("dog", 2.9), at("rain", 2.5), at("slept", 2.0)]
    found = candidates(spans, [hit()])
    assert texts([runner_up(found)]) == ["rain"]
    assert runner_up(found[:2]) is None
    assert runner_up(found[:1]) is None
    assert runner_up([]) is None


def test_the_runner_up_stands_in_none_of_the_best_ones_places():
    # "The cat" and "A cat" are one answer, whose best place is the second; "cat sat" overlaps
    # the other.
    spans = [at("A cat", 3.0), at("The cat", 1.0), at("cat sat", 2.0), at("rain", 0.0)]
    found = candidates(spans, [hit()])
    assert texts(found) == ["A cat", "cat sat", "rain"]
    assert texts([runner_up(found)]) == ["rain"]


def test_the_runner_up_may_stand_at_the_same_offsets_of_another_document():
    other = "The owl sat. The fox ran!"
    found = candidates([at("dog", 1.0), at("fox", 0.9, 1, other)], [hit(), hit(other, (ONE, TWO))])
    assert texts([runner_up(found)]) == ["fox"]


OTHER = "The owl sat. The fox ran!"


def test_spans_of_lower_passages_lose_by_their_passages_distance():
    # The best passage has no spans, and still the others are measured by it: at weight 4 the dog
    # has 1 - 4 * 0.25 and the fox 1.5 - 4 * 0.5.
    hits = [hit(score=0.75), hit(OTHER, (ONE, TWO), score=0.5), hit("x", (Span(0, 1),), score=1.0)]
    spans = [at("dog", 1.0), at("fox", 1.5, 1, OTHER)]
    for weight, expected in {0.0: [1.5, 1.0], 4.0: [0.0, -0.5]}.items():
        found = candidates(spans, hits, weight)
        assert [one.score for one in found] == expected
        total = 1 + sum(math.exp(score) for score in expected)
        shares = [math.exp(score) / total for score in expected]
        assert [one.probability for one in found] == pytest.approx(shares)
    assert texts(candidates(spans, hits, 0.0)) == ["fox", "dog"]
    assert texts(candidates(spans, hits, 4.0)) == ["dog", "fox"]


def test_spans_of_the_best_passage_keep_their_scores_whatever_the_weight():
    hits = [hit(score=0.9), hit(OTHER, (ONE, TWO), score=0.4)]
    spans = [at("dog", 1.0), at("rain", 0.5), at("fox", 9.0, 1, OTHER)]
    found = candidates(spans, hits, 20.0)
    # The fox has 9 - 20 * 0.5 = -1.
    assert texts(found) == ["dog", "rain", "fox"]
    assert [one.score for one in found] == pytest.approx([1.0, 0.5, -1.0])


def test_a_place_in_two_passages_counts_by_its_best_score_after_weighting():
    # Read at 2 in the lower passage, 20 * 0.1 below the best, and at 1 in the best one.
    hits = [hit(score=0.5), hit(sentences=(TWO, THREE), score=0.6)]
    (only,) = candidates([at("dog", 2.0, 0), at("dog", 1.0, 1)], hits, 20.0)
    assert (only.score, only.places[0].hit) == (1.0, hits[1])
    (unweighted,) = candidates([at("dog", 2.0, 0), at("dog", 1.0, 1)], hits)
    assert (unweighted.score, unweighted.places[0].hit) == (2.0, hits[0])


def test_weights_leave_the_readers_spans_as_they_are():
    spans = [at("fox", 1.5, 1, OTHER)]
    before = list(spans)
    candidates(spans, [hit(score=0.75), hit(OTHER, (ONE, TWO), score=0.5)], 4.0)
    assert spans == before
    assert candidates([], [hit()], 4.0) == []


@pytest.mark.parametrize(("last", "kept"), [(-15.9, 41), (-16.1, 40)])
def test_beyond_40_spans_the_negligible_are_left_out(last, kept):
    # The best has no more than no answer, so that its log-odds 0 are the measure.
    text = " ".join(f"{i:02d}" for i in range(41))
    spans = [ScoredSpan(0, 3 * i, 3 * i + 2, -i / 10) for i in range(40)]
    spans.append(ScoredSpan(0, 120, 122, last))
    assert len(candidates(spans, [hit(text, (Span(0, len(text)),))])) == kept


def test_spans_at_one_offset_of_two_documents_are_distinct():
    other = "The owl sat. The fox ran!"
    hits = [hit(), hit(other, (ONE, TWO))]
    found = candidates([at("dog", 1.0), at("fox", 0.9, 1, other)], hits)
    assert texts(distinct(found, 0.2)) == ["dog", "fox"]


@pytest.mark.parametrize("scores", [(1e6, -1e6), (-2000.0, -3000.0), (800.0, 799.0)])
def test_extreme_scores_stay_probabilities(scores):
    found = candidates([at("dog", scores[0]), at("rain", scores[1])], [hit()])
    assert texts(found) == ["dog", "rain"]
    assert all(0 < one.probability <= 1 for one in found)
    assert [one.places[0].evidence for one in found] == [TWO, FOUR]


@given(
    st.lists(
        st.tuples(st.integers(0, 53), st.integers(1, 25), st.floats(-40, 40)), min_size=1,
        max_size=40,
    )
)  # fmt: skip
def test_any_spans_give_ordered_probabilities_and_evidence_around_them(drawn):
    spans = [ScoredSpan(0, start, min(start + n, len(TEXT)), score) for start, n, score in drawn]
    found = candidates(spans, [hit()])
    shares = [one.probability for one in found]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1 + 1e-9
    places = [place for one in found for place in one.places]
    assert {(p.answer.start, p.answer.end) for p in places} == {(s.start, s.end) for s in spans}
    assert len(places) == len({(s.start, s.end) for s in spans})
    bounds = sentence_spans(TEXT)
    for place in places:
        assert place.evidence.contains(place.answer)
        if any(one.overlaps(place.answer) for one in bounds):
            assert place.evidence.start in {min(one.start, place.answer.start) for one in bounds}
            assert place.evidence.end in {max(one.end, place.answer.end) for one in bounds}
    kept = distinct(found, 0.0)
    for i, one in enumerate(kept):
        for better in kept[:i]:
            assert not any(one.places[0].answer.overlaps(p.answer) for p in better.places)
