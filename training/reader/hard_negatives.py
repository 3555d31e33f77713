"""Passages that the product's retrieval ranks high for a question and that do not answer it.

Scores are fused as in the product (``qa.retriever``): cosine, plus half of BM25 over the best BM25.
Passages of the question's own document and passages that hold an answer are left out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch.nn import functional

from training.reader.encoder import TwoHeads
from training.reader.packed import Ids, Tokens, joined
from training.reader.pool_file import Pool

__all__ = ["hard_negatives", "unit_vectors"]

_LEXICAL_WEIGHT = 0.5
_DENSE = 40
"""Passages of highest cosine that are ranked, beside those that term search found."""
_CHOSEN_FROM = 5
_ROWS = 512
_CLS, _SEP = 101, 102
_EMBEDDED_TOKENS = 254


def unit_vectors(
    encoder: TwoHeads, rows: Sequence[Ids], device: torch.device, *, bf16: bool = False
) -> torch.Tensor:
    """Embed texts: mean of the token vectors, scaled to length 1, shape (texts, components)."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    vectors = torch.empty(len(rows), encoder.shape.hidden)
    for low in range(0, len(order), _ROWS):
        part = order[low : low + _ROWS]
        lengths = torch.tensor([len(rows[i]) + 2 for i in part])
        ids = torch.zeros(len(part), int(lengths.max()), dtype=torch.long)
        for row, i in enumerate(part):
            ids[row, 0], ids[row, len(rows[i]) + 1] = _CLS, _SEP
            ids[row, 1 : len(rows[i]) + 1] = torch.from_numpy(rows[i].astype(np.int64))
        ids, lengths = ids.to(device), lengths.to(device)
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=bf16):
            hidden = encoder.hidden(ids, lengths, lengths)
        inside = torch.arange(ids.shape[1], device=device) < lengths[:, None]
        mean = (hidden.float() * inside[..., None]).sum(1) / lengths[:, None]
        vectors[part] = functional.normalize(mean, dim=-1).float().cpu()
    return vectors


def hard_negatives(
    pool: Pool,
    encoder: TwoHeads,
    device: torch.device,
    each: int,
    seed: int,
    *,
    bf16: bool = False,
) -> list[Tokens]:
    """Draw for each question up to ``each`` of the five best passages that do not answer it.

    Args:
        pool: Passages and questions.
        encoder: The product's embedding model.
        device: Where the encoder is.
        each: Passages for one question.
        seed: Draws among the five.
        bf16: Embed in bfloat16; ranks hardly differ.
    """
    rng = random.Random(seed)  # noqa: S311
    passages, questions = pool.passages.rows(), pool.questions.rows()
    sentences, leads, answers = pool.sentences.rows(), pool.leads.rows(), pool.answers.rows()
    embedded, asked = ([row[:_EMBEDDED_TOKENS] for row in rows] for rows in (passages, questions))
    passage_vectors = unit_vectors(encoder, embedded, device, bf16=bf16).to(device)
    question_vectors = unit_vectors(encoder, asked, device, bf16=bf16)
    passage_bytes = [row.tobytes() for row in passages]
    negatives = []
    ranking = _ranked(pool, question_vectors, passage_vectors, device)
    for number, ranked in enumerate(ranking):
        answer_bytes = [answer.tobytes() for answer in _answers(answers[number])]
        wrong = _wrong(pool, number, ranked, passage_bytes, answer_bytes)
        for passage in rng.sample(wrong, min(each, len(wrong))):
            lead = leads[passage] if pool.with_lead[number] else leads[passage][:0]
            negatives.append(
                _negative(
                    pool, number, questions[number], lead, passages[passage], sentences[passage]
                )
            )
    return negatives


def _wrong(
    pool: Pool,
    number: int,
    ranked: Sequence[int],
    passages: Sequence[bytes],
    answers: Sequence[bytes],
) -> list[int]:
    """Return the first five passages of other documents that hold none of the answers."""
    wrong: list[int] = []
    for passage in ranked:
        if len(wrong) == _CHOSEN_FROM:
            break
        if pool.documents[passage] == pool.own[number]:
            continue
        if not any(_holds(passages[passage], answer) for answer in answers):
            wrong.append(passage)
    return wrong


def _negative(
    pool: Pool, number: int, question: Ids, lead: Ids, passage: Ids, sentences: Ids
) -> Tokens:
    """Pack a question with a passage that does not answer it; no sentence is marked."""
    ids, second, first = joined(question, lead, passage, cls=_CLS, sep=_SEP)
    edges = [min(first + int(edge), len(ids) - 1) for edge in sentences]
    return Tokens(
        ids=ids,
        second=second,
        first=first,
        spans=((0, 0, 1.0),),
        sentences=tuple(
            (start, end, False)
            for start, end in zip(edges[::2], edges[1::2], strict=True)
            if start < end
        ),
        group=int(pool.groups[number]),
        source=int(pool.sources[number]),
        document=int(pool.asked_of[number]),
    )


def _ranked(
    pool: Pool, questions: torch.Tensor, passages: torch.Tensor, device: torch.device
) -> Iterator[list[int]]:
    """Yield for each question its passages, best fused score first."""
    for low in range(0, len(questions), _ROWS):
        cosines = questions[low : low + _ROWS].to(device) @ passages.T
        best = cosines.topk(min(_DENSE, len(passages)), dim=-1).indices
        best_cosines = cosines.gather(1, best).cpu().numpy()
        best_passages = best.cpu().numpy()
        candidates = torch.from_numpy(pool.candidates[low : low + _ROWS]).long().to(device)
        candidate_cosines = cosines.gather(1, candidates.clamp(min=0)).cpu().numpy()
        for row in range(len(best_passages)):
            scores = dict(zip(best_passages[row].tolist(), best_cosines[row].tolist(), strict=True))
            bm25 = pool.bm25[low + row]
            top = max(float(bm25.max()), 1e-9)
            for column, passage in enumerate(pool.candidates[low + row].tolist()):
                if passage >= 0:
                    share = float(bm25[column]) / top
                    cosine = float(candidate_cosines[row, column])
                    scores[passage] = cosine + _LEXICAL_WEIGHT * share
            yield sorted(scores, key=lambda passage: -scores[passage])


def _answers(row: Ids) -> list[Ids]:
    """Split a row of answers; 0 stands behind each."""
    ends = np.flatnonzero(row == 0).tolist()
    starts = [0, *(end + 1 for end in ends)]
    return [row[start:end] for start, end in zip(starts, ends, strict=False) if start < end]


def _holds(passage: bytes, answer: bytes) -> bool:
    """Whether the ids of an answer, two bytes each, stand in a row in a passage."""
    at = passage.find(answer)
    while at >= 0:
        if at % 2 == 0:
            return True
        at = passage.find(answer, at + 1)
    return False
