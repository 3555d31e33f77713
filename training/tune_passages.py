"""Chooses passage size and overlap on whole articles.

    python -m training.tune_passages DATA

DATA holds ``dev/squad1_tune.json.gz`` and ``dev/squad1_check.json.gz``. All articles of both are
documents; the questions are those of ``tune``. Larger passages hold an answer more easily and cost
more to read, so settings are compared at equal cost: the share of questions with at least one
answer whole in the passages that fit the first 300, 750 and 1,500 tokens.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.corpus import Corpus
from index.embedding.model_files import load_embedder
from index.text.passages import PassageSettings
from index.values import Span
from qa.evaluate import read_squad
from qa.retriever import Hit, Retriever
from training.articles import Article, articles_of
from training.remembering import Remembering

BUDGETS = (300, 750, 1500)
SIZES = (64, 96, 128, 192, 254)
OVERLAPS = (0, 1, 2)


def main() -> None:
    """Print one row per setting."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--overlaps", type=int, nargs="+", default=OVERLAPS)
    options = parser.parse_args()
    tune = read_squad(options.data / "dev" / "squad1_tune.json.gz")
    check = read_squad(options.data / "dev" / "squad1_check.json.gz")
    articles = articles_of([tune, check])
    asked = articles_of([tune])
    embedder = Remembering(load_embedder())
    print("| tokens | overlap | passages | " + " | ".join(f"{b} tokens" for b in BUDGETS) + " |")
    print("|---|---|---|" + "---|" * len(BUDGETS))
    for size, overlap in itertools.product(options.sizes, options.overlaps):
        with tempfile.TemporaryDirectory() as scratch:
            settings = PassageSettings(size, overlap)
            with Corpus(Path(scratch), embedder, settings=settings) as corpus:
                report = corpus.add_texts((a.title.replace("_", " "), a.text) for a in articles)
                shares = _shares(Retriever(corpus), asked, embedder)
        row = " | ".join(f"{100 * share:.1f}" for share in shares)
        print(f"| {size} | {overlap} | {report.passages} | {row} |", flush=True)


def _shares(
    retriever: Retriever, articles: Sequence[Article], embedder: Remembering
) -> list[float]:
    found = [
        [_held(question.golds, hits, article, embedder, budget) for budget in BUDGETS]
        for article in articles
        for question in article.questions
        for hits in [retriever.search(question.text, 30)]
    ]
    return [float(share) for share in np.mean(found, axis=0)]


def _held(
    golds: Sequence[Span],
    hits: Sequence[Hit],
    article: Article,
    embedder: Remembering,
    budget: int,
) -> bool:
    spent = 0
    counts = embedder.count_tokens([hit.text for hit in hits])
    for hit, tokens in zip(hits, counts, strict=True):
        spent += tokens
        if spent > budget:
            return False
        if hit.document.text == article.text and any(hit.passage.span.contains(g) for g in golds):
            return True
    return False


if __name__ == "__main__":
    main()
