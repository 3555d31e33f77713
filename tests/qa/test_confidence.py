import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Document, Passage, Span, document_id
from qa.confidence import FEATURES, Calibration, CalibrationError, features, uncalibrated
from qa.decision import Candidate, Place
from qa.retriever import Hit

DOCUMENT = Document(document_id("a text"), "a text", "t", ("t",))
PARTS = {"reader": "r", "embedder": "e", "fusion": "f"}
CALIBRATION = Calibration(
    {"score": 0.5, "margin": 1.0, "passage": -2.0, "cosine": 4.0}, -1.0, 0.25, PARTS
)


def hit(score, dense):
    return Hit(Passage(1, DOCUMENT.id, 0, 6), DOCUMENT, score, dense, 0.0)


def candidate(probability, score, of):
    return Candidate((Place(DOCUMENT, Span(0, 1), Span(0, 6), score, of),), probability)


HITS = [hit(0.9, 0.3), hit(0.8, 0.7)]


def test_features():
    found = [candidate(0.6, 1.5, HITS[0]), candidate(0.2, 1.0, HITS[1])]
    # The margin is ln(0.6 / 0.2); the cosine that of the second passage.
    assert features(found, HITS) == pytest.approx(
        {"score": 1.5, "margin": math.log(3), "passage": 0.9, "cosine": 0.7}
    )
    assert set(features(found, HITS)) == set(FEATURES)


@pytest.mark.parametrize("runner_up", [[], [(0.0, -800.0)], [(5e-324, -700.0)], [(1e-6, -3.0)]])
def test_the_margin_is_at_most_5(runner_up):
    found = [candidate(0.9, 1.0, HITS[0]), *(candidate(p, s, HITS[1]) for p, s in runner_up)]
    assert features(found, HITS)["margin"] == 5.0


def test_probability_is_the_logistic_function():
    # z = -1 + 0.5 * 2 + 1 * ln 2 - 2 * 0.9 + 4 * 0.7 = ln 2 + 1, so 1 / (1 + 1 / (2 e)).
    found = [candidate(0.6, 2.0, HITS[0]), candidate(0.3, 1.0, HITS[1])]
    expected = 1 / (1 + 1 / (2 * math.e))
    assert CALIBRATION.probability(found, HITS) == pytest.approx(expected)


def test_uncalibrated_is_the_softmax_of_the_reader():
    assert uncalibrated([candidate(0.6, 2.0, HITS[0])]) == (0.6, 0.5)


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300), st.floats(-1e6, 1e6))
def test_extreme_scores_do_not_overflow(score, passage, bias):
    steep = Calibration(CALIBRATION.weights, bias, 0.25, PARTS)
    extreme = hit(passage, 1.0)
    assert 0 <= steep.probability([candidate(0.5, score, extreme)], [extreme]) <= 1


def test_saved_and_loaded_it_is_equal(tmp_path):
    path = tmp_path / "calibration.json"
    CALIBRATION.save(path, {"questions": 12})
    assert Calibration.load(path) == CALIBRATION
    assert json.loads(path.read_text())["notes"] == {"questions": 12}


def damaged(**changes):
    data = {"format": 1, "weights": dict(CALIBRATION.weights), "bias": 0, "min_confidence": 0.5,
            "fitted_for": PARTS}  # fmt: skip
    return json.dumps(data | changes)


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", "null", "{}", "\xff", damaged(format=2), damaged(weights=[1, 2]),
        damaged(weights={"score": 1}), damaged(bias="high"), damaged(min_confidence=None),
        damaged(fitted_for=None), damaged(fitted_for="x"),
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
    assert Calibration.load(path).fits(PARTS)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CalibrationError, match="nowhere"):
        Calibration.load(tmp_path / "nowhere")


def test_it_fits_only_the_parts_it_was_fitted_for():
    assert CALIBRATION.fits(dict(PARTS))
    for name in PARTS:
        assert not CALIBRATION.fits(PARTS | {name: "other"})
    assert not Calibration(CALIBRATION.weights, 0.0, 0.5, {}).fits(PARTS)
