"""Measures each lever of the recipe: about 8,000 examples, one epoch, judged on ``tune``.

    python -m training.reader.ablate DATA --work DIR [--only NAME]

Prints a Markdown table, one row per finished variant. Each variant adds or changes one lever of an
earlier one. All have a third as many negatives as questions. Trained variants are not trained
again.
"""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import replace
from pathlib import Path

from index.corpus import Corpus
from index.embedding.model_files import load_embedder
from qa.answering.evidence_choice import EvidenceSettings
from qa.answering.one_passage import PassageAnswerer
from qa.answering.pipeline import Answerer, examined
from qa.calibration.choosing import best_retrieval_weight
from qa.calibration.labels import Domain, label_of
from qa.calibration.readings import read_questions
from qa.evaluate import Dataset, ground_in_paragraphs, sample
from qa.evaluate.measures.metrics import mean
from qa.readers.onnx import OnnxReader
from qa.retriever import Retriever
from training.paragraphs import paragraph_corpus, read_all
from training.reader.export import exported
from training.reader.fit import Hyperparameters
from training.reader.recipe import Recipe
from training.reader.train import train_runs
from training.reader.tuning import half_unanswerable, passage_figures


def _recipe(beside: int, retrieved: int, adversarial: int, *, together: bool = False) -> Recipe:
    return Recipe(
        paragraph_questions=6000,
        whole=0,
        sentences=0,
        stories=0,
        papers=0,
        beside=beside,
        # Two passages each.
        retrieved=retrieved // 2,
        together=together,
        adversarial=adversarial,
    )


_DEFAULT = Hyperparameters()
_NEIGHBOURS = _recipe(2000, 0, 0)
_TOGETHER = _recipe(1000, 1000, 0, together=True)

VARIANTS: dict[str, tuple[Recipe, Hyperparameters, int]] = {
    "first annotator's answer, neighbouring negatives": (
        replace(_NEIGHBOURS, all_annotators=False),
        _DEFAULT,
        1,
    ),
    "any annotator's": (_NEIGHBOURS, _DEFAULT, 1),
    "half retrieved": (_recipe(1000, 1000, 0), _DEFAULT, 1),
    "a third each retrieved and adversarial": (_recipe(700, 700, 600), _DEFAULT, 1),
    "half retrieved, read together": (_TOGETHER, _DEFAULT, 1),
    "half retrieved, read together, two runs averaged": (_TOGETHER, _DEFAULT, 2),
}
"""Recipe, hyperparameters, number of runs."""


def main() -> None:
    """Train the missing variants and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--only", default="", help="variants with this in their name")
    parser.add_argument("--questions", type=int, default=300, help="asked of the open corpus")
    options = parser.parse_args()
    datasets = read_all(options.data)
    print(
        "| variant | EM | F1 | best F1, half unanswerable "
        "| right passage first | F1 in the open corpus |\n|---|---|---|---|---|---|",
        flush=True,
    )
    with paragraph_corpus(datasets, load_embedder(), options.work / "paragraphs") as (corpus, _):
        for name, variant in VARIANTS.items():
            if options.only in name:
                reader = _trained(variant, options)
                row = _row(reader, corpus, datasets, options)
                print(f"| {name} | {' | '.join(f'{100 * one:.1f}' for one in row)} |", flush=True)


def _trained(
    variant: tuple[Recipe, Hyperparameters, int], options: argparse.Namespace
) -> OnnxReader:
    """Key of a variant's runs; variants that are trained alike share them."""
    recipe, settings, runs = variant
    key = hashlib.sha256(repr((recipe, settings)).encode()).hexdigest()[:12]
    work = options.work / key
    checkpoint = train_runs(options.data, work, recipe, settings, runs, options.work / "passages")
    return OnnxReader(exported(checkpoint, work / f"reader-{runs}"))


def _row(
    reader: OnnxReader,
    corpus: Corpus,
    datasets: list[Dataset],
    options: argparse.Namespace,
) -> tuple[float, ...]:
    tune = datasets[0]
    given = passage_figures(PassageAnswerer(reader, 0.0), half_unanswerable(tune), 1200)
    asked = sample(tune, options.questions)
    ground = ground_in_paragraphs(asked, datasets[1:])
    answerer = Answerer(Retriever(corpus), reader, [])
    documents = {document.id: document for document in corpus.documents()}
    readings = read_questions(answerer, asked, ground, documents, leave_out=False)
    domain = Domain(asked, ground, readings)
    weight, gains = best_retrieval_weight([domain], whole_sentences=False)
    labels = [
        label_of(domain, one, known, whole_sentences=False)
        for one in readings
        for known in (examined(one.question.text, one.read, weight, EvidenceSettings()),)
    ]
    firsts = mean([float(bool(label.gold_first)) for label in labels])
    return (
        given.has_answer_exact_match, given.has_answer_f1, given.best_f1,
        firsts, max(gains.values()),
    )  # fmt: skip


if __name__ == "__main__":
    main()
