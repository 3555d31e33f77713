"""Where calibrations are found: the shipped one beside the reader, users' own in their data."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path

from index.paths import calibrations_folder, private_folder
from qa.confidence import Calibration, CalibrationError
from qa.readers import SENTENCE_READER, SHIPPED_READER

__all__ = ["SHIPPED_CALIBRATION", "calibrated_for_reader", "keep_calibration", "known_calibrations"]

log = logging.getLogger(__name__)

SHIPPED_CALIBRATION = SHIPPED_READER / "calibration.json"
SENTENCE_CALIBRATION = SENTENCE_READER / "calibration.json"


def known_calibrations() -> list[Calibration]:
    """All calibrations on this machine, users' own before the shipped one.

    A damaged one of the user's is named in a warning and left out.

    Raises:
        CalibrationError: The shipped one is damaged.
    """
    found = []
    folder = calibrations_folder()
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        try:
            found.append(Calibration.load(path))
        except CalibrationError as error:
            log.warning("%s; left out", error)
    shipped = SHIPPED_CALIBRATION.is_file()
    found.append(Calibration.load(SHIPPED_CALIBRATION if shipped else SENTENCE_CALIBRATION))
    return found


def calibrated_for_reader(fingerprint: str) -> Calibration | None:
    """The first known calibration of a reader, whatever else it was fitted for."""
    for one in known_calibrations():
        if one.fitted_for.get("reader") == fingerprint:
            return one
    return None


def keep_calibration(calibration: Calibration, notes: Mapping[str, object]) -> Path:
    """Write a user's calibration; it replaces an earlier one for the same parts."""
    parts = json.dumps(dict(calibration.fitted_for), sort_keys=True)
    name = hashlib.sha256(parts.encode()).hexdigest()[:16]
    path = private_folder(calibrations_folder()) / f"{name}.json"
    calibration.save(path, notes)
    return path
