"""The loss against arithmetic by hand, on made-up logits."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from training.reader.encode import Encoded
from training.reader.loss import mean_loss

CPU = torch.device("cpu")
ONE = Encoded(np.array([2, 9, 3, 7, 8, 3], np.int32), 3, ((3, 4, 0.75), (4, 4, 0.25)))
NONE = Encoded(np.array([2, 9, 9, 3, 6, 7, 8, 3], np.int32), 4, ((0, 0, 1.0),))


class Fixed:
    """A model with given logits that records its inputs."""

    def __init__(self, starts, ends):
        self._logits = (torch.tensor(starts), torch.tensor(ends))

    def __call__(self, **given):
        self.given = {name: value.tolist() for name, value in given.items()}
        return SimpleNamespace(start_logits=self._logits[0], end_logits=self._logits[1])


def logits():
    return np.random.default_rng(2).normal(size=(2, 2, 8)).astype(np.float32)


def loss_of(model, any_annotator=True):
    return float(mean_loss(model, [ONE, NONE], CPU, any_annotator=any_annotator))


def chances(given, row, places):
    """Of each start and end, over the text and the first token."""
    return [
        {place: np.exp(side[row, place]) / sum(np.exp(side[row, places])) for place in places}
        for side in given
    ]


def test_the_loss_is_of_the_answers_of_all_annotators_together():
    given = logits()
    starts, ends = chances(given, 0, [0, 3, 4])
    answer = 0.75 * starts[3] * ends[4] + 0.25 * starts[4] * ends[4]
    starts, ends = chances(given, 1, [0, 4, 5, 6])
    nothing = starts[0] * ends[0]
    # mean of two examples, per start and per end
    expected = -(np.log(answer) + np.log(nothing)) / 2 / 2
    assert loss_of(Fixed(*given)) == pytest.approx(float(expected), rel=1e-5)


def test_the_loss_can_be_cross_entropy_against_the_annotators_shares():
    given = logits()
    starts, ends = chances(given, 0, [0, 3, 4])
    answer = 0.75 * np.log(starts[3]) + 0.25 * np.log(starts[4]) + np.log(ends[4])
    starts, ends = chances(given, 1, [0, 4, 5, 6])
    expected = -(answer + np.log(starts[0]) + np.log(ends[0])) / 2 / 2
    assert loss_of(Fixed(*given), any_annotator=False) == pytest.approx(float(expected), rel=1e-5)


def test_logits_of_question_separators_and_padding_do_not_matter():
    given = logits()
    before = loss_of(Fixed(*given))
    changed = given.copy()
    changed[:, 0, [1, 2, 5, 6, 7]] = 50.0
    changed[:, 1, [1, 2, 3, 7]] = 50.0
    assert loss_of(Fixed(*changed)) == pytest.approx(before, rel=1e-6)
    for row, place in ((0, 0), (0, 3), (0, 4), (1, 0), (1, 4), (1, 5), (1, 6)):
        changed = given.copy()
        changed[0, row, place] += 1
        assert loss_of(Fixed(*changed)) != pytest.approx(before, rel=1e-3)


def test_examples_are_padded_to_the_longest():
    model = Fixed(*logits())
    loss_of(model)
    assert model.given == {
        "input_ids": [[2, 9, 3, 7, 8, 3, 0, 0], [2, 9, 9, 3, 6, 7, 8, 3]],
        "attention_mask": [[1, 1, 1, 1, 1, 1, 0, 0], [1] * 8],
        "token_type_ids": [[0, 0, 0, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1]],
    }


def log_odds(given, row, spans, text):
    """Of some spans of a text, and of all of it, against no answer; as odds."""
    starts, ends = np.exp(given[:, row].astype(float))
    nothing = starts[0] * ends[0]
    some = sum(share * starts[first] * ends[last] for first, last, share in spans)
    return some / nothing, starts[text].sum() * ends[text].sum() / nothing


@pytest.mark.parametrize("weight", [0.5, 2.0])
def test_texts_of_a_group_share_one_softmax(weight):
    given = logits()
    together = [replace(ONE, group=4), replace(NONE, group=4)]
    gold, all_of_one = log_odds(given, 0, ONE.spans, [3, 4])
    _, all_of_none = log_odds(given, 1, (), [4, 5, 6])
    alone = loss_of(Fixed(*given))
    expected = alone - weight * np.log(gold / (1 + all_of_one + all_of_none)) / 2 / 2
    found = float(mean_loss(Fixed(*given), together, CPU, together=weight))
    assert found == pytest.approx(float(expected), rel=1e-5)


def test_a_group_without_an_answer_should_say_nothing():
    given = logits()
    given[:, 0], one = given[:, 1], replace(NONE, group=0)
    _, every = log_odds(given, 1, (), [4, 5, 6])
    alone = float(mean_loss(Fixed(*given), [NONE, NONE], CPU))
    expected = alone + 2.0 * np.log(1 + 2 * every) / 2 / 2
    found = float(mean_loss(Fixed(*given), [one, one], CPU, together=2.0))
    assert found == pytest.approx(float(expected), rel=1e-5)


def test_groups_side_by_side_are_two():
    given = logits()
    one, two = (float(mean_loss(Fixed(*given), [replace(ONE, group=a), replace(NONE, group=b)],
                                CPU, together=1.0)) for a, b in ((1, 1), (1, 2)))  # fmt: skip
    assert one != pytest.approx(two, rel=1e-3)
    gold, all_of_one = log_odds(given, 0, ONE.spans, [3, 4])
    _, all_of_none = log_odds(given, 1, (), [4, 5, 6])
    apart = -np.log(gold / (1 + all_of_one)) + np.log(1 + all_of_none)
    assert two == pytest.approx(float(loss_of(Fixed(*given)) + apart / 2 / 2), rel=1e-5)


def test_without_weight_groups_do_not_matter():
    given = logits()
    together = [replace(ONE, group=4), replace(NONE, group=4)]
    assert float(mean_loss(Fixed(*given), together, CPU)) == loss_of(Fixed(*given))
