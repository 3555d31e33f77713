import json
import math
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.confidence import Calibration, Logistic, Thresholds, uncalibrated
from qa.answering.evidence_choice import EvidenceSettings
from qa.answering.features import ANSWER_FEATURES, EVIDENCE_FEATURES
from qa.errors import CalibrationError
from tests.qa.answering.examined import CANDIDATES, examined

PARTS = {"reader": "r", "embedder": "e", "fusion": "f"}
CALIBRATION = Calibration(
    Logistic(dict.fromkeys(ANSWER_FEATURES, 0.25), -1.0),
    Logistic(dict.fromkeys(EVIDENCE_FEATURES, -0.5), 2.0),
    Thresholds(0.25, 0.125),
    6.0,
    EvidenceSettings(4.0, 0.5, 1.5, -1.0),
    -0.5,
    PARTS,
)


def test_a_logistic_function():
    function = Logistic({"a": 2.0, "b": -1.0}, 0.5)
    # z = 0.5 + 2 * 0.25 - 3
    assert function({"a": 0.25, "b": 3.0, "c": 9.0}) == pytest.approx(1 / (1 + math.exp(2)))


@given(st.floats(-1e300, 1e300), st.floats(-1e6, 1e6))
def test_extreme_values_do_not_overflow(value, bias):
    assert 0 <= Logistic({"a": 1.0}, bias)({"a": value}) <= 1


def test_there_is_no_probability_of_nothing():
    nothing = examined(candidates=(), evidence=())
    assert CALIBRATION.probabilities(nothing).answer == 0.0
    assert CALIBRATION.probabilities(nothing).evidence == 0.0
    assert (uncalibrated(nothing).answer, uncalibrated(nothing).evidence) == (0.0, 0.0)


def test_without_a_calibration_the_readers_own_probabilities_hold():
    known = examined()
    assert uncalibrated(known).answer == CANDIDATES[0].probability
    assert uncalibrated(known).evidence == pytest.approx(1 / (1 + math.exp(-1.5)))


def test_saved_and_loaded_it_is_equal(tmp_path):
    path = tmp_path / "calibration.json"
    CALIBRATION.save(path, {"questions": 12})
    assert Calibration.load(path) == CALIBRATION
    assert json.loads(path.read_text())["notes"] == {"questions": 12}


def damaged(**changes):
    return json.dumps({"format": 6, **asdict(CALIBRATION)} | changes)


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", "null", "{}", "\xff", damaged(format=3), damaged(answer=[1, 2]),
        damaged(answer={"weights": {"score": 1}, "bias": 0}), damaged(evidence=None),
        damaged(answer=damaged()), damaged(thresholds={"answer": 0.5}),
        damaged(thresholds={"answer": "high", "evidence": 0}), damaged(choice={}),
        damaged(retrieval_weight=[]), damaged(score_threshold="?"), damaged(fitted_for=None),
        damaged(fitted_for="x"), damaged(retrieval_weight=float("nan")),
    ],
)  # fmt: skip
def test_a_damaged_file_is_named(tmp_path, content):
    path = tmp_path / "calibration.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(CalibrationError) as raised:
        Calibration.load(path)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize("name", [*asdict(CALIBRATION)])
def test_a_file_that_lacks_a_value_is_named(tmp_path, name):
    path = tmp_path / "calibration.json"
    data = json.loads(damaged())
    del data[name]
    path.write_text(json.dumps(data))
    with pytest.raises(CalibrationError, match=rf"calibration\.json: not a calibration.*{name}"):
        Calibration.load(path)


def test_another_format_is_told_as_such(tmp_path):
    path = tmp_path / "calibration.json"
    path.write_text(damaged(format=3))
    with pytest.raises(CalibrationError, match="format 3, not 6"):
        Calibration.load(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CalibrationError, match="nowhere"):
        Calibration.load(tmp_path / "nowhere")


def test_it_fits_only_the_parts_it_was_fitted_for():
    assert CALIBRATION.fits(dict(PARTS))
    for name in PARTS:
        assert not CALIBRATION.fits(PARTS | {name: "other"})
    assert not replace(CALIBRATION, fitted_for={}).fits(PARTS)
