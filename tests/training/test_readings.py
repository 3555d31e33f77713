"""Texts cut from documents, and what each teaches."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Span
from tests.training.tiny_readers import asked
from tests.training.tiny_tokens import count, word_tokenizer
from training.reader.examples import holds_text
from training.reader.readings import Cutter

SENTENCES = [f"Sentence {name} is about the {name} of the house." for name in
             ("roof", "wall", "door", "floor", "garden", "cellar", "kitchen", "attic")]  # fmt: skip
TEXT = " ".join(SENTENCES)
TABLE = "Prices of the year\n\nItem | Price\nApple | 3.20\nPear | 4.10\nPlum | 5.00"


def cutter(seed=0):
    return Cutter(word_tokenizer(), random.Random(seed))


def marked(reading):
    return [
        reading.text[span.start : span.end]
        for span, mark in zip(reading.sentences, reading.marked, strict=True)
        if mark
    ]


@given(st.integers(0, 7), st.integers(5, 60), st.integers())
def test_a_crop_is_a_run_of_whole_sentences_around_the_answer(number, tokens, seed):
    word = SENTENCES[number].split()[1]
    reading = cutter(seed).around_answer(asked(TEXT, f"about the {word}"), tokens)
    assert reading.text in TEXT
    assert TEXT.index(reading.text) in [TEXT.index(sentence) for sentence in SENTENCES]
    (gold,) = reading.golds
    assert reading.text[gold.start : gold.end] == f"about the {word}"
    assert marked(reading) == [SENTENCES[number]]
    assert reading.answer_known
    # Only the sentence of the answer itself may be longer than allowed.
    assert count(reading.text) <= max(tokens, count(SENTENCES[number]))


def test_a_crop_grows_as_long_as_a_neighbour_fits():
    for seed in range(20):
        reading = cutter(seed).around_answer(asked(TEXT, "about the floor"), 30)
        assert len(reading.sentences) == 3
    starts = {
        cutter(seed).around_answer(asked(TEXT, "about the floor"), 30).text[:14]
        for seed in range(20)
    }
    assert len(starts) == 3


def test_answers_of_other_annotators_that_are_cut_off_are_dropped():
    question = asked(TEXT, "roof", "attic")
    for seed in range(10):
        reading = cutter(seed).around_answer(question, 12)
        (gold,) = reading.golds
        assert reading.text[gold.start : gold.end] in ("roof", "attic")


@pytest.mark.parametrize("answer", [" is about the roof", "house. ", "house. Sentence wall "])
def test_an_answer_with_blanks_at_its_ends_is_in_its_crop(answer):
    reading = cutter().around_answer(asked("A. " + TEXT, answer), 12)
    (gold,) = reading.golds
    assert reading.text[gold.start : gold.end] == answer


def test_an_answer_that_begins_in_the_break_between_two_lines_is_in_its_crop():
    text = "Sentence one.\n\nSentence two stands here.\n\nSentence three."
    reading = cutter().around_answer(asked(text, "\n\nSentence two"), 5)
    (gold,) = reading.golds
    assert reading.text[gold.start : gold.end] == "\n\nSentence two"


def test_marked_evidence_counts_rather_than_the_sentences_of_the_words():
    question = asked(TEXT, "about the door", evidence=(SENTENCES[3], SENTENCES[4]))
    reading = cutter().whole(question, 500)
    assert marked(reading) == SENTENCES[3:5]
    assert len(reading.golds) == 1


def test_evidence_without_words_leaves_the_answer_unknown():
    question = asked(TEXT, evidence=(SENTENCES[3],))
    reading = cutter().around_answer(question, 25)
    assert reading.golds == ()
    assert not reading.answer_known
    assert marked(reading) == [SENTENCES[3]]


def test_a_long_section_of_evidence_gives_a_part_that_fits():
    question = asked(TEXT, evidence=(" ".join(SENTENCES[1:7]),))
    for seed in range(20):
        reading = cutter(seed).around_answer(question, 30)
        assert 1 <= len(reading.sentences) <= 3
        assert marked(reading)
        assert count(reading.text) <= 30


def test_a_document_without_answer_teaches_that_nothing_answers():
    reading = cutter().around_answer(asked(TEXT, is_answered=False), 30)
    assert reading.golds == ()
    assert reading.answer_known
    assert set(reading.marked) == {False}
    assert count(reading.text) <= 30


def test_the_whole_document_unless_it_is_too_long():
    question = asked(TEXT, "about the roof")
    assert cutter().whole(question, count(TEXT)).text == TEXT
    assert cutter().whole(question, count(TEXT) - 1) is None


@given(st.integers(0, 7), st.integers(12, 40), st.integers())
def test_neighbouring_sentences_hold_no_answer_and_no_evidence(number, tokens, seed):
    word = SENTENCES[number].split()[1]
    other = SENTENCES[(number + 2) % 8]
    question = asked(TEXT, f"about the {word}", evidence=(SENTENCES[number], other))
    reading = cutter(seed).beside_answer(question, tokens)
    assert reading is not None
    assert not holds_text(reading.text, question.answers)
    assert other not in reading.text
    assert (reading.golds, reading.answer_known) == ((), True)
    assert set(reading.marked) == {False}


def test_no_neighbours_where_every_sentence_answers_or_says_the_same_words():
    assert cutter().beside_answer(asked("The cat sat.", "cat"), 20) is None
    text = "The cat sat on a mat. The cat, too, saw the red dog."
    assert cutter().beside_answer(asked(text, "cat"), 20) is None
    assert cutter().beside_answer(asked(text, "mat"), 20).text == "The cat, too, saw the red dog."


def test_a_sentence_that_says_the_answer_again_is_no_neighbour():
    text = "The cat sat on a mat. The red dog saw it. A cat was there before."
    for seed in range(20):
        reading = cutter(seed).beside_answer(asked(text, "cat"), 20)
        assert reading.text == "The red dog saw it."


def test_a_scrap_beside_the_answer_is_not_worth_reading():
    text = "The cat sat on a mat. Yes."
    assert cutter().beside_answer(asked(text, "mat"), 40) is None


@given(st.lists(st.sampled_from([*SENTENCES, "Yes.", "A\n\nB c."]), min_size=1), st.integers(1, 40))
def test_passages_cover_the_text_and_do_not_overlap(sentences, tokens):
    text = " ".join(sentences)
    end = 0
    for span, inner in cutter().passages(text, tokens):
        assert not text[end : span.start].strip()
        assert (span.start, span.end) == (inner[0].start, inner[-1].end)
        assert len(inner) == 1 or count(text[span.start : span.end]) <= tokens
        end = span.end
    assert not text[end:].strip()


def test_rows_of_a_table_and_turns_of_a_talk_are_sentences_of_their_own():
    reading = cutter().whole(asked(TABLE, "4.10"), 500)
    parts = [reading.text[span.start : span.end] for span in reading.sentences]
    assert parts[-4:] == ["Item | Price", "Apple | 3.20", "Pear | 4.10", "Plum | 5.00"]
    assert marked(reading) == ["Pear | 4.10"]
    talk = "Ann: are you there\nBen: yes I am\nAnn: then come"
    reading = cutter().whole(asked(talk, "yes"), 500)
    assert marked(reading) == ["Ben: yes I am"]


def test_lines_of_running_text_are_not_torn():
    text = "The cat sat on\na mat and saw\nthe red dog."
    reading = cutter().whole(asked(text, "mat"), 500)
    assert reading.sentences == (Span(0, len(text)),)
