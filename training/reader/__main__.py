"""Makes the shipped reader from the data folder: train, export, calibrate, install.

    python -m training.reader DATA --work DIR [--output FOLDER]

``--work`` keeps everything. The same command resumes an interrupted run. Uses a GPU if there is
one; on two CPU cores all steps take about two hours.
"""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

from index.embedding.model_files import load_embedder
from qa.answering.one_passage import PassageAnswerer
from qa.answering.pipeline import Answerer
from qa.calibration.fitting import fit_calibration, read_questions
from qa.evaluate import ground_in_paragraphs, sample
from qa.readers.loading import SHIPPED_READER
from qa.readers.onnx import MODEL_FILE, TOKENIZER_FILE, OnnxReader
from qa.retriever import Retriever
from training.paragraphs import paragraph_corpus, read_all
from training.reader.export import exported, write_manifest
from training.reader.fit import Hyperparameters
from training.reader.recipe import Recipe
from training.reader.train import RUNS, train_runs
from training.reader.tuning import half_unanswerable, passage_figures, score_threshold

_CALIBRATION = "calibration.json"


def main() -> None:
    """Make the reader."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with train, dev and bench")
    parser.add_argument("--work", type=Path, required=True, help="folder for everything between")
    parser.add_argument("--output", type=Path, default=SHIPPED_READER, help="default: the shipped")
    parser.add_argument("--questions", type=int, default=1200, help="of tune, for calibration")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"averaged (default: {RUNS})")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be at least 1")
    checkpoint = train_runs(options.data, options.work, Recipe(), Hyperparameters(), options.runs)
    made = exported(checkpoint, options.work / "reader")
    calibrate(options.data, options.work, made, options.questions)
    options.output.mkdir(parents=True, exist_ok=True)
    for name in (MODEL_FILE, TOKENIZER_FILE, _CALIBRATION):
        shutil.copyfile(made / name, options.output / name)
    write_manifest(options.output, (MODEL_FILE, TOKENIZER_FILE, _CALIBRATION))
    print(f"{options.output}: the reader is in place")


def calibrate(data: Path, work: Path, folder: Path, questions: int) -> None:
    """Fit ``folder/calibration.json`` on the questions of ``tune`` over the 3,641 paragraphs."""
    datasets = read_all(data)
    tune = datasets[0]
    reader = OnnxReader(folder)
    given = PassageAnswerer(reader, 0.0)
    figures = passage_figures(given, half_unanswerable(tune), questions)
    best, threshold = score_threshold(given, tune)
    with paragraph_corpus(datasets, load_embedder(), work / "paragraphs") as (corpus, _):
        asked = sample(tune, questions)
        ground = ground_in_paragraphs(asked, datasets[1:])
        answerer = Answerer(Retriever(corpus), reader, [])
        readings = read_questions(answerer, asked, ground)
        calibration, notes = fit_calibration(readings, ground, answerer.fingerprints)
    calibration = replace(calibration, score_threshold=round(threshold, 4))
    notes = {
        "data": "squad1_tune",
        **notes,
        "passage_given": asdict(figures),
        "f1_at_score_threshold": best,
    }
    calibration.save(folder / _CALIBRATION, notes)
    print(json.dumps(notes, indent=2))


if __name__ == "__main__":
    main()
