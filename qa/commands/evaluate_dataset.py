"""``evaluate``: measure the answers on a dataset."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from index.platform.files import write_json_whole
from index.platform.paths import corpus_folder
from index.platform.printable import printable
from qa.answering.one_passage import PassageAnswerer
from qa.calibration.files import calibrated_for_reader
from qa.commands.measuring import (
    asked_dataset,
    field_dataset,
    opened_field,
    opened_with_ground,
)
from qa.errors import InterruptedRunError, UsageError
from qa.evaluate import (
    Dataset,
    Evaluation,
    Ground,
    Unfinished,
    evaluate_corpus,
    evaluate_field,
    evaluate_passages,
    field_table,
    ground_in_field,
    ground_in_paragraphs,
    outside,
    run_key,
    to_table,
)
from qa.evaluate.report.field_report import write_field_report
from qa.evaluate.report.html import write_report
from qa.launch.exit_status import INTERRUPTED
from qa.readers.loading import load_reader

__all__ = ["evaluate"]

_PLACES_OF_OUTPUT = ("--json-file", "--report", "--store")


def evaluate(options: argparse.Namespace) -> int:
    """Ask every question of a dataset and print the measures."""
    _check_places(options)
    try:
        if (dataset := field_dataset(options)) is not None:
            return _field(options, dataset)
        with _measured(options) as (evaluation, ground):
            environment = {"command": _command(options), **evaluation.environment}
            evaluation = replace(evaluation, environment=environment)
            print(to_table(evaluation))
            if options.json_file is not None:
                write_json_whole(options.json_file, evaluation.to_dict())
            if options.report is not None:
                path = write_report(options.report, evaluation, ground)
                print(f"report: {printable(path)}")
    except InterruptedRunError as interrupted:
        print(f"interrupted; {interrupted}", file=sys.stderr)
        return INTERRUPTED
    return 0


def _field(options: argparse.Namespace, dataset: Dataset) -> int:
    """Ask a folder that brings its questions, and print what came of them."""
    for name in ("corpus", "distractors", "retrieval_only", "leave_out", "min_confidence"):
        if getattr(options, name) not in (None, False, []):
            raise UsageError(f"--{name.replace('_', '-')} goes without a folder of files/")
    with opened_field(options, dataset) as bot:
        ground = ground_in_field(dataset, bot.documents())
        evaluation = evaluate_field(bot, dataset, ground.texts, outside(dataset, ground))
    environment = {"command": _command(options), **evaluation.environment}
    evaluation = replace(evaluation, environment=environment)
    print(field_table(evaluation))
    if options.json_file is not None:
        write_json_whole(options.json_file, evaluation.to_dict())
    if options.report is not None:
        print(f"report: {printable(write_field_report(options.report, evaluation))}")
    return 0


def _command(options: argparse.Namespace) -> str:
    """The command as typed, with paths cut to the names of files and folders."""
    kept: list[str] = []
    skipped = False
    for word in options.arguments:
        name, given, value = word.partition("=")
        if skipped or name in _PLACES_OF_OUTPUT:
            skipped = not skipped and not given
        elif given and name.startswith("--"):
            kept.append(f"{name}={Path(value).name or value}")
        else:
            kept.append(word if word.startswith("-") else Path(word).name or word)
    return shlex.join(["python", "-m", "qa", *kept])


def _check_places(options: argparse.Namespace) -> None:
    """Refuse before hours of work what could not be written after them."""
    if options.json_file is not None and not options.json_file.absolute().parent.is_dir():
        raise UsageError(f"{printable(options.json_file.parent)}: no such folder")
    if options.report is not None:
        options.report.mkdir(parents=True, exist_ok=True)


@contextmanager
def _measured(options: argparse.Namespace) -> Iterator[tuple[Evaluation, Ground]]:
    """The evaluation and what it was held against; what was kept goes when all is written."""
    measured = _with_the_passage if options.mode == "passage" else _in_the_corpus
    with measured(options) as result:
        yield result


@contextmanager
def _with_the_passage(options: argparse.Namespace) -> Iterator[tuple[Evaluation, Ground]]:
    for name in ("corpus", "distractors", "retrieval_only", "leave_out", "store"):
        if getattr(options, name):
            raise UsageError(f"--{name.replace('_', '-')} goes with --mode corpus")
    if options.min_confidence is not None:
        raise UsageError("--min-confidence goes with --mode corpus")
    asked = asked_dataset(options)[0]
    if asked.kind != "squad":
        raise UsageError(f"{printable(options.dataset)}: only SQuAD data has --mode passage")
    reader = load_reader(options.reader)
    calibration = calibrated_for_reader(reader.fingerprint, options.reader)
    threshold = calibration.score_threshold if calibration is not None else 0.0
    choice = calibration.choice if calibration is not None else None
    answerer = PassageAnswerer(reader, threshold, choice)
    ground = ground_in_paragraphs(asked)
    key = run_key(asked, ground, {"mode": "passage", **answerer.fingerprints})
    with _kept(key, asked, options) as unfinished:
        yield (
            evaluate_passages(answerer, asked, seed=options.seed, unfinished=unfinished),
            ground,
        )


@contextmanager
def _in_the_corpus(options: argparse.Namespace) -> Iterator[tuple[Evaluation, Ground]]:
    if options.retrieval_only and options.leave_out:
        raise UsageError("--leave-out asks; it goes without --retrieval-only")
    asked, whole = asked_dataset(options)
    if options.leave_out and asked.kind == "retrieval":
        raise UsageError("--leave-out asks; it goes without a BEIR folder")
    with opened_with_ground(options, asked, whole) as (bot, ground):
        calibration = bot.answerer.calibration
        parts = {
            "mode": "corpus",
            "retrieval_only": options.retrieval_only,
            "leave_out": options.leave_out,
            "calibration": asdict(calibration) if calibration is not None else None,
            **bot.fingerprints,
        }
        with _kept(run_key(asked, ground, parts), asked, options) as unfinished:
            evaluation = evaluate_corpus(
                bot,
                asked,
                ground,
                retrieval_only=options.retrieval_only,
                leave_out=options.leave_out,
                min_confidence=options.min_confidence,
                seed=options.seed,
                unfinished=unfinished,
            )
            yield evaluation, ground


@contextmanager
def _kept(key: str, asked: Dataset, options: argparse.Namespace) -> Iterator[Unfinished]:
    """Outcomes kept until what is done with them inside has succeeded."""
    location = None
    if options.corpus is not None:
        location = options.store or corpus_folder(options.corpus)
    unfinished = Unfinished(key, asked.questions, fresh=options.fresh, location=location)
    if unfinished.outcomes:
        print(
            f"going on after {len(unfinished.outcomes)} of {len(asked.questions)} questions "
            "(--fresh begins anew)",
            file=sys.stderr,
        )
    try:
        yield unfinished
        unfinished.finish()
    except KeyboardInterrupt:
        done, total = len(unfinished.outcomes), len(asked.questions)
        raise InterruptedRunError(
            f"the same command goes on after {done} of {total} questions"
            + (" (without --fresh)" if options.fresh else "")
        ) from None
    finally:
        unfinished.close()
