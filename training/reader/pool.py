"""Passages to draw hard negatives from, and what term search finds for each question.

The product's retriever adds cosine and BM25. BM25 is looked up here by the product's own term
index; cosines are computed where the model is trained (``training.reader.hard_negatives``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from tqdm import tqdm

from index.search.lexical import LexicalIndex
from index.storage.store_reader import SearchRow
from index.values import Span
from training.reader.overlap import WordSequences
from training.reader.packer import Packer, touched
from training.reader.pool_file import Flat, Pool
from training.reader.readings import Cutter
from training.reader.sources import Asked

__all__ = ["pool_of"]

_PASSAGE_TOKENS = 96
_CANDIDATES = 30
_NONE = -1


def pool_of(
    searched: Mapping[str, Sequence[Asked]],
    asked: Sequence[tuple[int, Asked]],
    packer: Packer,
    cutter: Cutter,
    held_back: WordSequences,
) -> Pool:
    """Cut all documents to passages and search them for each question.

    Args:
        searched: Questions whose documents are searched.
        asked: Questions to search for, with their groups.
        packer: Makes tokens.
        cutter: Cuts.
        held_back: Passages that share words with these are left out.
    """
    numbers: dict[str, int] = {}
    passages, sentences, leads, documents, rows = [], [], [], [], []
    index = LexicalIndex()
    for name, questions in searched.items():
        for one in tqdm(questions, desc=f"passages of {name}", unit="question"):
            if one.text in numbers:
                continue
            numbers[one.text] = len(numbers)
            for span, inner in cutter.passages(one.text, _PASSAGE_TOKENS):
                text = one.text[span.start : span.end]
                if held_back.shares(text):
                    continue
                encoded = packer.encode(text)
                at = [
                    touched(encoded.offsets, Span(s.start - span.start, s.end - span.start))
                    for s in inner
                ]
                rows.append(SearchRow(len(rows), str(numbers[one.text]), one.lead, text))
                passages.append(encoded.ids)
                sentences.append([edge for pair in at if pair for edge in (pair[0], pair[1] + 1)])
                leads.append(packer.lead(one.lead))
                documents.append(numbers[one.text])
    index.update([row.passage_id for row in rows], rows, [])
    candidates = np.full((len(asked), _CANDIDATES), _NONE, np.int32)
    bm25 = np.zeros((len(asked), _CANDIDATES), np.float32)
    for number, (_, one) in enumerate(tqdm(asked, desc="searching", unit="question")):
        for column, (passage, score) in enumerate(index.search(one.question, _CANDIDATES)):
            candidates[number, column], bm25[number, column] = passage, score
    return Pool(
        Flat.of(passages, np.uint16), Flat.of(sentences, np.uint16), Flat.of(leads, np.uint16),
        np.array(documents, np.int32),
        Flat.of([packer.ids(one.question) for _, one in asked], np.uint16),
        Flat.of([[i for text in dict.fromkeys(one.answers) for i in (*packer.ids(text), 0)]
                 for _, one in asked], np.uint16),
        np.array([numbers.get(one.text, _NONE) for _, one in asked], np.int32),
        np.array([group for group, _ in asked], np.int32),
        np.array([bool(one.lead) for _, one in asked], np.bool_),
        np.array([packer.source(one.source) for _, one in asked], np.uint8),
        candidates, bm25,
    )  # fmt: skip
