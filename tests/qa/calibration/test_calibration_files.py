import json
import logging
import stat
from dataclasses import replace

import pytest

import qa.calibration.files
from index.platform.paths import calibrations_folder
from qa.calibration.files import calibrated_for_reader, keep_calibration, known_calibrations
from qa.errors import CalibrationError
from tests.qa.calibrations import calibration


def made(bias, reader="r", embedder="e"):
    """A calibration that its bias tells from others."""
    parts = {"reader": reader, "embedder": embedder, "fusion": "f"}
    return calibration(parts, bias=bias)


SHIPPED = made(0.0, "shipped")


@pytest.fixture(autouse=True)
def shipped(tmp_path, monkeypatch):
    """Path of the shipped calibration; the user has none."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "shipped.json"
    SHIPPED.save(path, {})
    monkeypatch.setattr(qa.calibration.files, "SHIPPED_CALIBRATION", path)
    return path


def warnings(caplog):
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]


def test_without_ones_own_there_is_the_shipped_one(tmp_path):
    assert known_calibrations() == [SHIPPED]
    assert not (tmp_path / "data").exists()


def test_ones_own_come_before_the_shipped_one():
    one, other = made(1.0), made(2.0, "shipped")
    keep_calibration(one, {})
    keep_calibration(other, {})
    *own, last = known_calibrations()
    assert last == SHIPPED
    assert sorted(own, key=lambda each: each.answer.bias) == [one, other]


def test_a_kept_one_is_in_the_users_data_and_replaces_an_earlier_one_for_the_same_parts(tmp_path):
    first = keep_calibration(made(1.0), {"questions": 60})
    assert first.parent == calibrations_folder()
    assert first.is_relative_to(tmp_path / "data")
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700
    assert json.loads(first.read_text())["notes"] == {"questions": 60}
    reordered = replace(made(2.0), fitted_for={"fusion": "f", "embedder": "e", "reader": "r"})
    assert keep_calibration(reordered, {}) == first
    assert [one.answer.bias for one in known_calibrations()] == [2.0, 0.0]
    assert keep_calibration(made(3.0, embedder="another"), {}) != first
    assert len(known_calibrations()) == 3


@pytest.mark.parametrize("content", ["{", "", '{"format": 1}', '{"format": 6}'])
def test_a_damaged_one_is_warned_about_and_left_out(caplog, content):
    damaged = keep_calibration(made(1.0), {})
    damaged.write_text(content)
    kept = made(2.0, "other")
    keep_calibration(kept, {})
    assert known_calibrations() == [kept, SHIPPED]
    (warning,) = warnings(caplog)
    assert str(damaged) in warning
    assert "left out" in warning
    assert "\n" not in warning


def test_other_files_are_no_calibrations(caplog):
    keep_calibration(made(1.0), {}).with_name("notes.txt").write_text("{")
    assert len(known_calibrations()) == 2
    assert warnings(caplog) == []


def test_a_damaged_shipped_one_is_an_error(shipped):
    shipped.write_text("{")
    keep_calibration(made(1.0), {})
    with pytest.raises(CalibrationError, match=r"shipped\.json"):
        known_calibrations()


def test_a_readers_own_folder_may_hold_one(tmp_path, caplog):
    folder = tmp_path / "reader"
    folder.mkdir()
    assert known_calibrations(folder) == [SHIPPED]
    beside = made(1.0, "other")
    beside.save(folder / "calibration.json", {})
    assert known_calibrations(folder) == known_calibrations(str(folder)) == [beside, SHIPPED]
    assert calibrated_for_reader("other", folder) == beside
    assert calibrated_for_reader("other") is None
    kept = made(2.0, "other")
    keep_calibration(kept, {})
    assert known_calibrations(folder) == [kept, beside, SHIPPED]
    assert warnings(caplog) == []
    (folder / "calibration.json").write_text("{")
    assert known_calibrations(folder) == [kept, SHIPPED]
    (warning,) = warnings(caplog)
    assert str(folder / "calibration.json") in warning


def test_a_reader_is_found_whatever_else_belongs_to_it():
    assert calibrated_for_reader("shipped") == SHIPPED
    assert calibrated_for_reader("r") is None
    own = made(1.0, "shipped", embedder="another")
    keep_calibration(own, {})
    assert calibrated_for_reader("shipped") == own
