"""Packed examples and the file that holds them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.reader.packed import MAX_TOKENS, Tokens, joined, load, save

counts = st.integers(0, 383)
shares = st.integers(1, 8).map(lambda number: number / 8)
packed = st.builds(
    Tokens,
    ids=st.lists(st.integers(0, 65535), min_size=3, max_size=40).map(
        lambda ids: np.array(ids, np.uint16)
    ),
    second=counts,
    first=counts,
    spans=st.lists(st.tuples(counts, counts, shares), max_size=4).map(tuple),
    sentences=st.lists(st.tuples(counts, counts, st.booleans()), max_size=4).map(tuple),
    group=st.integers(-1, 2**31 - 1),
    source=st.integers(0, 255),
    document=st.integers(-1, 2**31 - 1),
)


def same(one, other):
    return np.array_equal(one.ids, other.ids) and all(
        getattr(one, name) == getattr(other, name)
        for name in ("second", "first", "spans", "sentences", "group", "source", "document")
    )


@given(st.lists(packed, max_size=5))
def test_what_is_loaded_is_what_was_saved(tmp_path_factory, examples):
    path = tmp_path_factory.mktemp("packed") / "examples.npz"
    save(path, examples, ["a", "b"])
    stored = load(path)
    assert len(stored) == len(examples)
    assert all(same(one, other) for one, other in zip(stored, examples, strict=True))
    assert all(type(mark) is bool for one in stored for *_, mark in one.sentences)
    with np.load(path) as arrays:
        assert arrays["names"].tolist() == ["a", "b"]


def ids(number, begin=1000):
    return np.arange(begin, begin + number, dtype=np.uint16)


def test_the_layout():
    made, second, first = joined(ids(2), ids(3, 2000), ids(4, 3000), cls=101, sep=102)
    expected = [101, 1000, 1001, 102, 2000, 2001, 2002, 3000, 3001, 3002, 3003, 102]
    assert made.tolist() == expected
    assert (second, first) == (4, 7)
    assert made.dtype == np.uint16


@pytest.mark.parametrize("text", [100, 400, 1000])
def test_long_questions_and_texts_are_cut(text):
    made, second, first = joined(ids(90), ids(24, 2000), ids(text, 3000), cls=101, sep=102)
    assert (second, first) == (66, 90)
    assert len(made) == min(MAX_TOKENS, 91 + text)
    assert made[-1] == 102
    assert made[first] == 3000
