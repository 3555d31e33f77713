"""The loss: the annotators' spans are probable, or a text holds no answer.

Each text has a loss of its own, on the probability of the annotators' spans, or of no answer (the
first token). Positions outside the text, except the first, are masked, as when the model is used.

Texts that are read together for one question share another loss: among all their spans and "no
answer", the annotators' spans should be the most probable, each span by its log-odds against its
own text's "no answer". The product chooses among passages in the same way
(``qa.answering.candidates``). This makes scores of different passages comparable (Clark and
Gardner, 2018, "Simple and effective multi-paragraph reading comprehension", section 3.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from training.reader.encode import Encoded

__all__ = ["mean_loss"]

_SHUT = -1e4


def mean_loss(
    model: Any,
    examples: Sequence[Encoded],
    device: torch.device,
    *,
    any_annotator: bool = True,
    together: float = 0.0,
    bf16: bool = False,
) -> torch.Tensor:
    """Return the negative log-likelihood, halved (per start and per end), over the examples.

    Args:
        model: For question answering.
        examples: Those of a group are adjacent and complete.
        device: Where the model is.
        any_annotator: Raise the probability of all annotators' spans together, each weighted with
            its share; else each gets its share of start and end.
        together: Weight of a group's loss over all its texts; the loss of a single text weighs 1.
        bf16: Multiply in bfloat16 (PyTorch's autocast); sums and logarithms stay in fp32.
    """
    longest = max(len(one.ids) for one in examples)
    shape = (len(examples), longest)
    ids = np.zeros(shape, np.int64)
    mask = np.zeros(shape, np.int64)
    types = np.zeros(shape, np.int64)
    shut = np.full(shape, _SHUT, np.float32)
    most = max(len(one.spans) for one in examples)
    places = np.zeros((2, len(examples), most), np.int64)
    shares = np.zeros((len(examples), most), np.float32)
    for row, one in enumerate(examples):
        length = len(one.ids)
        ids[row, :length] = one.ids
        mask[row, :length] = 1
        types[row, one.first : length] = 1
        shut[row, 0] = 0
        shut[row, one.first : length - 1] = 0
        for column, (start, end, share) in enumerate(one.spans):
            places[:, row, column] = start, end
            shares[row, column] = share
    with torch.autocast(device.type, torch.bfloat16, enabled=bf16):
        output = model(
            input_ids=torch.from_numpy(ids).to(device),
            attention_mask=torch.from_numpy(mask).to(device),
            token_type_ids=torch.from_numpy(types).to(device),
        )
    closed = torch.from_numpy(shut).to(device)
    wanted = torch.from_numpy(places).to(device)
    weights = torch.from_numpy(shares).to(device)
    sides = [logits.float() + closed for logits in (output.start_logits, output.end_logits)]
    spans = torch.zeros((), device=device)
    for side, logits in enumerate(sides):
        spans = spans + torch.log_softmax(logits, dim=-1).gather(1, wanted[side])
    if any_annotator:
        likelihood = torch.logsumexp(spans + weights.log(), dim=-1)
    else:
        likelihood = (spans * weights).sum(dim=-1)
    total = -likelihood.sum()
    groups = _groups(examples)
    if together and groups:
        total = total + together * _together(sides, wanted, weights, groups)
    return total / 2 / len(examples)


def _groups(examples: Sequence[Encoded]) -> list[range]:
    """Return the rows of each group."""
    found: list[range] = []
    for row, one in enumerate(examples):
        if one.group < 0:
            continue
        if found and found[-1].stop == row and examples[row - 1].group == one.group:
            found[-1] = range(found[-1].start, row + 1)
        else:
            found.append(range(row, row + 1))
    return found


def _together(
    sides: Sequence[torch.Tensor],
    wanted: torch.Tensor,
    weights: torch.Tensor,
    groups: Sequence[range],
) -> torch.Tensor:
    """Sum the negative log-likelihood of the targets of whole groups over the groups."""
    nothing = sides[0][:, 0] + sides[1][:, 0]
    # Log-odds of all spans of a text against its "no answer", with any end for any start.
    every = sum(torch.logsumexp(logits[:, 1:], dim=-1) for logits in sides) - nothing
    scores = sum(logits.gather(1, wanted[side]) for side, logits in enumerate(sides))
    golds = torch.logsumexp(scores + weights.log(), dim=-1) - nothing
    answered = wanted[0][:, 0] > 0
    found = torch.zeros((), device=nothing.device)
    zero = torch.zeros(1, device=nothing.device)
    for rows in groups:
        here = slice(rows.start, rows.stop)
        whole = torch.logsumexp(torch.cat([zero, every[here]]), dim=0)
        right = golds[here][answered[here]]
        found = found + whole - (torch.logsumexp(right, dim=0) if len(right) else 0.0)
    return found
