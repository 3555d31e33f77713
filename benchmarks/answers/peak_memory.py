"""Measures the peak memory of a process that answers questions from 3,641 paragraphs.

    python -m benchmarks.answers.peak_memory DATA --store DIR [--questions 300]

Makes the corpus in ``--store`` first if it is missing. A process of its own then opens it and asks
questions of ``tune``. Prints that process's peak resident memory (``VmHWM``), which counts mapped
files too.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from index.embedding.model_files import load_embedder
from qa import Chatbot
from qa.evaluate import read_squad, sample
from training.paragraphs import FILES, paragraph_corpus, read_all


def main() -> None:
    """Make the corpus, then measure in a fresh process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        _ask(options.data, options.store, options.questions)
        return
    with paragraph_corpus(read_all(options.data), load_embedder(), options.store):
        pass
    subprocess.run(  # noqa: S603  our own module, no shell
        [sys.executable, "-m", "benchmarks.answers.peak_memory", *sys.argv[1:], "--ask"], check=True
    )


def _ask(data: Path, store: Path, number: int) -> None:
    asked = sample(read_squad(data / FILES[0]), number)
    with Chatbot.from_texts([], store=store) as bot:
        documents = bot.document_count()
        for question in asked.questions:
            bot.ask(question.text)
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    peak = next(line for line in status if line.startswith("VmHWM")).split()[1]
    print(f"{documents} documents, {number} questions: peak {int(peak) / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
