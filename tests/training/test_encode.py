"""Tokens, targets and batches; numbers are counted by eye."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.embedding.model_files import packaged_folder
from index.values import Span
from qa.evaluate import read_squad
from tests.training.tiny_tokens import word_tokenizer
from training.reader.encode import MAX_TOKENS, Encoded, batches, encode
from training.reader.examples import Example, positives

TOKENIZER = word_tokenizer(["the", "cat", "sat", "on", "mat", "who", "where", "?"])
CLS, SEP, THE, CAT, SAT, ON, MAT, WHO = 2, 3, 4, 5, 6, 7, 8, 9
TEXT = "The cat sat on the mat"


def example(*golds, text=TEXT, question="Who sat?"):
    return Example(question, text, tuple(Span(*gold) for gold in golds), (), "set", "set:0")


def test_tokens_of_question_and_text():
    (one,) = encode([example((4, 7))], TOKENIZER)
    assert one.ids.tolist() == [CLS, WHO, SAT, 11, SEP, THE, CAT, SAT, ON, THE, MAT, SEP]
    assert one.ids.dtype == np.int32
    assert one.first == 5
    assert one.spans == ((6, 6, 1.0),)


def test_annotators_share_the_target():
    (one,) = encode([example((4, 7), (0, 7), (4, 7), (4, 11))], TOKENIZER)
    assert one.spans == ((5, 6, 0.25), (6, 6, 0.5), (6, 7, 0.25))


@pytest.mark.parametrize(
    ("gold", "first", "last"),
    [
        ((5, 6), 6, 6),  # a part of a word stands for the word
        ((6, 9), 6, 7),
        ((3, 12), 6, 7),  # white space at the ends is on no token
        ((0, 22), 5, 10),
        ((19, 22), 10, 10),
    ],
)
def test_an_answer_is_on_the_tokens_that_it_touches(gold, first, last):
    (one,) = encode([example(gold)], TOKENIZER)
    assert one.spans == ((first, last, 1.0),)


def test_no_answer_is_the_first_token():
    (one,) = encode([example()], TOKENIZER)
    assert one.spans == ((0, 0, 1.0),)


def test_an_answer_on_no_token_is_left_out_and_others_keep_their_order():
    encoded = encode([example((0, 3)), example((3, 4)), example((8, 11))], TOKENIZER)
    assert [one.spans for one in encoded] == [((5, 5, 1.0),), ((7, 7, 1.0),)]
    (one,) = encode([example((3, 4), (0, 3))], TOKENIZER)
    assert one.spans == ((5, 5, 1.0),)


def word(number):
    """Span of the word with this number in a text of three-letter words."""
    return 4 * number, 4 * number + 3


def test_a_text_too_long_is_cut_and_answers_beyond_are_left_out():
    text = " ".join(["cat"] * 500)
    room = MAX_TOKENS - 6  # [CLS] who sat ? [SEP] ... [SEP]
    long = lambda *golds: encode([example(*golds, text=text)], TOKENIZER)  # noqa: E731
    (one,) = long(word(room - 1))
    assert (len(one.ids), one.ids[-1], one.ids[-2]) == (MAX_TOKENS, SEP, CAT)
    assert one.spans == ((MAX_TOKENS - 2, MAX_TOKENS - 2, 1.0),)
    assert long(word(room)) == []
    assert long((4 * (room - 1), 4 * room + 3)) == []  # its end is cut off
    (one,) = long(word(7), word(room), word(7), word(8))
    assert one.spans == ((5 + 7, 5 + 7, 2 / 3), (5 + 8, 5 + 8, 1 / 3))
    (one,) = long()
    assert one.spans == ((0, 0, 1.0),)


def test_a_question_too_long_is_cut():
    (one,) = encode([example((4, 7), question="who " * 90)], TOKENIZER)
    assert one.first == 66
    assert one.ids.tolist()[:66] == [CLS, *[WHO] * 64, SEP]
    assert one.spans == ((67, 67, 1.0),)


@pytest.mark.model
def test_targets_of_the_base_model_cover_the_answers():
    folder = packaged_folder("all-MiniLM-L6-v2")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    data = Path(__file__).parents[1] / "data" / "squad" / "genghis_khan.json"
    dataset = read_squad(data)
    examples = positives(dataset, dataset.questions)
    encoded = encode(examples, tokenizer)
    assert len(encoded) == len(examples) == 84
    for asked, one in zip(examples, encoded, strict=True):
        offsets = tokenizer.encode(asked.text, add_special_tokens=False).offsets
        found = {
            Span(offsets[first - one.first][0], offsets[last - one.first][1])
            for first, last, _ in one.spans
        }
        assert found == set(asked.golds)
        assert sum(share for *_, share in one.spans) == pytest.approx(1)


def of_lengths(lengths):
    return [Encoded(np.zeros(length, np.int32), 3, ()) for length in lengths]


@given(st.lists(st.integers(1, 50), max_size=200), st.integers(1, 9), st.integers(0, 9))
def test_batches_hold_every_example_once(lengths, size, seed):
    made = batches(of_lengths(lengths), size, random.Random(seed))
    assert sorted(i for batch in made for i in batch) == list(range(len(lengths)))
    assert all(0 < len(batch) <= size for batch in made)
    assert len(made) == -(-len(lengths) // size) or len(lengths) > 64 * size
    assert made == batches(of_lengths(lengths), size, random.Random(seed))


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(0, 4)), max_size=80),
    st.integers(1, 9),
    st.integers(0, 9),
)
def test_groups_are_not_torn(made, size, seed):
    """Each is a length and further examples of the group; without any, it is a single example."""
    examples = [
        replace(one, group=number if more else -1)
        for number, (length, more) in enumerate(made)
        for one in of_lengths([length] * (more + 1))
    ]
    found = batches(examples, size, random.Random(seed))
    assert sorted(i for batch in found for i in batch) == list(range(len(examples)))
    for batch in found:
        assert len(batch) < size + 5
        inside = {examples[i].group for i in batch if examples[i].group >= 0}
        for group in inside:
            members = [i for i in range(len(examples)) if examples[i].group == group]
            at = batch.index(members[0])
            assert batch[at : at + len(members)] == members


def test_groups_are_numbered():
    one, two, three = (example((4, 7), text=TEXT) for _ in range(3))
    given = [one, replace(one, group="a"), replace(two, group="a"), replace(three, group="b")]
    assert [one.group for one in encode(given, TOKENIZER)] == [-1, 0, 0, 1]


def test_examples_of_a_batch_are_of_like_length():
    lengths = random.Random(1).sample(range(300), 300)
    made = batches(of_lengths(lengths), 2, random.Random(0))
    spread = [abs(lengths[a] - lengths[b]) for a, b in made]
    # 300 examples are three times 64 batches or less; sorted, the steps of each add up to less
    # than its range. At random they would be 100 each.
    assert sum(spread) < 3 * 300


def test_batches_come_in_random_order_by_seed():
    examples = of_lengths(range(1, 121))
    one, again, other = (batches(examples, 4, random.Random(seed)) for seed in (0, 0, 1))
    assert one == again != other
    longest = [max(batch) for batch in one]
    assert longest not in (sorted(longest), sorted(longest, reverse=True))
