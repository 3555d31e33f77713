"""Losses of the two heads, against annotations and against a teacher.

Spans: for each text the likelihood of the annotators' spans, or of no answer at the first token;
and the same over all texts read for one question together (Clark and Gardner, 2018, section 3.1),
as in ``training.reader.loss``. Sentences: the mean of a sentence's token logits classifies it as
marked or not. A pupil learns its teacher's softened distributions of starts and ends, and the
evidence of each token (Hinton et al., 2015).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn import functional

from training.reader.on_device import Batch

__all__ = ["Logits", "Weights", "hard_loss", "sentence_means", "soft_loss"]

Logits = tuple[torch.Tensor, torch.Tensor, torch.Tensor]
"""Starts, ends and evidence, each of shape (texts, tokens)."""

_SHUT = -1e4


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the parts of the loss; the spans of a single text weigh 1.

    Attributes:
        together: Of the spans over all texts read for one question.
        evidence: Of the sentences.
        hard: Of the annotations in a pupil's loss.
        soft: Of the teacher in a pupil's loss.
        temperature: Softens the distributions of teacher and pupil.
    """

    together: float = 2.0
    evidence: float = 1.5
    hard: float = 0.4
    soft: float = 1.0
    temperature: float = 2.0


def hard_loss(logits: Logits, batch: Batch, weights: Weights) -> torch.Tensor:
    """Return the loss against annotations, averaged over the texts."""
    starts, ends = (side.float().masked_fill(~batch.open, _SHUT) for side in logits[:2])
    start_likelihood = torch.log_softmax(starts, dim=-1).gather(1, batch.starts)
    end_likelihood = torch.log_softmax(ends, dim=-1).gather(1, batch.ends)
    shares = batch.shares.clamp(min=1e-9).log().masked_fill(batch.shares == 0, _SHUT)
    likelihood = torch.logsumexp(start_likelihood + end_likelihood + shares, dim=-1)
    total = -torch.where(batch.knows_answer, likelihood, 0.0).sum() / 2
    total = total + weights.together * _together(starts, ends, shares, batch) / 2
    total = total + weights.evidence * _evidence(logits[2], batch)
    return total / len(batch.lengths)


def _together(
    starts: torch.Tensor, ends: torch.Tensor, shares: torch.Tensor, batch: Batch
) -> torch.Tensor:
    """Sum the negative log-likelihoods of the right spans, or of no answer, over the groups.

    Args:
        starts: Start logits, closed outside the texts.
        ends: End logits, closed outside the texts.
        shares: Logarithms of the annotators' shares.
        batch: Answers and groups.
    """
    nothing = starts[:, 0] + ends[:, 0]
    # Log-odds of all spans of a text against its "no answer", as if any end fitted any start.
    every = torch.logsumexp(starts[:, 1:], -1) + torch.logsumexp(ends[:, 1:], -1) - nothing
    scores = starts.gather(1, batch.starts) + ends.gather(1, batch.ends)
    golds = torch.logsumexp(scores + shares, dim=-1) - nothing
    answered = (batch.starts[:, 0] > 0) & batch.knows_answer
    count, index = batch.groups, batch.group
    # Where unknown words of one text answer, spans of the other texts cannot be compared with them.
    unknown = _sum(count, index, (~batch.knows_answer).float()) > 0
    whole = _logsumexp(count, index, every, extra=True)
    right = _logsumexp(count, index, golds.masked_fill(~answered, _SHUT))
    has_right = _sum(count, index, answered.float()) > 0
    loss = whole - torch.where(has_right, right, 0.0)
    # The last entry gathers the texts read alone.
    return torch.where(unknown, 0.0, loss)[:count].sum()


def _sum(count: int, index: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    """Sum by group."""
    return torch.zeros(count + 1, device=values.device).index_add(0, index, values)


def _logsumexp(
    count: int, index: torch.Tensor, values: torch.Tensor, *, extra: bool = False
) -> torch.Tensor:
    """Sum exponentials by group and take the logarithm; ``extra`` adds a value 0 to each group."""
    top = torch.full((count + 1,), 0.0 if extra else _SHUT, device=values.device)
    top = top.scatter_reduce(0, index, values.detach(), "amax", include_self=True)
    total = torch.zeros_like(top).index_add(0, index, (values - top[index]).exp())
    if extra:
        total = total + (-top).exp()
    return total.clamp(min=1e-30).log() + top


def sentence_means(evidence: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Average the logits of each sentence, shape (texts, sentences + 1); column 0 is none."""
    zeros = torch.zeros(batch.marked.shape, device=evidence.device)
    sums = zeros.scatter_add(1, batch.sentence, evidence.float())
    counts = zeros.scatter_add(1, batch.sentence, torch.ones_like(evidence, dtype=torch.float32))
    return sums / counts.clamp(min=1)


def _evidence(evidence: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Average the loss over the sentences of each text and sum over the texts."""
    each = functional.binary_cross_entropy_with_logits(
        sentence_means(evidence, batch), batch.marked.float(), reduction="none"
    )
    counts = batch.has_sentence.sum(-1).clamp(min=1)
    return ((each * batch.has_sentence).sum(-1) / counts).sum()


def soft_loss(logits: Logits, teacher: Logits, batch: Batch, weights: Weights) -> torch.Tensor:
    """Return the loss against a teacher, averaged over the texts."""
    total = torch.zeros((), device=batch.ids.device)
    temperature = weights.temperature
    for pupil_side, teacher_side in zip(logits[:2], teacher[:2], strict=True):
        pupil, target = (
            torch.log_softmax(side.float().masked_fill(~batch.open, _SHUT) / temperature, -1)
            for side in (pupil_side, teacher_side)
        )
        divergence = functional.kl_div(pupil, target, reduction="none", log_target=True)
        total = total + temperature**2 * divergence.masked_fill(~batch.open, 0.0).sum() / 2
    inside = batch.open.clone()
    inside[:, 0] = False
    each = functional.binary_cross_entropy_with_logits(
        logits[2].float(), teacher[2].float().sigmoid(), reduction="none"
    )
    per_text = (each * inside).sum(-1) / inside.sum(-1).clamp(min=1)
    return (total + weights.evidence * per_text.sum()) / len(batch.lengths)
