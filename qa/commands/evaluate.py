"""``evaluate``: how good are the answers on a dataset?"""

from __future__ import annotations

import argparse

from index.files import write_json_whole
from qa.chatbot import Chatbot
from qa.commands.ask import opened
from qa.commands.errors import UsageError
from qa.evaluate import (
    Evaluation,
    evaluate_corpus,
    evaluate_passages,
    ground_in_documents,
    ground_in_paragraphs,
    paragraphs_of,
    read_squad,
    sample,
    to_table,
)

__all__ = ["evaluate"]


def evaluate(options: argparse.Namespace) -> int:
    """Ask every question of a dataset and print the measures."""
    evaluation = _evaluation(options)
    print(to_table(evaluation))
    if options.json_file is not None:
        write_json_whole(options.json_file, evaluation.to_dict())
    return 0


def _evaluation(options: argparse.Namespace) -> Evaluation:
    if options.corpus is not None and (options.mode == "passage" or options.distractors):
        raise UsageError("--corpus goes with --mode corpus and without --distractors")
    if options.mode == "passage" and options.retrieval_only:
        raise UsageError("--retrieval-only goes with --mode corpus")
    asked = whole = read_squad(options.dataset)
    if options.sample is not None:
        asked = sample(whole, options.sample, options.seed)
    others = [read_squad(path) for path in options.distractors]
    threshold = 0.0 if options.min_confidence is None else options.min_confidence
    if options.corpus is not None:
        with opened(options) as bot:
            return evaluate_corpus(
                bot,
                asked,
                ground_in_documents(asked, bot.documents()),
                retrieval_only=options.retrieval_only,
                min_confidence=threshold,
            )
    texts = ((one.title, one.text) for one in paragraphs_of(whole, others))
    with Chatbot.from_texts(
        texts, store=options.store, embedder=options.embedder, reader=options.reader
    ) as bot:
        if options.mode == "passage":
            return evaluate_passages(bot, asked, min_confidence=threshold)
        return evaluate_corpus(
            bot,
            asked,
            ground_in_paragraphs(asked, others),
            retrieval_only=options.retrieval_only,
            min_confidence=threshold,
        )
