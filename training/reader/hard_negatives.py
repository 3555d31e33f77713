"""Passages that the product's retrieval would rank high for a question and that do not answer it.

Scores are fused as the product fuses them (``qa.retriever``): cosine, plus half of BM25 over the
best BM25. A passage of the question's own document, or one that holds an answer, is no negative.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from training.reader.encoder import TwoHeads
from training.reader.packed import Tokens, joined
from training.reader.pool_file import Pool

__all__ = ["hard_negatives", "unit_vectors"]

_LEXICAL_WEIGHT = 0.5
_DENSE = 40
_CHOSEN_FROM = 5
_ROWS = 512
_CLS, _SEP = 101, 102


def unit_vectors(
    encoder: TwoHeads, rows: Sequence[npt.NDArray[np.uint16]], device: torch.device
) -> torch.Tensor:
    """Mean of the tokens of each text, of length 1: shape (texts, components)."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    found = torch.empty(len(rows), encoder.shape.hidden)
    for low in range(0, len(order), _ROWS):
        part = order[low : low + _ROWS]
        lengths = torch.tensor([len(rows[i]) + 2 for i in part])
        ids = torch.zeros(len(part), int(lengths.max()), dtype=torch.long)
        for row, i in enumerate(part):
            ids[row, 0], ids[row, len(rows[i]) + 1] = _CLS, _SEP
            ids[row, 1 : len(rows[i]) + 1] = torch.from_numpy(rows[i].astype(np.int64))
        ids, lengths = ids.to(device), lengths.to(device)
        with torch.inference_mode():
            hidden = encoder.hidden(ids, lengths, lengths)
        inside = torch.arange(ids.shape[1], device=device) < lengths[:, None]
        mean = (hidden * inside[..., None]).sum(1) / lengths[:, None]
        found[part] = functional.normalize(mean, dim=-1).float().cpu()
    return found


def hard_negatives(
    pool: Pool, encoder: TwoHeads, device: torch.device, each: int, seed: int
) -> list[Tokens]:
    """For each question up to ``each`` of the five best passages that do not answer it.

    Args:
        pool: Passages and questions.
        encoder: The product's embedding model.
        device: Where it is.
        each: Passages for one question.
        seed: Draws among the five.
    """
    rng = random.Random(seed)  # noqa: S311
    passages, questions = pool.passages.rows(), pool.questions.rows()
    sentences, leads, answers = pool.sentences.rows(), pool.leads.rows(), pool.answers.rows()
    kept = [row[:254] for row in passages]
    p = unit_vectors(encoder, kept, device).to(device)
    q = unit_vectors(encoder, questions, device)
    packed = [row.tobytes() for row in passages]
    found = []
    for number, ranked in enumerate(_ranked(pool, q, p, device)):
        wanted = [part.tobytes() for part in _answers(answers[number])]
        wrong = []
        for passage in ranked:
            if len(wrong) == _CHOSEN_FROM:
                break
            if pool.documents[passage] == pool.own[number]:
                continue
            if not any(_holds(packed[passage], answer) for answer in wanted):
                wrong.append(passage)
        for passage in rng.sample(wrong, min(each, len(wrong))):
            lead = leads[passage] if pool.with_lead[number] else leads[passage][:0]
            ids, second, first = joined(
                questions[number], lead, passages[passage], cls=_CLS, sep=_SEP
            )
            edges = [min(first + int(at), len(ids) - 1) for at in sentences[passage]]
            rows = tuple((s, e, False) for s, e in zip(edges[::2], edges[1::2], strict=True) if s < e)
            found.append(
                Tokens(ids, second, first, ((0, 0, 1.0),), rows, int(pool.groups[number]),
                       int(pool.sources[number]))
            )  # fmt: skip
    return found


def _ranked(
    pool: Pool, questions: torch.Tensor, passages: torch.Tensor, device: torch.device
) -> Iterator[list[int]]:
    """Passages of each question, best fused score first."""
    for low in range(0, len(questions), _ROWS):
        cosines = questions[low : low + _ROWS].to(device) @ passages.T
        best = cosines.topk(min(_DENSE, len(passages)), dim=-1).indices.cpu().numpy()
        near = torch.from_numpy(pool.candidates[low : low + _ROWS]).long().to(device)
        cosine = cosines.gather(1, near.clamp(min=0)).cpu().numpy()
        values = cosines.gather(1, torch.from_numpy(best).to(device)).cpu().numpy()
        for row in range(len(best)):
            scores = dict(zip(best[row].tolist(), values[row].tolist(), strict=True))
            top = max(float(pool.bm25[low + row].max()), 1e-9)
            for column, passage in enumerate(pool.candidates[low + row].tolist()):
                if passage >= 0:
                    share = float(pool.bm25[low + row, column]) / top
                    scores[passage] = float(cosine[row, column]) + _LEXICAL_WEIGHT * share
            yield sorted(scores, key=lambda passage: -scores[passage])


def _answers(row: npt.NDArray[np.generic]) -> list[npt.NDArray[np.generic]]:
    """The answers' token ids; 0 stands behind each."""
    ends = np.flatnonzero(row == 0)
    starts = [0, *(ends + 1).tolist()]
    return [row[start:end] for start, end in zip(starts, ends.tolist(), strict=False) if start < end]


def _holds(passage: bytes, answer: bytes) -> bool:
    """Whether the ids of an answer stand in a row in a passage (two bytes each)."""
    at = passage.find(answer)
    while at >= 0:
        if at % 2 == 0:
            return True
        at = passage.find(answer, at + 1)
    return False
