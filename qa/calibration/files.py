"""Calibration files: in the user's data, and in the folder of a reader."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path

from index.platform.paths import calibrations_folder, private_folder
from qa.answering.confidence import Calibration
from qa.errors import CalibrationError
from qa.readers.loading import SHIPPED_READER
from qa.readers.manifest import CALIBRATION, CALIBRATION_OF_SMALL

__all__ = ["SHIPPED_CALIBRATION", "calibrated_for_reader", "keep_calibration", "known_calibrations"]

log = logging.getLogger(__name__)

SHIPPED_CALIBRATION = SHIPPED_READER / CALIBRATION


def known_calibrations(reader: str | Path | None = None) -> list[Calibration]:
    """All calibrations on this machine, users' own before those that came with a reader.

    A damaged file is left out with a warning, except the shipped one.

    Args:
        reader: Folder of another reader than the shipped one; it may hold one, too.

    Raises:
        CalibrationError: The shipped one is damaged.
    """
    folder = calibrations_folder()
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if reader is not None and (Path(reader) / CALIBRATION).is_file():
        paths.append(Path(reader) / CALIBRATION)
    calibrations = []
    for path in paths:
        try:
            calibrations.append(Calibration.load(path))
        except CalibrationError as error:
            log.warning("%s; left out", error)
    calibrations.append(Calibration.load(SHIPPED_CALIBRATION))
    of_small = SHIPPED_CALIBRATION.with_name(CALIBRATION_OF_SMALL)
    if of_small.is_file():
        calibrations.append(Calibration.load(of_small))
    return calibrations


def calibrated_for_reader(fingerprint: str, reader: str | Path | None = None) -> Calibration | None:
    """The first of ``known_calibrations`` for a reader, whatever else it was fitted for."""
    for calibration in known_calibrations(reader):
        if calibration.fitted_for.get("reader") == fingerprint:
            return calibration
    return None


def keep_calibration(calibration: Calibration, notes: Mapping[str, object]) -> Path:
    """Write a user's calibration; it replaces an earlier one for the same parts."""
    parts = json.dumps(dict(calibration.fitted_for), sort_keys=True)
    name = hashlib.sha256(parts.encode()).hexdigest()[:16]
    path = private_folder(calibrations_folder()) / f"{name}.json"
    calibration.save(path, notes)
    return path
