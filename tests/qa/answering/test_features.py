import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.features import (
    ANSWER_FEATURES,
    EVIDENCE_FEATURES,
    answer_features,
    evidence_features,
)
from qa.question_kind import KINDS
from tests.qa.answering.examined import CANDIDATES, SENTENCES, candidate, examined


def test_features_of_an_answer():
    values = answer_features(examined())
    assert set(values) == set(ANSWER_FEATURES)
    # The margin is ln(0.6 / 0.2), half of which counts at -4; the cosine is the second passage's.
    expected = {
        "score": -4.0, "margin": math.log(3) / 2, "spread": 0.6, "sentence": 0.5, "agreement": 0.0,
        "words": 0.2, "passage_words": 0.6, "rank": 0.0, "length": math.log(3), "cosine": 0.7,
        "known": 0.6, "figures_missing": 0.0, "names_missing": 0.0, "title": 0.2,
    }  # fmt: skip
    assert {name: values[name] for name in expected} == pytest.approx(expected)


def test_features_of_evidence():
    values = evidence_features(examined())
    assert set(values) == set(EVIDENCE_FEATURES)
    # The passages score 0.9 and 0.8; the sentence stands in the first one, of cosine 0.3.
    assert values == pytest.approx({
        "best": 1.5, "second": 0.5, "span": -4.0, "words": 0.4, "passage_words": 0.6,
        "title": 0.2, "cosine": 0.7, "passage_cosine": 0.3, "ahead": 0.05,
    })  # fmt: skip


def test_a_lone_passage_is_ahead_of_none():
    known = examined()
    assert evidence_features(replace(known, hits=known.hits[:1]))["ahead"] == 0.0


def test_an_answer_in_the_best_sentence_agrees_with_it():
    known = examined(candidates=(candidate(0.6, 2.0, 1),))
    assert answer_features(known)["agreement"] == 1.0
    assert answer_features(known)["sentence"] == 1.5


def test_a_passage_that_is_not_the_best_one_falls_short():
    known = examined(candidates=(candidate(0.6, 2.0, 1, hit=1),))
    assert answer_features(known)["rank"] == pytest.approx(-0.1)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_at_most_one_mark(kind):
    names = ("reason", "manner", "listing", "judgement", "keywords", "label", "amount")
    values = answer_features(examined(kind))
    assert sum(values[name] for name in names) <= 1
    assert values["reason"] == (kind == "why")


@given(st.floats(-30, 30), st.floats(0, 5))
def test_a_margin_counts_more_the_surer_there_is_an_answer(score, more):
    def margin(score):
        pair = (candidate(0.6, score), candidate(0.2, 0.0, 1))
        return answer_features(examined(candidates=pair))["margin"]

    assert 0 <= margin(score) <= margin(score + more) <= math.log(3) + 1e-9


@pytest.mark.parametrize(("score", "limited"), [(25.0, 20.0), (-1e9, -20.0), (19.0, 19.0)])
def test_the_score_counts_up_to_20(score, limited):
    known = examined(candidates=(candidate(0.6, score),))
    assert answer_features(known)["score"] == evidence_features(known)["span"] == limited


@pytest.mark.parametrize("runner_up", [[], [(0.0, -800.0)], [(5e-324, -700.0)], [(1e-6, -3.0)]])
def test_the_margin_is_at_most_8(runner_up):
    others = (candidate(p, s, 1) for p, s in runner_up)
    known = examined(candidates=(candidate(0.9, 20.0), *others))
    assert answer_features(known)["margin"] == pytest.approx(8.0, abs=1e-4)


def test_a_wording_of_the_best_answer_is_no_rival():
    known = examined(candidates=(candidate(0.5, 20.0), candidate(0.4, 2.9)))
    assert answer_features(known)["margin"] == pytest.approx(8.0, abs=1e-4)
    known = examined(candidates=(*known.candidates, candidate(0.05, 0.0, 1)))
    assert answer_features(known)["margin"] == pytest.approx(math.log(10), abs=1e-4)


def test_evidence_without_candidates_and_answers_without_sentences():
    assert evidence_features(examined(candidates=()))["span"] == -20.0
    assert answer_features(examined(sentences=(), evidence=()))["sentence"] == -10.0
    assert evidence_features(examined(sentences=SENTENCES[:1]))["second"] == -10.0
    assert CANDIDATES[0].probability == 0.6
