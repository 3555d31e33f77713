"""Hard negatives from a small made-up pool, with a small random encoder."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.tiny_readers import CPU, bert_config, two_heads
from training.reader.hard_negatives import _holds, hard_negatives, unit_vectors
from training.reader.pool_file import Flat, Pool

pytestmark = pytest.mark.usefixtures("one_thread")

ANSWER = [50, 51]
PASSAGES = [
    [10, 11, 12, 13],  # the question's own document
    [20, 21, *ANSWER, 22],  # holds the answer
    [50, 20, 51, 21],  # the answer's words, but not in a row
    [30, 31],
    [32, 33, 34],
    [35, 36, 37, 38],
    [39, 40, 41, 42, 43],
]
ENCODER = two_heads(bert_config()).eval()


def pool(with_lead=False, candidates=(0, 1, 2), scores=(3.0, 2.0, 1.0), answers=(*ANSWER, 0)):
    row = np.full((1, 30), -1, np.int32)
    row[0, : len(candidates)] = candidates
    bm25 = np.zeros((1, 30), np.float32)
    bm25[0, : len(candidates)] = scores
    return Pool(
        passages=Flat.of(PASSAGES),
        sentences=Flat.of([[0, 2, 2, len(ids)] for ids in PASSAGES]),
        leads=Flat.of([[60 + number, 99] for number in range(len(PASSAGES))]),
        documents=np.arange(len(PASSAGES), dtype=np.int32),
        questions=Flat.of([[70, 71, 72]]),
        answers=Flat.of([list(answers)]),
        own=np.array([0], np.int32),
        groups=np.array([17], np.int32),
        asked_of=np.array([23], np.int32),
        with_lead=np.array([with_lead]),
        sources=np.array([4], np.uint8),
        candidates=row,
        bm25=bm25,
    )


def passages_of(negatives):
    return sorted(PASSAGES.index(one.ids[one.first : -1].tolist()) for one in negatives)


def chosen(made, each=1, seeds=range(30)):
    return {
        number
        for seed in seeds
        for number in passages_of(hard_negatives(made, ENCODER, CPU, each, seed))
    }


def test_neither_the_own_document_nor_a_passage_with_the_answer():
    assert chosen(pool()) == {2, 3, 4, 5, 6}
    assert passages_of(hard_negatives(pool(), ENCODER, CPU, 5, 0)) == [2, 3, 4, 5, 6]
    assert passages_of(hard_negatives(pool(), ENCODER, CPU, 9, 0)) == [2, 3, 4, 5, 6]


def test_all_answers_count():
    assert chosen(pool(answers=(*ANSWER, 0, 33, 34, 0, 39, 0))) == {2, 3, 5}


def test_a_document_may_be_searched_though_the_own_one_is_not():
    assert 0 in chosen(replace(pool(), own=np.array([-1], np.int32)))


def test_only_the_five_best_by_cosine_and_terms_are_drawn_from():
    def own_unknown(candidates, scores):
        made = pool(candidates=candidates, scores=scores, answers=())
        return replace(made, own=np.array([-1], np.int32))

    made = own_unknown((), ())
    vectors = unit_vectors(ENCODER, made.passages.rows(), CPU)
    (question,) = unit_vectors(ENCODER, made.questions.rows(), CPU)
    cosines = (vectors @ question).tolist()
    order = sorted(range(7), key=lambda number: -cosines[number])
    assert chosen(made) == set(order[:5])
    # Terms lift the last two, the second one by half as much.
    lifted = own_unknown((order[6], order[5]), (2.0, 1.0))
    fused = list(cosines)
    fused[order[6]] += 0.5
    fused[order[5]] += 0.25
    best = sorted(range(7), key=lambda number: -fused[number])[:5]
    assert set(best) != set(order[:5])
    assert chosen(lifted) == set(best)


def test_leads_are_read_only_where_the_question_is_read_with_them():
    for negative in hard_negatives(pool(), ENCODER, CPU, 5, 0):
        assert negative.first == negative.second == 5
    for negative in hard_negatives(pool(with_lead=True), ENCODER, CPU, 5, 0):
        (number,) = passages_of([negative])
        assert negative.ids[5:7].tolist() == [60 + number, 99]
        assert (negative.second, negative.first) == (5, 7)


def test_what_a_negative_teaches():
    for negative in hard_negatives(pool(), ENCODER, CPU, 5, 0):
        assert negative.ids[:5].tolist() == [101, 70, 71, 72, 102]
        assert negative.spans == ((0, 0, 1.0),)
        assert (negative.group, negative.source, negative.document) == (17, 4, 23)
        assert not any(mark for *_, mark in negative.sentences)
        edges = [edge for start, end, _ in negative.sentences for edge in (start, end)]
        assert edges[0] == negative.first
        assert edges[-1] == len(negative.ids) - 1
    (short,) = [
        one for one in hard_negatives(pool(), ENCODER, CPU, 5, 0) if passages_of([one]) == [3]
    ]
    assert len(short.sentences) == 1  # the second one has no tokens


def test_vectors_are_means_of_length_one_in_the_order_given(monkeypatch):
    rows = [np.array(ids, np.uint16) for ids in PASSAGES]
    whole = unit_vectors(ENCODER, rows, CPU)
    monkeypatch.setattr("training.reader.hard_negatives._ROWS", 2)
    assert torch.allclose(unit_vectors(ENCODER, rows, CPU), whole, atol=1e-6)
    for row, vector in zip(rows, whole, strict=True):
        ids = torch.tensor([[101, *row.tolist(), 102]])
        length = torch.tensor([ids.shape[1]])
        mean = ENCODER.hidden(ids, length, length)[0].mean(0)
        assert torch.allclose(vector, mean / mean.norm(), atol=1e-6)


def test_vectors_in_bfloat16_are_nearly_the_same():
    rows = [np.array(ids, np.uint16) for ids in PASSAGES]
    exact, rounded = (unit_vectors(ENCODER, rows, CPU, bf16=bf16) for bf16 in (False, True))
    assert not torch.equal(exact, rounded)
    assert ((exact * rounded).sum(-1) > 0.999).all()
    assert torch.allclose(rounded.norm(dim=-1), torch.ones(len(rows)), atol=1e-5)


def test_no_question_gives_no_negative():
    empty = replace(
        pool(), questions=Flat.of([]), answers=Flat.of([]), candidates=np.zeros((0, 30), np.int32)
    )
    assert hard_negatives(empty, ENCODER, CPU, 2, 0) == []


small = st.lists(st.sampled_from([1, 2, 256, 257, 258, 513]), max_size=8)
"""Ids whose bytes also read as other ids where a search begins in the middle of one."""


@settings(max_examples=200)
@given(small, small.filter(bool))
def test_an_answer_in_a_passage_is_a_run_of_whole_ids(passage, answer):
    runs = [passage[i : i + len(answer)] for i in range(len(passage))]
    stored, wanted = (np.array(ids, np.uint16).tobytes() for ids in (passage, answer))
    assert _holds(stored, wanted) == (answer in runs)
