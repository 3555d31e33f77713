"""The losses of the two heads against arithmetic by hand and against the older loss."""

import math
import random
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from tests.training.tiny_readers import CPU, random_tokens, tokens
from training.reader.encode import Encoded
from training.reader.loss import mean_loss
from training.reader.on_device import Examples
from training.reader.two_losses import Weights, hard_loss, sentence_means, soft_loss

pytestmark = pytest.mark.usefixtures("one_thread")

SPANS_ONLY = Weights(together=0.0, evidence=0.0)
# Two tokens of text, at 3 and 4; a batch is padded to 8.
ANSWERED = tokens([101, 7, 102, 8, 9, 102], [(3, 4, 0.75), (4, 4, 0.25)])
EMPTY = tokens([101, 7, 102, 8, 9, 102], [(0, 0, 1.0)])
UNKNOWN = tokens([101, 7, 102, 8, 9, 102], [], [(3, 4, True), (4, 5, False)])


def grouped(*examples):
    return [replace(example, group=1) for example in examples]


def batch_of(*examples):
    return Examples(examples, CPU).batch(range(len(examples)))


def random_logits(batch, seed=0):
    rng = torch.Generator().manual_seed(seed)
    return tuple(torch.randn(batch.ids.shape, generator=rng) for _ in range(3))


def side(zero, three, four):
    """Logits of the open positions; others are large and must not matter."""
    return torch.tensor([[zero, 50.0, 50.0, three, four, 50.0, 50.0, 50.0]])


def log_share(value, *values):
    return value - math.log(sum(map(math.exp, values)))


def test_the_loss_of_one_text_by_hand():
    starts, ends, evidence = side(1.0, 2.0, 0.5), side(0.0, -1.0, 3.0), side(0, 0, 0)
    batch = batch_of(ANSWERED)
    first = log_share(2.0, 1.0, 2.0, 0.5) + log_share(3.0, 0.0, -1.0, 3.0)
    second = log_share(0.5, 1.0, 2.0, 0.5) + log_share(3.0, 0.0, -1.0, 3.0)
    wanted = -math.log(0.75 * math.exp(first) + 0.25 * math.exp(second)) / 2
    loss = hard_loss((starts, ends, evidence), batch, SPANS_ONLY)
    assert float(loss) == pytest.approx(wanted, rel=1e-5)
    nothing = -(log_share(1.0, 1.0, 2.0, 0.5) + log_share(0.0, 0.0, -1.0, 3.0)) / 2
    loss = hard_loss((starts, ends, evidence), batch_of(EMPTY), SPANS_ONLY)
    assert float(loss) == pytest.approx(nothing, rel=1e-5)


def test_the_loss_of_texts_read_together_by_hand():
    batch = batch_of(*grouped(ANSWERED, EMPTY))
    starts = torch.cat([side(1.0, 2.0, 0.5), side(0.3, 1.5, -2.0)])
    ends = torch.cat([side(0.0, -1.0, 3.0), side(0.2, 0.7, 0.1)])
    logits = (starts, ends, torch.zeros(2, 8))
    alone = hard_loss(logits, batch, SPANS_ONLY)
    together = hard_loss(logits, batch, Weights(together=3.0, evidence=0.0)) - alone
    odds = []
    for row in range(2):
        nothing = starts[row, 0] + ends[row, 0]
        odds += [
            float(starts[row, start] + ends[row, end] - nothing)
            for start in (3, 4)
            for end in (3, 4)
        ]
    right = math.log(0.75 * math.exp(odds[1]) + 0.25 * math.exp(odds[3]))
    whole = math.log(1 + sum(map(math.exp, odds)))
    assert float(together) == pytest.approx(3.0 * (whole - right) / 2 / 2, rel=1e-4)


def test_nothing_is_right_of_texts_none_of_which_answers():
    batch = batch_of(*grouped(EMPTY, EMPTY))
    logits = (torch.zeros(2, 8), torch.zeros(2, 8), torch.zeros(2, 8))
    alone = hard_loss(logits, batch, SPANS_ONLY)
    together = hard_loss(logits, batch, Weights(together=1.0, evidence=0.0)) - alone
    # Eight spans and "no answer", all equally probable.
    assert float(together) == pytest.approx(math.log(9) / 2 / 2, rel=1e-5)


def test_a_group_with_an_unknown_answer_adds_nothing_together():
    for examples, adds in (
        (grouped(ANSWERED, EMPTY, UNKNOWN), False),
        (grouped(ANSWERED, EMPTY, EMPTY), True),
        ([ANSWERED, EMPTY, EMPTY], False),
    ):
        batch = batch_of(*examples)
        logits = random_logits(batch)
        alone = hard_loss(logits, batch, SPANS_ONLY)
        together = hard_loss(logits, batch, replace(SPANS_ONLY, together=5.0))
        assert (float(together) != pytest.approx(float(alone), rel=1e-6)) == adds
    # One such group does not silence another.
    batch = batch_of(*grouped(ANSWERED, UNKNOWN), *(replace(e, group=2) for e in [ANSWERED, EMPTY]))
    logits = random_logits(batch)
    alone = hard_loss(logits, batch, SPANS_ONLY)
    assert hard_loss(logits, batch, replace(SPANS_ONLY, together=5.0)) > alone + 0.01


def test_a_text_with_unknown_words_adds_its_sentences_only():
    batch = batch_of(UNKNOWN)
    logits = random_logits(batch)
    assert float(hard_loss(logits, batch, Weights(evidence=0.0))) == 0
    assert float(hard_loss(logits, batch, Weights(evidence=1.0))) > 0


def test_sentences_are_scored_by_the_mean_of_their_tokens():
    example = tokens([101, 7, 102, 8, 9, 10, 11, 102], [], [(3, 6, True), (6, 7, False)])
    batch = batch_of(example, UNKNOWN)
    evidence = torch.tensor([[9.0, 9, 9, 1, 2, 6, -1, 9], [9.0, 9, 9, 0.5, -2, 9, 9, 9]])
    means = sentence_means(evidence, batch)
    assert means[:, 1:].tolist() == [[3.0, -1.0], [0.5, -2.0]]
    logits = (torch.zeros(2, 8), torch.zeros(2, 8), evidence)

    def softplus(value):
        return math.log(1 + math.exp(value))

    wanted = (softplus(-3.0) + softplus(-1.0)) / 2 + (softplus(-0.5) + softplus(-2.0)) / 2
    assert float(hard_loss(logits, batch, Weights(evidence=1.5))) == pytest.approx(
        1.5 * wanted / 2, rel=1e-5
    )


def old_loss(examples, logits, together):
    encoded = [
        Encoded(example.ids.astype(np.int32), example.first, example.spans, group=example.group)
        for example in examples
    ]
    width = max(len(example.ids) for example in examples)

    def model(**given):
        return SimpleNamespace(start_logits=logits[0][:, :width], end_logits=logits[1][:, :width])

    return float(mean_loss(model, encoded, CPU, together=together))


@pytest.mark.parametrize("seed", range(5))
def test_the_spans_are_taught_as_by_the_older_loss(seed):
    rng = random.Random(seed)
    examples = [random_tokens(rng) for _ in range(12)]
    examples = [example for example in examples if example.spans]
    batch = batch_of(*examples)
    logits = random_logits(batch, seed)
    wanted = old_loss(examples, logits, 0.0)
    assert float(hard_loss(logits, batch, SPANS_ONLY)) == pytest.approx(wanted, rel=1e-5)
    pairs = [replace(example, group=row // 2) for row, example in enumerate(examples)]
    pairs = pairs[: len(pairs) // 2 * 2]
    batch = batch_of(*pairs)
    logits = random_logits(batch, seed)
    wanted = old_loss(pairs, logits, 2.0)
    loss = hard_loss(logits, batch, Weights(together=2.0, evidence=0.0))
    assert float(loss) == pytest.approx(wanted, rel=1e-5)


def test_gradients_are_finite_and_reach_open_positions_only():
    batch = batch_of(*grouped(ANSWERED, EMPTY), UNKNOWN)
    logits = [part.requires_grad_() for part in random_logits(batch)]
    hard_loss(tuple(logits), batch, Weights()).backward()
    for part in logits[:2]:
        assert torch.isfinite(part.grad).all()
        assert not part.grad[~batch.open].any()
        assert part.grad[:2][batch.open[:2]].all()
    assert not logits[2].grad[batch.sentence == 0].any()
    assert logits[2].grad[batch.sentence > 0].all()


def test_a_pupil_equal_to_its_teacher_has_no_divergence_and_no_gradient():
    batch = batch_of(ANSWERED, UNKNOWN)
    teacher = random_logits(batch)
    pupil = [part.clone().requires_grad_() for part in teacher]
    loss = soft_loss(tuple(pupil), teacher, batch, Weights(evidence=0.0))
    assert loss.item() == pytest.approx(0.0, abs=1e-6)
    soft_loss(tuple(pupil), teacher, batch, Weights()).backward()
    for part in pupil:
        assert part.grad.abs().max() < 1e-6
    # Constants do not matter to distributions, differences do.
    moved = (teacher[0] + 3.0, teacher[1] - 2.0, teacher[2])
    assert float(soft_loss(moved, teacher, batch, Weights(evidence=0.0))) < 1e-6
    other = (teacher[0].flip(1), teacher[1], teacher[2])
    assert float(soft_loss(other, teacher, batch, Weights(evidence=0.0))) > 0.01


def test_the_loss_against_a_teacher_by_hand():
    batch = batch_of(ANSWERED)
    pupil = (side(1.0, 2.0, 0.5), side(0.0, 0.0, 0.0), side(0.0, 0.4, -1.0))
    teacher = (side(0.0, 3.0, 1.0), side(0.0, 0.0, 0.0), side(0.0, 2.0, -0.5))
    own = [log_share(value / 2, 0.5, 1.0, 0.25) for value in (1.0, 2.0, 0.5)]
    other = [log_share(value / 2, 0.0, 1.5, 0.5) for value in (0.0, 3.0, 1.0)]
    divergence = sum(math.exp(t) * (t - p) for p, t in zip(own, other, strict=True))
    loss = soft_loss(pupil, teacher, batch, Weights(evidence=0.0, temperature=2.0))
    assert float(loss) == pytest.approx(4 * divergence / 2, rel=1e-5)

    def cross_entropy(logit, target):
        chance = 1 / (1 + math.exp(-target))
        return math.log(1 + math.exp(logit)) - chance * logit

    wanted = (cross_entropy(0.4, 2.0) + cross_entropy(-1.0, -0.5)) / 2
    both = soft_loss(pupil, teacher, batch, Weights(evidence=3.0, temperature=2.0))
    assert float(both - loss) == pytest.approx(3 * wanted, rel=1e-5)
