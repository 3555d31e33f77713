"""Measures the cost of eight bits: the same weights in both forms, judged on ``tune``.

    python -m training.reader.precision CHECKPOINT DATA [--questions 1200] [--reader FOLDER]

Prints a Markdown table: size, EM and F1 of the answerable questions, and best F1 over all, with the
passage given and half of the questions made unanswerable. The time is of one thread for all
questions, so it only compares the rows.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from qa.answering.one_passage import PassageAnswerer
from qa.evaluate import read_squad
from qa.readers.manifest import MODEL_FILE
from qa.readers.onnx import OnnxReader
from training.reader.export import export
from training.reader.tuning import half_unanswerable, passage_figures


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path, help="Hugging Face folder (fp32)")
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=1200)
    parser.add_argument("--reader", type=Path, help="another exported form, for a row of its own")
    options = parser.parse_args()
    asked = half_unanswerable(read_squad(options.data / "dev" / "squad1_tune.json.gz"))
    print("| form | MB | EM | F1 | best F1 | seconds |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        folders = {name: Path(scratch) / name for name in ("fp32", "int8")}
        for precision, folder in folders.items():
            export(options.checkpoint, folder, precision)
        if options.reader:
            folders[str(options.reader)] = options.reader
        for name, folder in folders.items():
            begin = time.perf_counter()
            bot = PassageAnswerer(OnnxReader(folder, workers=1), 0.0)
            found = passage_figures(bot, asked, options.questions)
            seconds = time.perf_counter() - begin
            shares = (found.has_answer_exact_match, found.has_answer_f1, found.best_f1)
            size = (folder / MODEL_FILE).stat().st_size / 1e6
            row = " | ".join(f"{100 * share:.2f}" for share in shares)
            print(f"| {name} | {size:.1f} | {row} | {seconds:.0f} |", flush=True)


if __name__ == "__main__":
    main()
