"""Two tiny random models in one folder: which passages are read twice, and what comes of it."""

import shutil

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import qa.readers.loading
from qa.errors import ReaderError
from qa.readers.loading import load_reader
from qa.readers.manifest import MODEL_FILE, SECOND_FILE, TOKENIZER_FILE
from qa.readers.onnx import OnnxReader
from qa.readers.protocol import Reading, ScoredSentence, ScoredSpan
from qa.readers.second_reading import SecondReading, in_doubt, mixed
from tests.qa.readers.tiny_models import WORDS, hit, save_model
from training.reader.export import export, write_manifest

QUESTION = "where is the red dog ?"
TEXTS = [" ".join(WORDS[start : start + 9]) for start in range(8)]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """``first`` and ``other`` hold one model each, ``both`` holds the two."""
    place = tmp_path_factory.mktemp("two")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    export(save_model(place / "a", window=512, scale=4), place / "first", "fp32")
    export(save_model(place / "b", window=512, scale=3), place / "other", "fp32")
    torch.set_num_threads(threads)
    shutil.copytree(place / "first", place / "both")
    shutil.copyfile(place / "other" / MODEL_FILE, place / "both" / SECOND_FILE)
    write_manifest(place / "both", (MODEL_FILE, SECOND_FILE, TOKENIZER_FILE))
    return place


def by_place(reading, number):
    return {(s.start, s.end): s.score for s in reading.spans if s.hit == number}


def test_passages_in_doubt_are_scored_by_both_and_the_others_by_the_first(folders):
    hits = [hit(text) for text in TEXTS]
    first, other, both = (
        OnnxReader(folders / name).read(QUESTION, hits) for name in ("first", "other", "both")
    )
    again = in_doubt(first, hits)
    assert 0 < len(again) < len(hits)
    for number in range(len(hits)):
        scores, own = by_place(both, number), by_place(first, number)
        if number not in again:
            assert scores == own
            continue
        assert scores != own
        second = by_place(other, number)
        shared = scores.keys() & own.keys() & second.keys()
        assert shared
        for place in shared:
            low, high = sorted((own[place], second[place]))
            assert low - 1e-4 <= scores[place] <= high + 1e-4


def test_without_the_larger_model_nothing_changes(folders):
    hits = [hit(text) for text in TEXTS]
    small, first = OnnxReader(folders / "both", small=True), OnnxReader(folders / "first")
    assert small.read(QUESTION, hits) == first.read(QUESTION, hits)
    assert small.fingerprint == first.fingerprint
    assert OnnxReader(folders / "both").fingerprint != first.fingerprint


def test_small_stands_for_the_shipped_reader_without_the_larger_model(folders, monkeypatch):
    monkeypatch.setattr(qa.readers.loading, "SHIPPED_READER", folders / "both")
    assert load_reader("small").fingerprint == OnnxReader(folders / "first").fingerprint
    assert load_reader().fingerprint == OnnxReader(folders / "both").fingerprint


def test_one_worker_gives_the_same_as_many(folders):
    hits = [hit(text) for text in TEXTS]
    one, many = (OnnxReader(folders / "both", workers=number) for number in (1, 3))
    assert one.read(QUESTION, hits) == many.read(QUESTION, hits)


def test_nothing_to_read_gives_nothing(folders):
    assert OnnxReader(folders / "both").read(QUESTION, []) == Reading((), ())


def test_a_changed_larger_model_is_told_and_the_smaller_reads_without_it(folders, tmp_path):
    copied = shutil.copytree(folders / "both", tmp_path / "both")
    data = bytearray((copied / SECOND_FILE).read_bytes())
    data[len(data) // 2] ^= 1
    (copied / SECOND_FILE).write_bytes(data)
    with pytest.raises(ReaderError, match="SHA-256 differs") as raised:
        OnnxReader(copied)
    assert str(copied / SECOND_FILE) in str(raised.value)
    assert OnnxReader(copied, small=True).read(QUESTION, [hit(TEXTS[0])]).spans
    (copied / SECOND_FILE).unlink()
    with pytest.raises(ReaderError, match="missing"):
        OnnxReader(copied)


# -- which passages


def reading(spans, sentences=()):
    return Reading(
        tuple(ScoredSpan(number, 0, 3, score) for number, score in spans),
        tuple(ScoredSentence(number, 0, 9, score) for number, score in sentences),
    )


def test_the_best_spans_and_the_best_sentence_are_read_again():
    hits = [hit(text) for text in TEXTS]
    spans = [(0, 1.0), (1, 4.0), (2, 3.0), (3, -2.0)]
    settings = SecondReading(passages=3, sure_score=12.0)
    assert in_doubt(reading(spans, [(5, 6.0), (1, 2.0)]), hits, settings) == [1, 5, 2]
    assert in_doubt(reading(spans, [(1, 6.0), (5, 2.0)]), hits, settings) == [1, 2, 0]


def test_a_clear_case_is_read_once():
    hits = [hit(text) for text in TEXTS]
    settings = SecondReading(sure_score=12.0, sure_lead=6.0)
    assert in_doubt(reading([(0, 15.0), (1, 2.0)], [(0, 3.0)]), hits, settings) == []
    assert in_doubt(reading([(0, 15.0), (1, 11.0)], [(0, 3.0)]), hits, settings) != []
    assert in_doubt(reading([(0, 11.0), (1, 2.0)], [(0, 3.0)]), hits, settings) != []
    assert in_doubt(reading([(0, 15.0)]), hits, settings) == []


@given(
    st.lists(st.tuples(st.integers(0, 7), st.floats(-20, 20)), max_size=30),
    st.lists(st.tuples(st.integers(0, 7), st.floats(-20, 20)), max_size=30),
)
def test_few_passages_are_chosen_each_once_and_the_best_among_them(spans, sentences):
    hits = [hit(text) for text in TEXTS]
    chosen = in_doubt(reading(spans, sentences), hits)
    assert len(chosen) == len(set(chosen)) <= 3
    assert set(chosen) <= {number for number, _ in [*spans, *sentences]}
    if chosen and spans:
        best = max(score for _, score in spans)
        assert (chosen[0], best) in spans
    if not chosen:
        assert not [*spans, *sentences] or max(score for _, score in spans) > 0


# -- the average


def test_a_head_that_the_larger_model_lacks_is_the_smaller_ones():
    heads = [np.full(4, value, np.float32) for value in (0.0, 1.0, 2.0)]
    larger = [np.full(4, value, np.float32) for value in (1.0, 1.0)]
    starts, ends, evidence = mixed(heads, larger, SecondReading(share=0.25))
    assert starts[0] == pytest.approx(0.25)
    assert ends[0] == pytest.approx(1.0)
    assert np.array_equal(evidence, heads[2])
    assert starts.dtype == np.float32


def test_spans_and_sentences_have_shares_of_their_own():
    heads, larger = ([np.full(4, value, np.float32)] * 3 for value in (0.0, 1.0))
    mixture = mixed(heads, larger, SecondReading(share=0.5, sentence_share=0.25))
    assert [float(head[0]) for head in mixture] == [0.5, 0.5, 0.25]
