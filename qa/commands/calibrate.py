"""``calibrate``: fit confidence and threshold for this reader, embedder and search."""

from __future__ import annotations

import argparse

from index.platform.printable import printable
from qa.calibration.files import keep_calibration
from qa.calibration.fitting import fit_calibration, read_questions
from qa.commands.measuring import asked_dataset, opened_with_ground
from qa.errors import FittingError, UsageError

__all__ = ["calibrate"]


def calibrate(options: argparse.Namespace) -> int:
    """Fit a calibration, keep it, and say what it does."""
    asked, whole = asked_dataset(options)
    if asked.kind == "retrieval":
        raise UsageError(f"{printable(options.dataset)}: a BEIR folder has no answers to fit to")
    with opened_with_ground(options, asked, whole) as (bot, ground):
        readings = read_questions(bot.answerer, asked, ground)
        try:
            calibration, notes = fit_calibration(
                readings,
                ground,
                bot.fingerprints,
                whole_sentences=bot.answerer.reader.whole_sentences,
            )
        except FittingError as error:
            raise UsageError(f"{printable(options.dataset)}: {error}") from error
    path = keep_calibration(calibration, {"dataset": asked.name, **notes})
    print(
        f"threshold {calibration.min_confidence:.3f}: {notes['others_answered']:.0%} of "
        f"{notes['questions']} questions are answered, and {notes['left_out_answered']:.0%} of "
        "them when their document is left out"
    )
    print(f"kept in {printable(path)}; it is used from now on with these parts")
    return 0
