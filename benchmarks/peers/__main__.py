"""Measures Citespan and other systems on the same texts, questions and weights.

    python -m benchmarks.peers DATA [--only answers,ingestion] [--reader DIR] [--questions 500]

``DATA`` is described in docs/evaluation.md. Tables go to standard output, figures to
``docs/benchmarks``. The work folder keeps finished tasks, which are not run again; a changed plan,
reader or version gets a folder of its own there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.peers.answers import measure_answers, with_gains
from benchmarks.peers.children import BenchError
from benchmarks.peers.ingestion import ingested_texts, measure_ingestion
from benchmarks.peers.plan import answer_plan
from benchmarks.peers.systems import ANSWERING, INDEXING, SYSTEMS
from benchmarks.peers.systems.base import READ_PASSAGES, Models
from benchmarks.record import PACKAGES, load, save, versions
from benchmarks.tables.render import BLOCKS, FIGURES, tables
from index.embedding.model_files import DEFAULT_MODEL, packaged_folder
from index.errors import ModelError
from index.platform.files import sha256_of
from qa.evaluate import DatasetError
from qa.readers.loading import SHIPPED_READER

_TABLES = ("answers", "ingestion")
_ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Make the tables named on the command line."""
    options = _parsed()
    try:
        models = Models(packaged_folder(DEFAULT_MODEL), options.reader or _restored(options.work))
        for table in options.only:
            (_answers if table == "answers" else _ingestion)(options, models)
    except (BenchError, DatasetError, ModelError, OSError, ValueError) as error:
        sys.exit(f"error: {error}")


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", type=_names(_TABLES), default=_TABLES, help=",".join(_TABLES))
    parser.add_argument("--systems", type=_names(tuple(SYSTEMS)), help=",".join(SYSTEMS))
    parser.add_argument(
        "--reader", type=Path, help="Hugging Face checkpoint for the others; else the shipped one"
    )
    parser.add_argument("--questions", type=int, default=500, help="of each group")
    parser.add_argument("--documents", type=int, help="index so many paragraphs only (trials)")
    parser.add_argument("--passages", type=int, help="ingest so many passages only")
    parser.add_argument("--starts", type=int, default=5, help="how often starting is timed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--work", type=Path, default=_ROOT / ".bench", help="unfinished work")
    parser.add_argument("--fresh", action="store_true", help="do finished work again")
    parser.add_argument("--output", type=Path, default=FIGURES, help="folder of the JSON")
    return parser.parse_args()


def _names(known: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    def chosen(text: str) -> tuple[str, ...]:
        names = tuple(text.split(","))
        unknown = sorted(set(names) - set(known))
        if unknown:
            raise argparse.ArgumentTypeError(f"{unknown[0]}: not one of {', '.join(known)}")
        return names

    return chosen


def _answers(options: argparse.Namespace, models: Models) -> None:
    plan = answer_plan(options.data, options.questions, options.seed, options.documents)
    work = _work(options, "answers", plan.digest, models)
    systems = {
        name: measure_answers(name, plan, work / name, models, options.starts)
        for name in ANSWERING
        if not options.systems or name in options.systems
    }
    settings = {
        "paragraphs": len(plan.texts),
        "questions_of_each_group": options.questions,
        "seed": options.seed,
        "documents_read": READ_PASSAGES,
    }
    _finish(options, "answers", settings, with_gains(systems, options.seed))


def _ingestion(options: argparse.Namespace, models: Models) -> None:
    texts = ingested_texts(options.data, options.passages, options.seed)
    digest = hashlib.sha256("".join(one.id for one in texts).encode()).hexdigest()
    work = _work(options, "ingestion", digest, models)
    systems = {
        name: measure_ingestion(name, texts, work / name, models)
        for name in INDEXING
        if not options.systems or name in options.systems
    }
    settings = {"passages": len(texts), "seed": options.seed}
    _finish(options, "ingestion", settings, systems)


def _finish(
    options: argparse.Namespace, table: str, settings: dict[str, int], systems: Mapping[str, Any]
) -> None:
    path = options.output / f"{table}.json"
    save(path, settings, systems)
    stored = load(path)  # as a page will be filled from it
    for block, (source, _, _) in BLOCKS.items():
        if source == table:
            print(f"\n{block}\n\n{tables(block, stored)}", flush=True)


def _work(options: argparse.Namespace, table: str, digest: str, models: Models) -> Path:
    """Return the folder of these texts, questions, weights and versions."""
    weights = [sha256_of(models.reader / "model.safetensors"), sha256_of(_shipped_weights())]
    facts = json.dumps([digest, weights, versions(PACKAGES)]).encode()
    folder: Path = options.work / f"{table}-{hashlib.sha256(facts).hexdigest()[:12]}"
    if options.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def _shipped_weights() -> Path:
    return SHIPPED_READER / "model.onnx"


def _restored(work: Path) -> Path:
    """Return the shipped reader as a Hugging Face checkpoint, made once."""
    folder = work / f"reader-{sha256_of(_shipped_weights())[:12]}"
    if not folder.exists():
        unfinished = folder.with_name(folder.name + ".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [sys.executable, "-m", "training.reader.restore", str(unfinished.resolve())]
        subprocess.run(command, cwd=_ROOT, check=True)  # noqa: S603  our own module
        unfinished.rename(folder)
    return folder.resolve()


if __name__ == "__main__":
    main()
