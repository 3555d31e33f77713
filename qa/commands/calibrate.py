"""``calibrate``: fit confidence and thresholds for this reader, embedder and search."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from index.platform.printable import printable
from qa.calibration.figures import figures, figures_table
from qa.calibration.files import calibrated_for_reader, keep_calibration
from qa.calibration.fitting import Fit, fit_calibration
from qa.calibration.labels import Domain
from qa.calibration.readings import ReadingsFile, read_questions
from qa.chatbot import Chatbot
from qa.commands.measuring import asked_dataset, field_dataset, opened_field, opened_with_ground
from qa.errors import FittingError, UsageError
from qa.evaluate import Dataset, Ground, ground_in_field

__all__ = ["calibrate"]


def calibrate(options: argparse.Namespace) -> int:
    """Fit a calibration on one or several datasets, keep it, and say what it does."""
    kept = ReadingsFile(options.readings)
    domains: list[Domain] = []
    for path in options.datasets:
        alone = argparse.Namespace(**{**vars(options), "dataset": path})
        if options.store is not None and len(options.datasets) > 1:
            alone.store = options.store / f"{len(domains)}"
        with _opened(alone) as (bot, asked, ground):
            documents = {document.id: document for document in bot.documents()}
            readings = read_questions(bot.answerer, asked, ground, documents, kept=kept)
            domains.append(Domain(asked, ground, readings))
            parts, reader = bot.fingerprints, bot.answerer.reader
    known = calibrated_for_reader(reader.fingerprint, options.reader)
    try:
        fit = fit_calibration(
            domains,
            parts,
            whole_sentences=reader.whole_sentences,
            score_threshold=0.0 if known is None else known.score_threshold,
        )
    except FittingError as error:
        names = ", ".join(printable(path) for path in options.datasets)
        raise UsageError(f"{names}: {error}") from error
    _kept(fit, domains)
    return 0


def _kept(fit: Fit, domains: list[Domain]) -> None:
    """Keep a calibration, and print what it does."""
    measures = figures(fit)
    notes = {"datasets": [domain.name for domain in domains], **fit.notes, "figures": measures}
    path = keep_calibration(fit.calibration, notes)
    print(figures_table(measures))
    thresholds = fit.calibration.thresholds
    print(f"thresholds: answer {thresholds.answer:.3f}, evidence {thresholds.evidence:.3f}")
    print(f"kept in {printable(path)}; it is used from now on with these parts")


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[tuple[Chatbot, Dataset, Ground]]:
    """The bot for one dataset, its questions, and where their answers stand."""
    field = field_dataset(options)
    if field is not None:
        with opened_field(options, field) as bot:
            yield bot, field, ground_in_field(field, bot.documents())
        return
    asked, whole = asked_dataset(options)
    if asked.kind == "retrieval":
        raise UsageError(f"{printable(options.dataset)}: a BEIR folder has no answers to fit to")
    with opened_with_ground(options, asked, whole) as (bot, ground):
        yield bot, asked, ground
