"""``evaluate``: how good are the answers on a dataset?"""

from __future__ import annotations

import argparse

from index.files import write_json_whole
from qa.calibrations import calibrated_for_reader
from qa.commands.errors import UsageError
from qa.commands.measuring import asked_dataset, opened_with_ground
from qa.evaluate import Evaluation, evaluate_corpus, evaluate_passages, to_table
from qa.passage_answerer import PassageAnswerer
from qa.readers import load_reader

__all__ = ["evaluate"]


def evaluate(options: argparse.Namespace) -> int:
    """Ask every question of a dataset and print the measures."""
    evaluation = _evaluation(options)
    print(to_table(evaluation))
    if options.json_file is not None:
        write_json_whole(options.json_file, evaluation.to_dict())
    return 0


def _evaluation(options: argparse.Namespace) -> Evaluation:
    if options.mode == "passage":
        for name in ("corpus", "distractors", "retrieval_only", "leave_out", "store"):
            if getattr(options, name):
                raise UsageError(f"--{name.replace('_', '-')} goes with --mode corpus")
        if options.min_confidence is not None:
            raise UsageError("--min-confidence goes with --mode corpus")
        asked, _ = asked_dataset(options)
        reader = load_reader(options.reader)
        known = calibrated_for_reader(reader.fingerprint, options.reader)
        threshold = known.score_threshold if known is not None else 0.0
        return evaluate_passages(PassageAnswerer(reader, threshold), asked)
    if options.retrieval_only and options.leave_out:
        raise UsageError("--leave-out asks; it goes without --retrieval-only")
    asked, whole = asked_dataset(options)
    with opened_with_ground(options, asked, whole) as (bot, ground):
        return evaluate_corpus(
            bot,
            asked,
            ground,
            retrieval_only=options.retrieval_only,
            leave_out=options.leave_out,
            min_confidence=options.min_confidence,
        )
