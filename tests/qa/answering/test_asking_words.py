"""Words whose absence from documents says nothing about them."""

import pytest

from qa.answering.asking_words import without_asking_words


@pytest.mark.parametrize(
    "word", ["longest", "Best", "worse", "biggest", "earlier", "largest", "clause", "Sections"]
)
def test_words_of_measure_and_for_parts_are_left_out(word):
    assert without_asking_words([word, "zebra"], f"Which zebra {word}?") == ("zebra",)


def test_an_adjective_is_left_out_behind_how():
    assert without_asking_words(["long"], "How long is it?") == ()
    assert without_asking_words(["long"], "Who has a long beard?") == ("long",)


@pytest.mark.parametrize("word", ["forest", "interest", "counter", "table", "subsidy", "causes"])
def test_other_words_are_kept(word):
    assert without_asking_words([word], f"Which {word}?") == (word,)
