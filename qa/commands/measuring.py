"""Shared by ``evaluate`` and ``calibrate``: loads the questions and opens the bot to ask."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from index.platform.printable import printable
from qa.chatbot import Chatbot
from qa.errors import UsageError
from qa.evaluate import (
    Dataset,
    Ground,
    ground_in_documents,
    ground_in_folder,
    ground_in_paragraphs,
    paragraphs_of,
    read_dataset,
    read_squad,
    sample,
)
from qa.evaluate.datasets.field_folder import QUESTIONS
from qa.launch.opening import opened

__all__ = ["asked_dataset", "field_dataset", "opened_field", "opened_with_ground"]


def asked_dataset(options: argparse.Namespace) -> tuple[Dataset, Dataset]:
    """The questions to ask (``--sample``), and the whole dataset.

    Raises:
        DatasetError: The file is malformed.
        UsageError: Options that exclude each other, or do not go with this kind of dataset.
    """
    if options.corpus is not None and options.distractors:
        raise UsageError("--corpus goes without --distractors")
    whole = read_dataset(options.dataset)
    name = printable(options.dataset)
    if whole.kind == "folder" and options.corpus is None:
        raise UsageError(f"{name} asks about a folder; name it with --corpus FOLDER")
    if whole.kind == "retrieval" and options.corpus is not None:
        raise UsageError(f"{name} brings its own documents; --corpus goes without it")
    if options.sample is None:
        return whole, whole
    return sample(whole, options.sample, options.seed), whole


def field_dataset(options: argparse.Namespace) -> Dataset | None:
    """The dataset, if it is a folder that brings documents and questions, cut to ``--sample``."""
    if not (options.dataset / QUESTIONS).is_file():
        return None
    whole = read_dataset(options.dataset)
    return whole if options.sample is None else sample(whole, options.sample, options.seed)


def opened_field(options: argparse.Namespace, dataset: Dataset) -> Chatbot:
    """The bot over the documents that a dataset of kind ``field`` brings."""
    options.corpus = dataset.files
    return opened(options)


@contextmanager
def opened_with_ground(
    options: argparse.Namespace, asked: Dataset, whole: Dataset
) -> Iterator[tuple[Chatbot, Ground]]:
    """The bot of ``--corpus``, or one over the dataset's and the distractors' paragraphs."""
    if options.corpus is not None:
        with opened(options) as bot:
            documents = bot.documents()
            if asked.kind == "folder":
                yield bot, ground_in_folder(asked, documents, bot.find)
            else:
                yield bot, ground_in_documents(asked, documents)
        return
    others = [read_squad(path) for path in options.distractors]
    texts = ((paragraph.title, paragraph.text) for paragraph in paragraphs_of(whole, others))
    with Chatbot.from_texts(
        texts, store=options.store, embedder=options.embedder, reader=options.reader
    ) as bot:
        yield bot, ground_in_paragraphs(asked, others)
