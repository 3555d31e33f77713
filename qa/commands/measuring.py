"""What ``evaluate`` and ``calibrate`` share: questions, and the bot that they are asked of."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from qa.chatbot import Chatbot
from qa.commands.ask import opened
from qa.commands.errors import UsageError
from qa.evaluate import (
    Dataset,
    Ground,
    ground_in_documents,
    ground_in_paragraphs,
    paragraphs_of,
    read_squad,
    sample,
)

__all__ = ["asked_dataset", "opened_with_ground"]


def asked_dataset(options: argparse.Namespace) -> tuple[Dataset, Dataset]:
    """The questions to ask (``--sample``), and the whole dataset.

    Raises:
        DatasetError: The file is not in SQuAD's format.
        UsageError: Options that exclude each other.
    """
    if options.corpus is not None and options.distractors:
        raise UsageError("--corpus goes without --distractors")
    whole = read_squad(options.dataset)
    if options.sample is None:
        return whole, whole
    return sample(whole, options.sample, options.seed), whole


@contextmanager
def opened_with_ground(
    options: argparse.Namespace, asked: Dataset, whole: Dataset
) -> Iterator[tuple[Chatbot, Ground]]:
    """The bot of ``--corpus``, or one over the dataset's and the distractors' paragraphs."""
    if options.corpus is not None:
        with opened(options) as bot:
            yield bot, ground_in_documents(asked, bot.documents())
        return
    others = [read_squad(path) for path in options.distractors]
    texts = ((one.title, one.text) for one in paragraphs_of(whole, others))
    with Chatbot.from_texts(
        texts, store=options.store, embedder=options.embedder, reader=options.reader
    ) as bot:
        yield bot, ground_in_paragraphs(asked, others)
