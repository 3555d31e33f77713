"""Passages of a few documents, and what the product's term index finds for questions."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.tiny_readers import asked
from tests.training.tiny_tokens import word_tokenizer
from training.reader.overlap import WordSequences
from training.reader.packer import Packer
from training.reader.pool import pool_of
from training.reader.pool_file import Flat, load_pool, save_pool
from training.reader.readings import Cutter

TEXTS = {
    "cats": "The cat sat on a mat. A red cat saw it.",
    "boats": "The old harbour has a lighthouse. A ferry calls at noon.",
    "trees": "An oak stands in the garden. The lighthouse is far away.",
}
WORDS = sorted({word for text in TEXTS.values() for word in text.lower().replace(".", "").split()})
WORDS += [".", "?", ":"]


def question(name, words, *answers, lead=""):
    made = asked(TEXTS[name], *answers, lead=lead, document=list(TEXTS).index(name))
    return type(made)(**{**{f: getattr(made, f) for f in made.__slots__}, "question": words})


def make(searched, to_search, held_back=()):
    tokenizer = word_tokenizer(WORDS)
    packer = Packer(tokenizer, ["made"])
    cutter = Cutter(tokenizer, random.Random(0))
    return packer, pool_of({"made": searched}, to_search, packer, cutter, WordSequences(held_back))


def test_term_search_finds_the_passages_that_hold_the_rare_words():
    searched = [question(name, "?", TEXTS[name].split()[1]) for name in TEXTS]
    to_search = [
        (5, 31, question("boats", "Where is the lighthouse?", "harbour", "ferry", "harbour")),
        (8, 32, question("cats", "cat", "mat", lead="Cats")),
    ]
    packer, pool = make(searched, to_search)
    assert pool.documents.tolist() == [0, 1, 2]
    found = [row[row >= 0].tolist() for row in pool.candidates]
    # "the" stands everywhere, the lighthouse in two texts only.
    assert set(found[0][:2]) == {1, 2}
    assert found[1] == [0]
    assert pool.candidates.shape == pool.bm25.shape == (2, 30)
    for scores, passages in zip(pool.bm25, found, strict=True):
        assert (scores[: len(passages)] > 0).all()
        assert (np.diff(scores) <= 0).all()
        assert not scores[len(passages) :].any()
    assert pool.own.tolist() == [1, 0]
    assert pool.groups.tolist() == [5, 8]
    assert pool.asked_of.tolist() == [31, 32]
    assert pool.with_lead.tolist() == [False, True]
    harbour, ferry = packer.ids("harbour ferry").tolist()
    assert pool.answers.rows()[0].tolist() == [harbour, 0, ferry, 0]
    assert pool.questions.rows()[1].tolist() == packer.ids("cat").tolist()


def test_passages_have_their_tokens_sentences_and_leads():
    packer, pool = make([question("cats", "?", "cat", lead="Cats"), question("boats", "?")], [])
    assert [row.tolist() for row in pool.passages.rows()] == [
        packer.ids(TEXTS[name]).tolist() for name in ("cats", "boats")
    ]
    assert pool.sentences.rows()[0].tolist() == [0, 7, 7, 13]
    assert [row.tolist() for row in pool.leads.rows()] == [packer.ids("Cats:").tolist(), []]


def test_a_document_is_cut_once_however_many_questions_it_has():
    _, pool = make([question("cats", "?", "cat"), question("cats", "?", "mat")], [])
    assert len(pool.documents) == 1


def test_passages_that_share_words_with_held_back_texts_are_left_out():
    text = " ".join(f"word{i}" for i in range(13)) + "."
    other = asked(text, "word3")
    _, pool = make([other, question("cats", "?", "cat")], [(0, 0, other)], [text.upper()])
    assert pool.documents.tolist() == [1]
    assert pool.own.tolist() == [0]


def test_the_document_of_a_question_may_be_left_unsearched():
    _, pool = make([question("cats", "?", "cat")], [(0, 0, question("trees", "oak", "oak"))])
    assert pool.own.tolist() == [-1]
    assert (pool.candidates == -1).all()


@pytest.mark.parametrize("to_search", [[], [(2, 7, question("cats", "cat", "mat"))]])
def test_the_file_gives_the_pool_back(tmp_path, to_search):
    _, pool = make([question("cats", "?", "cat"), question("trees", "?")], to_search)
    save_pool(tmp_path / "pool.npz", pool)
    stored = load_pool(tmp_path / "pool.npz")
    for name in pool.__slots__:
        one, other = getattr(pool, name), getattr(stored, name)
        if isinstance(one, Flat):
            assert [row.tolist() for row in one.rows()] == [row.tolist() for row in other.rows()]
        else:
            assert one.dtype == other.dtype
            assert np.array_equal(one, other)


@given(st.lists(st.lists(st.integers(0, 65535), max_size=5), max_size=6))
def test_lists_end_to_end_and_back(rows):
    assert [row.tolist() for row in Flat.of(rows).rows()] == rows
