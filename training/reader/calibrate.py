"""Fits the calibration of a reader on three domains: Wikipedia paragraphs, evidence sets, a folder.

    python -m training.reader.calibrate DATA --work DIR [--reader FOLDER]

``--work`` keeps the indexes and what was retrieved and read (``readings.jsonl``), so that the same
command fits again within a minute. What it kept is used again only for the same questions, parts
and documents. Reading takes about 20 minutes on one core.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from index.corpus import Corpus
from index.embedding.model_files import load_embedder
from index.protocols import Embedder
from qa.answering.one_passage import PassageAnswerer
from qa.answering.pipeline import Answerer
from qa.calibration.figures import figures, figures_table
from qa.calibration.fitting import fit_calibration
from qa.calibration.labels import Domain
from qa.calibration.readings import ReadingsFile, read_questions
from qa.evaluate import (
    Dataset,
    ground_in_field,
    ground_in_paragraphs,
    paragraphs_of,
    read_dataset,
    sample,
)
from qa.progress import indexing_bar
from qa.readers.loading import SHIPPED_READER
from qa.readers.manifest import (
    CALIBRATION,
    CALIBRATION_OF_SMALL,
    MODEL_FILE,
    SECOND_FILE,
    TOKENIZER_FILE,
)
from qa.readers.onnx import OnnxReader
from qa.readers.protocol import Reader
from qa.retriever import Retriever
from training.paragraphs import FILES, read_all
from training.reader.export import write_manifest
from training.reader.tuning import half_unanswerable, passage_figures, score_threshold

__all__ = ["calibrate", "read_domains", "written"]

SQUAD, EVIDENCE = 700, 1000
"""Questions of ``squad1_tune`` and ``evidence_tune``; of ``field/tune`` all are asked."""
PASSAGES = 600
"""Questions asked with their passage given, for the threshold of that mode."""


def main() -> None:
    """Fit ``calibration.json`` beside the reader, and name it in the reader's manifest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with train, dev, bench and field")
    parser.add_argument("--work", type=Path, required=True, help="folder for everything between")
    parser.add_argument("--reader", type=Path, default=SHIPPED_READER, help="default: the shipped")
    parser.add_argument("--squad", type=int, default=SQUAD, help=f"questions (default {SQUAD})")
    parser.add_argument(
        "--evidence", type=int, default=EVIDENCE, help=f"questions (default {EVIDENCE})"
    )
    parser.add_argument(
        "--small", action="store_true", help=f"of the smaller model alone: {CALIBRATION_OF_SMALL}"
    )
    options = parser.parse_args()
    questions = options.squad, options.evidence
    calibrate(options.data, options.work, options.reader, *questions, small=options.small)
    write_manifest(options.reader, written(options.reader))


def written(folder: Path) -> list[str]:
    """The files of a reader that are in a folder."""
    models = (MODEL_FILE, SECOND_FILE, TOKENIZER_FILE)
    names = (*models, CALIBRATION, CALIBRATION_OF_SMALL)
    return [name for name in names if (folder / name).is_file()]


def calibrate(
    data: Path,
    work: Path,
    folder: Path,
    squad: int = SQUAD,
    evidence: int = EVIDENCE,
    *,
    small: bool = False,
) -> None:
    """Fit ``folder/calibration.json`` and print how well it does, domain by domain.

    Args:
        data: Folder with ``train``, ``dev``, ``bench`` and ``field``.
        work: Where indexes and readings are kept.
        folder: Of the reader; need not have a manifest's calibration yet.
        squad: Questions of ``squad1_tune``.
        evidence: Questions of ``evidence_tune``.
        small: Fit to the smaller model of the folder alone.
    """
    calibrations = {CALIBRATION, CALIBRATION_OF_SMALL}
    write_manifest(folder, [name for name in written(folder) if name not in calibrations])
    reader = OnnxReader(folder, small=small)
    domains, parts = read_domains(data, work, reader, squad, evidence)
    tune = read_dataset(data / FILES[0])
    given = PassageAnswerer(reader, 0.0)
    best, threshold = score_threshold(given, sample(tune, PASSAGES))
    passage = passage_figures(given, half_unanswerable(tune), PASSAGES)
    fit = fit_calibration(domains, parts, score_threshold=round(threshold, 4))
    measures = figures(fit)
    notes = {
        "data": [domain.name for domain in domains],
        **fit.notes,
        "figures": _rounded(measures),
        "passage_given": asdict(passage),
        "f1_at_score_threshold": best,
    }
    fit.calibration.save(folder / (CALIBRATION_OF_SMALL if small else CALIBRATION), notes)
    print(json.dumps(notes | {"figures": None}, indent=2))
    print(fit.calibration.choice, fit.calibration.thresholds)
    print(figures_table(measures))


def read_domains(
    data: Path,
    work: Path,
    reader: Reader,
    squad: int = SQUAD,
    evidence: int = EVIDENCE,
    *,
    leave_out: bool = True,
    keep: bool = True,
) -> tuple[list[Domain], Mapping[str, str]]:
    """Retrieve and read the questions of all domains, or take them from ``work``.

    Args:
        data: See ``calibrate``, as for all that follow.
        work: Where indexes and readings are kept.
        reader: Reads.
        squad: Questions of ``squad1_tune``.
        evidence: Questions of ``evidence_tune``.
        leave_out: Ask each question also without its documents.
        keep: Keep readings, and use those of earlier runs.

    Returns:
        The domains, and the fingerprints of all parts.
    """
    work.mkdir(parents=True, exist_ok=True)
    embedder = load_embedder()
    kept = ReadingsFile(work / "readings.jsonl" if keep else None)
    paragraphs = read_all(data)
    marked = read_dataset(data / "dev" / "evidence_tune.json.gz")
    field = read_dataset(data / "field" / "tune")
    parts: Mapping[str, str] = {}
    domains = []
    for whole, others, questions in (
        (paragraphs[0], paragraphs[1:], squad),
        (marked, [], evidence),
        (field, [], len(field.questions)),
    ):
        asked = sample(whole, questions)
        with _corpus(whole, others, embedder, work / f"index-{whole.name}") as corpus:
            answerer = Answerer(Retriever(corpus), reader, [])
            documents = {document.id: document for document in corpus.documents()}
            if asked.kind == "field":
                ground = ground_in_field(asked, documents.values())
            else:
                ground = ground_in_paragraphs(asked, others)
            readings = read_questions(
                answerer, asked, ground, documents, leave_out=leave_out, kept=kept
            )
            domains.append(Domain(asked, ground, readings))
            parts = answerer.fingerprints
    return domains, parts


@contextmanager
def _corpus(
    dataset: Dataset, others: Sequence[Dataset], embedder: Embedder, store: Path
) -> Iterator[Corpus]:
    """The documents of a folder, or the paragraphs of datasets, each a document."""
    with Corpus(store, embedder, folder=dataset.files) as corpus, indexing_bar(True) as bar:
        if dataset.kind == "field":
            corpus.sync(progress=bar)
        else:
            texts = ((p.title, p.text) for p in paragraphs_of(dataset, others))
            corpus.add_texts(texts, progress=bar)
        yield corpus


def _rounded(measures: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    return {
        name: {measure: round(value, 4) for measure, value in values.items()}
        for name, values in measures.items()
    }


if __name__ == "__main__":
    main()
