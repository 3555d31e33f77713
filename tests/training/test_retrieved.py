"""Hard negatives from a corpus whose rankings follow from shared words."""

import random

import pytest

from index.values import Span
from tests.fakes import WordEmbedder
from training.reader import retrieved
from training.reader.examples import Example
from training.reader.retrieved import retrieved_negatives


@pytest.fixture(autouse=True)
def embedder(monkeypatch):
    monkeypatch.setattr(retrieved, "load_embedder", lambda: WordEmbedder(512, 128))


QUESTION = "Where does the big old copper bell hang over snowy Dover?"
OWN = "The big old copper bell does hang in the north tower over snowy Dover."
SHARED = ["bell", "Dover", "copper", "hang", "snowy", "old", "big"]
OTHER = ["Kittens", "chase", "yellow", "butterflies", "through", "quiet", "gardens", "every"]
WRONG = [" ".join(OTHER[shared:] + SHARED[:shared]) + " morning." for shared in range(7)]
"""Each shares a word more with the question than the one before."""
HOLDERS = [
    "A big old copper bell does hang over snowy Dover: the North tower!",
    "Where does the big old copper bell hang over snowy Dover? North Tower.",
]


def example(text=OWN, answer="the north tower", question=QUESTION):
    start = text.index(answer)
    spans = (Span(start, start + len(answer)),)
    return Example(question, text, spans, (answer,), "set", "set:0")


def drawn(texts, seeds=range(12), one=None):
    """Passages drawn for one question, over many draws."""
    asked = [one or example()] * len(seeds)
    return [one for (one,) in retrieved_negatives(asked, texts, random.Random(0))]


def test_one_of_the_five_best_that_hold_no_answer():
    made = drawn([OWN, *WRONG, *HOLDERS], range(60))
    assert {one.text for one in made} == set(WRONG[2:])
    assert len(made) == 60
    for one in made:
        assert (one.question, one.golds) == (QUESTION, ())
        assert (one.answers, one.key) == (("the north tower",), "set:0")


def test_a_question_without_a_wrong_passage_has_none():
    asked = [example()]
    assert retrieved_negatives(asked, [OWN, *HOLDERS], random.Random(0)) == [[]]
    other = example("Snow fell in May.", "May", "When did snow fall?")
    first, second = retrieved_negatives(
        [example(), other], [OWN, *HOLDERS, other.text], random.Random(0)
    )
    assert [(one.question, one.text) for one in first] == [(QUESTION, other.text)]
    assert all(one.text in (OWN, *HOLDERS) for one in second)


def test_several_for_one_question_are_different():
    asked = [example()] * 20
    texts = [OWN, *WRONG, *HOLDERS]
    for made in retrieved_negatives(asked, texts, random.Random(0), each=3):
        assert len(made) == len({one.text for one in made}) == 3
        assert {one.text for one in made} <= set(WRONG[2:])
    (few,) = retrieved_negatives([example()], [OWN, *WRONG[:2]], random.Random(0), each=3)
    assert {one.text for one in few} == set(WRONG[:2])


def test_no_passage_of_the_own_paragraph_is_a_negative():
    tail = " ".join(f"Old bell {n} does hang over Dover." for n in range(60))
    own = f"{OWN} {tail}"
    made = drawn([own, WRONG[1], WRONG[5]], range(30), example(own))
    assert {one.text for one in made} == {WRONG[1], WRONG[5]}


def test_the_seed_decides_and_the_index_can_be_kept(tmp_path):
    asked = [example()] * 20
    texts = [OWN, *WRONG]
    one = retrieved_negatives(asked, texts, random.Random(3), tmp_path / "kept")
    assert any((tmp_path / "kept").iterdir())
    again = retrieved_negatives(asked, texts, random.Random(3), tmp_path / "kept")
    other = retrieved_negatives(asked, texts, random.Random(4), tmp_path / "kept")
    assert one == again != other
