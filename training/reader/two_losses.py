"""What the two heads are taught, by annotators and by a teacher.

Words: for each text the probability of the annotators' spans, or of no answer at the first token;
and over all texts read for one question together (Clark and Gardner, 2018, section 3.1), as in
``training.reader.loss``. Sentences: the mean of a sentence's token logits says whether it is marked.
A pupil learns its teacher's distributions of starts and ends, softened, and each token's evidence
(Hinton et al., 2015).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn import functional

from training.reader.on_device import Batch

__all__ = ["Logits", "Weights", "hard_loss", "soft_loss"]

Logits = tuple[torch.Tensor, torch.Tensor, torch.Tensor]
"""Starts, ends and evidence, each of shape (texts, tokens)."""

_SHUT = -1e4


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the parts of the loss; a text's own words weigh 1.

    Attributes:
        together: All texts read for one question.
        evidence: Sentences.
        hard: The annotators' part of a pupil's loss.
        soft: The teacher's part of it.
        temperature: That the teacher's distributions are softened with.
    """

    together: float = 2.0
    evidence: float = 1.5
    hard: float = 0.4
    soft: float = 1.0
    temperature: float = 2.0


def hard_loss(logits: Logits, batch: Batch, weights: Weights) -> torch.Tensor:
    """Mean over the texts of what annotators teach."""
    sides = [side.float().masked_fill(~batch.open, _SHUT) for side in logits[:2]]
    known = batch.knows_answer
    spans = sum(
        torch.log_softmax(side, dim=-1).gather(1, places)
        for side, places in zip(sides, (batch.starts, batch.ends), strict=True)
    )
    shares = batch.shares.clamp(min=1e-9).log().masked_fill(batch.shares == 0, _SHUT)
    likelihood = torch.logsumexp(spans + shares, dim=-1)
    total = -torch.where(known, likelihood, 0.0).sum() / 2
    total = total + weights.together * _together(sides, batch, shares) / 2
    total = total + weights.evidence * _evidence(logits[2], batch)
    return total / len(batch.lengths)


def _together(sides: list[torch.Tensor], batch: Batch, shares: torch.Tensor) -> torch.Tensor:
    """Sum over the groups of the negative log-likelihood of what is wanted of a whole group."""
    nothing = sides[0][:, 0] + sides[1][:, 0]
    # Log-odds of all spans of a text against its "no answer", as if any end fitted any start.
    every = torch.logsumexp(sides[0][:, 1:], -1) + torch.logsumexp(sides[1][:, 1:], -1) - nothing
    scores = sides[0].gather(1, batch.starts) + sides[1].gather(1, batch.ends)
    golds = torch.logsumexp(scores + shares, dim=-1) - nothing
    answered = (batch.starts[:, 0] > 0) & batch.knows_answer
    count, index = batch.groups, batch.group
    # A question one of whose texts answers by unknown words says nothing of the others' words.
    unknown = _sum(count, index, (~batch.knows_answer).float()) > 0
    whole = _logsumexp(count, index, every, extra=True)
    right = _logsumexp(count, index, golds.masked_fill(~answered, _SHUT))
    has_right = _sum(count, index, answered.float()) > 0
    loss = whole - torch.where(has_right, right, 0.0)
    # The last one gathers the texts by themselves.
    return torch.where(unknown, 0.0, loss)[:count].sum()


def _sum(count: int, index: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    return torch.zeros(count + 1, device=values.device).index_add(0, index, values)


def _logsumexp(
    count: int, index: torch.Tensor, values: torch.Tensor, *, extra: bool = False
) -> torch.Tensor:
    """By group; with a further 0 in each where ``extra``."""
    top = torch.full((count + 1,), 0.0 if extra else _SHUT, device=values.device)
    top = top.scatter_reduce(0, index, values.detach(), "amax", include_self=True)
    total = torch.zeros_like(top).index_add(0, index, (values - top[index]).exp())
    if extra:
        total = total + (-top).exp()
    return total.clamp(min=1e-30).log() + top


def sentence_means(evidence: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Mean logit of each sentence, shape (texts, sentences + 1); column 0 is no sentence."""
    zeros = torch.zeros(batch.marked.shape, device=evidence.device)
    sums = zeros.scatter_add(1, batch.sentence, evidence.float())
    counts = zeros.scatter_add(1, batch.sentence, torch.ones_like(evidence, dtype=torch.float32))
    return sums / counts.clamp(min=1)


def _evidence(evidence: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Sum over the texts of the mean loss of their sentences."""
    each = functional.binary_cross_entropy_with_logits(
        sentence_means(evidence, batch), batch.marked.float(), reduction="none"
    )
    counts = batch.has_sentence.sum(-1).clamp(min=1)
    return ((each * batch.has_sentence).sum(-1) / counts).sum()


def soft_loss(logits: Logits, teacher: Logits, batch: Batch, weights: Weights) -> torch.Tensor:
    """Mean over the texts of what a teacher teaches."""
    total = torch.zeros((), device=batch.ids.device)
    warmth = weights.temperature
    for own, other in zip(logits[:2], teacher[:2], strict=True):
        own = own.float().masked_fill(~batch.open, _SHUT) / warmth
        other = other.float().masked_fill(~batch.open, _SHUT) / warmth
        divergence = functional.kl_div(
            torch.log_softmax(own, -1), torch.log_softmax(other, -1), reduction="none",
            log_target=True,
        )  # fmt: skip
        total = total + warmth**2 * divergence.masked_fill(~batch.open, 0.0).sum() / 2
    inside = batch.open.clone()
    inside[:, 0] = False
    each = functional.binary_cross_entropy_with_logits(
        logits[2].float(), teacher[2].float().sigmoid(), reduction="none"
    )
    per_text = (each * inside).sum(-1) / inside.sum(-1).clamp(min=1)
    return (total + weights.evidence * per_text.sum()) / len(batch.lengths)
