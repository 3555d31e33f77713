"""Batches of random packed examples against the examples themselves."""

import random
from collections import Counter

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.training.tiny_readers import CPU, random_tokens, tokens
from training.reader.on_device import Examples, batches

pytestmark = pytest.mark.usefixtures("one_thread")


def made(seed, number=60):
    rng = random.Random(seed)
    groups = [rng.choice([-1, -1, -1, 3, 5, 8, 9, 12]) for _ in range(number)]
    stored = [random_tokens(rng, group) for group in groups]
    return stored, Examples(stored, CPU)


@given(st.integers(0, 50), st.lists(st.integers(0, 59), min_size=1, max_size=9, unique=True))
def test_a_batch_holds_its_examples(seed, rows):
    stored, examples = made(seed)
    batch = examples.batch(rows)
    width = batch.ids.shape[1]
    assert width % 8 == 0
    assert width - max(len(stored[row].ids) for row in rows) < 8
    for line, row in enumerate(rows):
        example = stored[row]
        length = len(example.ids)
        ids = example.ids.tolist()
        assert batch.ids[line].tolist() == ids + [0] * (width - length)
        assert int(batch.lengths[line]) == length
        assert int(batch.second[line]) == example.second
        opened = [i for i in range(width) if batch.open[line, i]]
        assert opened == [0, *range(example.first, length - 1)]
        spans = zip(batch.starts[line], batch.ends[line], batch.shares[line], strict=True)
        kept = [(int(s), int(e), float(share)) for s, e, share in spans if share > 0]
        assert sorted(kept) == sorted(example.spans)
        assert bool(batch.knows_answer[line]) == bool(example.spans)
        sentence = [0] * width
        for number, (start, end, mark) in enumerate(example.sentences, 1):
            sentence[start:end] = [number] * (end - start)
            assert bool(batch.marked[line, number]) == mark
        assert batch.sentence[line].tolist() == sentence
        assert int(batch.has_sentence[line].sum()) == len(example.sentences)
        assert not batch.has_sentence[line, 0]
        assert int(batch.flat[line]) == sum(len(one.ids) for one in stored[:row])


@given(st.integers(0, 50), st.lists(st.integers(0, 59), min_size=1, max_size=20, unique=True))
def test_texts_of_a_question_share_a_number_and_others_are_alone(seed, rows):
    stored, examples = made(seed)
    batch = examples.batch(rows)
    members = Counter(stored[row].group for row in rows if stored[row].group >= 0)
    shared = [group for group, number in members.items() if number > 1]
    assert batch.groups == len(shared)
    numbers = {}
    for line, row in enumerate(rows):
        number = int(batch.group[line])
        if stored[row].group in shared:
            assert number < batch.groups
            assert numbers.setdefault(stored[row].group, number) == number
        else:
            assert number == batch.groups
    assert len(set(numbers.values())) == len(shared)


@given(st.integers(0, 50), st.integers(30, 600), st.sets(st.integers(0, 59)))
def test_batches_divide_the_rows_and_tear_no_group(seed, size, rows):
    stored, examples = made(seed)
    divided = batches(examples, sorted(rows), size, random.Random(seed))
    assert sorted(row for batch in divided for row in batch) == sorted(rows)
    for batch in divided:
        groups = {stored[row].group for row in batch}
        whole = {row for row in rows if stored[row].group in groups - {-1}}
        assert whole <= set(batch)
        padded = len(batch) * max(len(stored[row].ids) for row in batch)
        assert padded <= size or len(groups) == 1


def test_nothing_to_divide():
    _, examples = made(1)
    assert batches(examples, [], 100, random.Random(0)) == []


def test_the_order_is_drawn_by_the_seed():
    _, examples = made(1)
    one, same, other = (
        batches(examples, range(60), 100, random.Random(seed)) for seed in (1, 1, 2)
    )
    assert one == same != other


def test_little_is_padding():
    stored, examples = made(1, 400)
    alone = [row for row in range(400) if stored[row].group < 0]
    divided = batches(examples, alone, 400, random.Random(0))
    padded = sum(len(batch) * max(len(stored[row].ids) for row in batch) for batch in divided)
    assert padded < 1.15 * sum(len(stored[row].ids) for row in alone)


def test_the_most_frequent_answers_are_kept():
    spans = [(3 + i, 3 + i, (2 if i == 13 else 1) / 15) for i in range(14)]
    batch = Examples([tokens([101, 7, 102, *range(20, 40), 102], spans)], CPU).batch([0])
    assert int((batch.shares > 0).sum()) == 12
    assert int(batch.starts[0, 0]) == 16


def test_the_last_example_can_be_read_beside_the_longest():
    long = tokens([101, 7, 102, *([5] * 380), 102], [(3, 3, 1.0)])
    short = tokens([101, 7, 102, 6, 102], [(0, 0, 1.0)])
    batch = Examples([long, short], CPU).batch([0, 1])
    assert batch.ids.shape == (2, 384)
    assert torch.equal(batch.ids[1, 5:], torch.zeros(379, dtype=torch.long))
