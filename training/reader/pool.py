"""Passages to draw hard negatives from, and what term search finds for each question.

The product's retriever adds cosine and BM25. The product's own term index gives BM25 here; cosines
are computed where the model is trained (``training.reader.hard_negatives``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from index.search.lexical import LexicalIndex
from index.values import PassageRow, Span
from training.reader.overlap import WordSequences
from training.reader.packed import Ids
from training.reader.packer import Packer, touched
from training.reader.pool_file import Flat, Pool
from training.reader.readings import Cutter
from training.reader.sources import Asked

__all__ = ["pool_of"]

_PASSAGE_TOKENS = 96
_CANDIDATES = 30
_NONE = -1


@dataclass(slots=True)
class _Passages:
    """Passages while they are collected; the lists run in parallel."""

    ids: list[Sequence[int]] = field(default_factory=list)
    sentences: list[list[int]] = field(default_factory=list)
    leads: list[Ids] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)
    rows: list[PassageRow] = field(default_factory=list)


def pool_of(
    searched: Mapping[str, Sequence[Asked]],
    asked: Sequence[tuple[int, int, Asked]],
    packer: Packer,
    cutter: Cutter,
    held_back: WordSequences,
) -> Pool:
    """Cut all documents to passages and search them for each question.

    Args:
        searched: Questions whose documents are searched, by training set.
        asked: Questions to search for, with their groups and the numbers of their documents.
        packer: Makes tokens.
        cutter: Cuts.
        held_back: Passages that share words with these are left out.
    """
    numbers: dict[str, int] = {}
    passages = _Passages()
    for name, questions in searched.items():
        for question in tqdm(questions, desc=f"passages of {name}", unit="question"):
            if question.text not in numbers:
                numbers[question.text] = len(numbers)
                _add_document(passages, question, numbers[question.text], packer, cutter, held_back)
    to_search = [question for _, _, question in asked]
    candidates, bm25 = _term_search(passages.rows, to_search)
    answers = [
        [token for answer in dict.fromkeys(question.answers) for token in (*packer.ids(answer), 0)]
        for question in to_search
    ]
    return Pool(
        passages=Flat.of(passages.ids),
        sentences=Flat.of(passages.sentences),
        leads=Flat.of(passages.leads),
        documents=np.array(passages.documents, np.int32),
        questions=Flat.of([packer.ids(question.question) for question in to_search]),
        answers=Flat.of(answers),
        own=np.array([numbers.get(question.text, _NONE) for question in to_search], np.int32),
        groups=np.array([group for group, _, _ in asked], np.int32),
        asked_of=np.array([document for _, document, _ in asked], np.int32),
        with_lead=np.array([bool(question.lead) for question in to_search], np.bool_),
        sources=np.array([packer.source(question.source) for question in to_search], np.uint8),
        candidates=candidates,
        bm25=bm25,
    )


def _add_document(
    passages: _Passages,
    asked: Asked,
    document: int,
    packer: Packer,
    cutter: Cutter,
    held_back: WordSequences,
) -> None:
    """Add the passages of the document that a question was asked about."""
    for span, sentences in cutter.passages(asked.text, _PASSAGE_TOKENS):
        text = asked.text[span.start : span.end]
        if held_back.shares(text):
            continue
        encoding = packer.encode(text)
        token_pairs = [
            touched(encoding.offsets, Span(sentence.start - span.start, sentence.end - span.start))
            for sentence in sentences
        ]
        passages.rows.append(PassageRow(len(passages.rows), str(document), asked.lead, text))
        passages.ids.append(encoding.ids)
        passages.sentences.append(
            [edge for pair in token_pairs if pair for edge in (pair[0], pair[1] + 1)]
        )
        passages.leads.append(packer.lead(asked.lead))
        passages.documents.append(document)


def _term_search(
    rows: Sequence[PassageRow], questions: Sequence[Asked]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """Search passages by terms; return numbers and scores, shape (questions, candidates)."""
    index = LexicalIndex()
    index.update([row.passage_id for row in rows], rows, [])
    candidates = np.full((len(questions), _CANDIDATES), _NONE, np.int32)
    bm25 = np.zeros((len(questions), _CANDIDATES), np.float32)
    for number, question in enumerate(tqdm(questions, desc="searching", unit="question")):
        for column, (passage, score) in enumerate(index.search(question.question, _CANDIDATES)):
            candidates[number, column], bm25[number, column] = passage, score
    return candidates, bm25
