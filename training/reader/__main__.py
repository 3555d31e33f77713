"""Makes the shipped reader from the data folder: train, export, calibrate, install.

    python -m training.reader DATA --work DIR [--output FOLDER]

``--work`` keeps everything. The same command resumes an interrupted run. Uses a GPU if there is
one; on two CPU cores all steps take about two hours.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from qa.readers.loading import SHIPPED_READER
from qa.readers.manifest import CALIBRATION, MODEL_FILE, TOKENIZER_FILE
from training.reader.calibrate import calibrate
from training.reader.export import exported, write_manifest
from training.reader.fit import Hyperparameters
from training.reader.recipe import Recipe
from training.reader.train import RUNS, train_runs


def main() -> None:
    """Make the reader."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with train, dev and bench")
    parser.add_argument("--work", type=Path, required=True, help="folder for everything between")
    parser.add_argument("--output", type=Path, default=SHIPPED_READER, help="default: the shipped")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"averaged (default: {RUNS})")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be at least 1")
    checkpoint = train_runs(options.data, options.work, Recipe(), Hyperparameters(), options.runs)
    made = exported(checkpoint, options.work / "reader")
    calibrate(options.data, options.work, made)
    options.output.mkdir(parents=True, exist_ok=True)
    for name in (MODEL_FILE, TOKENIZER_FILE, CALIBRATION):
        shutil.copyfile(made / name, options.output / name)
    write_manifest(options.output, (MODEL_FILE, TOKENIZER_FILE, CALIBRATION))
    print(f"{options.output}: the reader is in place")


if __name__ == "__main__":
    main()
