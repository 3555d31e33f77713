"""Finds hard negatives: passages that the retriever ranks high but that do not answer."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from index.corpus import Corpus
from index.embedding.model_files import load_embedder
from index.values import document_id
from qa.progress import indexing_bar
from qa.retriever import Retriever
from training.reader.examples import Example, holds_text

__all__ = ["retrieved_negatives"]

_LOOKED_AT = 12
_CHOSEN_FROM = 5


def retrieved_negatives(
    examples: Sequence[Example],
    texts: Sequence[str],
    rng: random.Random,
    store: Path | None = None,
    each: int = 1,
) -> list[list[Example]]:
    """Return for each example its question with some of the best passages that do not answer it.

    Passages of the question's own paragraph, and passages that hold one of its answers, are left
    out. The list is empty if the retriever finds no other passage.

    Args:
        examples: With their whole paragraphs as text.
        texts: The texts to search.
        rng: Draws among the five best.
        store: Where to keep the index; a temporary directory by default.
        each: Passages for one question, fewer if there are no more.
    """
    found = []
    with ExitStack() as cleanup:
        scratch = store or Path(cleanup.enter_context(tempfile.TemporaryDirectory()))
        corpus = cleanup.enter_context(Corpus(scratch, load_embedder()))
        with indexing_bar(True) as bar:
            corpus.add_texts([("", text) for text in texts], progress=bar)
        retriever = Retriever(corpus)
        for example in tqdm(examples, desc="hard negatives", unit="question"):
            own = document_id(example.text)
            wrong = [
                hit.text
                for hit in retriever.search(example.question, _LOOKED_AT)
                if hit.document.id != own and not holds_text(hit.text, example.answers)
            ]
            near = wrong[:_CHOSEN_FROM]
            chosen = rng.sample(near, min(each, len(near)))
            found.append([replace(example, text=text, golds=()) for text in chosen])
    return found
