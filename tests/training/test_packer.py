"""Readings to token ids and targets; tokens are words and punctuation marks."""

import numpy as np
import pytest
from tokenizers import Tokenizer, models

from index.values import Span
from tests.training.tiny_tokens import word_tokenizer
from training.reader.packed import MAX_LEAD_TOKENS, MAX_TOKENS
from training.reader.packer import Packer, touched
from training.reader.readings import Reading

TEXT = "The cat sat. A red dog saw it."
WORDS = ["the", "cat", "sat", "a", "red", "dog", "saw", "it", "who", ".", "?", ":"]
WORDS += map(str, range(40))
SENTENCES = (Span(0, 12), Span(13, 30))
packer = Packer(word_tokenizer(WORDS), ["one", "two"])


def reading(*answers, text=TEXT, known=True, sentences=SENTENCES, marked=(True, False), lead=""):
    golds = tuple(Span(text.index(part), text.index(part) + len(part)) for part in answers)
    return Reading("Who sat?", lead, text, golds, known, sentences, marked, "two")


def words_of(packed, start, end):
    return [[*"PUCS", *WORDS][number] for number in packed.ids[start:end]]


def test_targets_are_the_tokens_of_answers_and_sentences():
    packed = packer.pack(reading("cat", "red dog", "red dog", "dog saw"), 9)
    assert packed.ids[[0, 4, -1]].tolist() == [2, 3, 3]
    assert (packed.second, packed.first, packed.group, packed.source) == (5, 5, 9, 1)
    answers = {" ".join(words_of(packed, s, e + 1)): share for s, e, share in packed.spans}
    assert answers == {"cat": 0.25, "red dog": 0.5, "dog saw": 0.25}
    assert [words_of(packed, start, end) for start, end, _ in packed.sentences] == [
        ["the", "cat", "sat", "."],
        ["a", "red", "dog", "saw", "it", "."],
    ]
    assert [mark for *_, mark in packed.sentences] == [True, False]


def test_an_answer_that_ends_inside_a_token_takes_the_whole_token():
    packed = packer.pack(reading("at sat"))
    ((start, end, _),) = packed.spans
    assert words_of(packed, start, end + 1) == ["cat", "sat"]


def test_a_lead_stands_before_the_text_and_cannot_answer():
    packed = packer.pack(reading("cat", lead="Cat"))
    assert words_of(packed, 0, packed.first) == ["C", "who", "sat", "?", "S", "cat", ":"]
    assert (packed.second, packed.first) == (5, 7)
    assert packed.spans == ((8, 8, 1.0),)
    assert all(start >= packed.first for start, *_ in packed.sentences)


def test_a_long_lead_keeps_its_end():
    lead = packer.lead(" ".join(map(str, range(40))))
    assert len(lead) == MAX_LEAD_TOKENS
    assert lead.tolist() == packer.ids(" ".join(map(str, range(17, 40))) + ":").tolist()
    assert packer.lead("").tolist() == []


def test_no_answer_is_the_first_token():
    assert packer.pack(reading()).spans == ((0, 0, 1.0),)


def test_unknown_words_teach_the_sentences_only():
    packed = packer.pack(reading(known=False))
    assert packed.spans == ()
    assert len(packed.sentences) == 2
    assert packer.pack(reading(known=False, marked=())) is None


def test_sentences_of_which_nothing_is_known_are_left_out():
    assert packer.pack(reading("cat", marked=())).sentences == ()


def test_an_answer_that_is_cut_off_gives_no_example():
    text = "the " * 500 + "cat"
    whole = (Span(0, len(text)),)
    assert packer.pack(reading("cat", text=text, sentences=whole, marked=(True,))) is None
    # The other annotator's is still there.
    packed = packer.pack(reading("cat", "the", text=text, sentences=whole, marked=(True,)))
    assert packed.spans == ((5, 5, 1.0),)
    assert len(packed.ids) == MAX_TOKENS
    assert packed.sentences == ((5, MAX_TOKENS - 1, True),)
    assert packed.ids[-1] == 3


def test_the_last_token_that_fits_may_answer():
    room = MAX_TOKENS - 6
    for before, fits in ((room - 1, True), (room, False)):
        text = "the " * before + "cat"
        packed = packer.pack(reading("cat", text=text, sentences=(), marked=()))
        assert (packed is not None) == fits
    text = "the " * (room - 1) + "cat it"
    packed = packer.pack(reading("cat", text=text, sentences=(), marked=()))
    assert packed.spans == ((MAX_TOKENS - 2, MAX_TOKENS - 2, 1.0),)


def test_tokens_that_share_a_character():
    offsets = [(0, 3), (4, 7), (8, 11)]
    assert touched(offsets, Span(4, 7)) == (1, 1)
    assert touched(offsets, Span(2, 5)) == (0, 1)
    assert touched(offsets, Span(3, 4)) is None


def test_a_tokenizer_without_separators_is_refused():
    with pytest.raises(ValueError, match="SEP"):
        Packer(Tokenizer(models.WordLevel({"[CLS]": 0}, unk_token="[CLS]")), [])


def test_ids_are_of_the_text_alone():
    assert packer.ids("cat").dtype == np.uint16
    assert packer.ids("cat dog").tolist() == [5, 9]
    assert packer.source("one") == 0
