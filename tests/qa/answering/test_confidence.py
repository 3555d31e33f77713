import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Document, Passage, Span, document_id
from qa.answering.candidates import Candidate, Place
from qa.answering.confidence import FEATURES, Calibration, features
from qa.errors import CalibrationError
from qa.retriever import Hit

DOCUMENT = Document(document_id("a text"), "a text", "t", ("t",))
PARTS = {"reader": "r", "embedder": "e", "fusion": "f"}
CALIBRATION = Calibration(
    {"score": 0.5, "margin": 1.0, "cosine": 4.0}, -1.0, 0.25, 6.0, -0.5, PARTS,
)  # fmt: skip


def hit(score, dense, lexical=0.0):
    return Hit(Passage(1, DOCUMENT.id, 0, 6), DOCUMENT, score, dense, lexical)


def candidate(probability, score, of, start=0):
    place = Place(DOCUMENT, Span(start, start + 1), Span(0, 6), score, of)
    return Candidate((place,), probability)


HITS = [hit(0.9, 0.3, 0.25), hit(0.8, 0.7, 1.0), hit(0.7, 0.1)]


def test_features():
    found = [candidate(0.6, -4.0, HITS[0]), candidate(0.2, -5.0, HITS[1], 2)]
    # The margin is ln(0.6 / 0.2), half of which counts at -4; the cosine is the second passage's.
    expected = {"score": -4.0, "margin": math.log(3) / 2, "cosine": 0.7}
    assert features(found, HITS) == pytest.approx(expected)
    assert set(features(found, HITS)) == set(FEATURES)


def test_what_other_passages_score_does_not_count():
    found = [candidate(0.6, 1.5, HITS[2]), candidate(0.2, 1.0, HITS[0], 2)]
    alone = [hit(0.1, 0.7, 0.0)]
    assert features(found, HITS) == features(found, alone)


@given(st.floats(-30, 30), st.floats(0, 5))
def test_a_margin_counts_more_the_surer_there_is_an_answer(score, more):
    def margin(one):
        return features([candidate(0.6, one, HITS[0]), candidate(0.2, 0.0, HITS[1], 2)], HITS)[
            "margin"
        ]

    assert 0 <= margin(score) <= margin(score + more) <= math.log(3) + 1e-9


@pytest.mark.parametrize(("score", "limited"), [(25.0, 20.0), (-1e9, -20.0), (19.0, 19.0)])
def test_the_score_counts_up_to_20(score, limited):
    assert features([candidate(0.6, score, HITS[0])], HITS)["score"] == limited


@pytest.mark.parametrize("runner_up", [[], [(0.0, -800.0)], [(5e-324, -700.0)], [(1e-6, -3.0)]])
def test_the_margin_is_at_most_8(runner_up):
    found = [candidate(0.9, 20.0, HITS[0]), *(candidate(p, s, HITS[1], 2) for p, s in runner_up)]
    assert features(found, HITS)["margin"] == pytest.approx(8.0, abs=1e-4)


def test_a_wording_of_the_best_answer_is_no_rival():
    # The second stands in the first one's place; the third is the next distinct answer.
    found = [candidate(0.5, 20.0, HITS[0]), candidate(0.4, 2.9, HITS[1])]
    assert features(found, HITS)["margin"] == pytest.approx(8.0, abs=1e-4)
    found.append(candidate(0.05, 0.0, HITS[1], 2))
    assert features(found, HITS)["margin"] == pytest.approx(math.log(10), abs=1e-4)


def test_probability_is_the_logistic_function():
    # z = -1 + 0.5 * 20 + 1 * ln 2 + 4 * 0.7: the margin counts whole at a score of 20.
    found = [candidate(0.6, 20.0, HITS[1]), candidate(0.3, 1.0, HITS[0], 2)]
    expected = 1 / (1 + math.exp(-11.8) / 2)
    assert CALIBRATION.probability(found, HITS) == pytest.approx(expected)


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300), st.floats(-1e6, 1e6))
def test_extreme_scores_do_not_overflow(score, passage, bias):
    steep = replace(CALIBRATION, bias=bias)
    extreme = hit(passage, 1.0)
    assert 0 <= steep.probability([candidate(0.5, score, extreme)], [extreme]) <= 1


def test_saved_and_loaded_it_is_equal(tmp_path):
    path = tmp_path / "calibration.json"
    CALIBRATION.save(path, {"questions": 12})
    assert Calibration.load(path) == CALIBRATION
    assert json.loads(path.read_text())["notes"] == {"questions": 12}


def damaged(**changes):
    data = {"format": 3, "weights": dict(CALIBRATION.weights), "bias": 0, "min_confidence": 0.5,
            "retrieval_weight": 6, "score_threshold": -1.5, "fitted_for": PARTS}  # fmt: skip
    return json.dumps(data | changes)


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", "null", "{}", "\xff", damaged(format=2), damaged(weights=[1, 2]),
        damaged(weights={"score": 1}), damaged(bias="high"), damaged(min_confidence=None),
        damaged(retrieval_weight=[]), damaged(score_threshold="?"), damaged(fitted_for=None),
        damaged(fitted_for="x"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_named(tmp_path, content):
    path = tmp_path / "calibration.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(CalibrationError) as raised:
        Calibration.load(path)
    assert str(path) in str(raised.value)


def test_a_whole_file_loads(tmp_path):
    path = tmp_path / "calibration.json"
    path.write_text(damaged())
    loaded = Calibration.load(path)
    assert loaded.fits(PARTS)
    assert (loaded.min_confidence, loaded.retrieval_weight, loaded.score_threshold) == (
        0.5,
        6,
        -1.5,
    )


@pytest.mark.parametrize("name", ["retrieval_weight", "score_threshold", "bias", "fitted_for"])
def test_a_file_that_lacks_a_value_is_named(tmp_path, name):
    path = tmp_path / "calibration.json"
    data = json.loads(damaged())
    del data[name]
    path.write_text(json.dumps(data))
    with pytest.raises(CalibrationError, match=rf"calibration\.json: not a calibration.*{name}"):
        Calibration.load(path)


def test_another_format_is_told_as_such(tmp_path):
    path = tmp_path / "calibration.json"
    path.write_text(damaged(format=2))
    with pytest.raises(CalibrationError, match="format 2, not 3"):
        Calibration.load(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CalibrationError, match="nowhere"):
        Calibration.load(tmp_path / "nowhere")


def test_it_fits_only_the_parts_it_was_fitted_for():
    assert CALIBRATION.fits(dict(PARTS))
    for name in PARTS:
        assert not CALIBRATION.fits(PARTS | {name: "other"})
    assert not replace(CALIBRATION, fitted_for={}).fits(PARTS)
