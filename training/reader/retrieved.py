"""Hard negatives: passages that the retriever ranks high and that do not answer the question."""

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
    """For each example its question with some of the best-ranked passages that do not answer it.

    A passage of the question's own paragraph, or one that holds one of its answers, is no
    negative. A question for which the retriever finds none gets an empty list.

    Args:
        examples: With their whole paragraphs as text.
        texts: What is searched.
        rng: Draws among the five best.
        store: Where to keep the index; a temporary directory if not given.
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
