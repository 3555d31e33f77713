"""Corpora of the growth benchmark are ordinary, with real words and real distances."""

import xml.etree.ElementTree as ET
from itertools import pairwise

import numpy as np
import pytest

from benchmarks.indexing.growth.build import build, real_corpus
from benchmarks.indexing.growth.measure import exact_best, measure
from benchmarks.indexing.growth.text import TextMaker
from benchmarks.indexing.growth.vectors import VectorMaker, median_nearest
from benchmarks.tables.growth_chart import growth_svg
from index.corpus import Corpus
from tests.fakes import WordEmbedder

SENTENCES = ["The bell rang twice.", "Snow fell on the harbour.", "The tide rose again at night."]


def test_made_up_text_has_real_word_pairs_and_whole_sentences():
    pairs = set()
    for sentence in SENTENCES:
        words = sentence.split()
        pairs |= set(pairwise(words))
    made = TextMaker(SENTENCES).passages(np.random.default_rng(1), 50, 12)
    assert len({text for text, _ in made}) > 5
    for text, spans in made:
        sentences = [text[s.start : s.end] for s in spans]
        assert " ".join(sentences) == text
        assert len(text.split()) >= 9
        for sentence in sentences:
            words = sentence.split()
            assert words[0] in {"The", "Snow"}
            assert sentence.endswith(".")
            assert set(pairwise(words)) <= pairs


def test_made_up_vectors_are_as_close_as_real_ones():
    rng = np.random.default_rng(2)
    # Points near a few directions, so that being close is not what any two vectors are.
    real = rng.normal(size=(30, 24))[rng.integers(30, size=600)] + rng.normal(size=(600, 24))
    real = (real / np.linalg.norm(real, axis=1, keepdims=True)).astype(np.float32)
    maker = VectorMaker(real, 3_000, rng)
    made = maker.draw(rng, 2_400)
    assert np.linalg.norm(made, axis=1) == pytest.approx(np.ones(2_400), abs=1e-5)
    everything = np.concatenate([real, made])
    assert median_nearest(everything[::7], [everything]) == pytest.approx(maker.median, abs=0.03)


def test_distances_of_more_than_can_be_drawn_are_extrapolated(monkeypatch):
    fitting = {6_000: 0.5, 1_500: 0.4}
    monkeypatch.setattr(VectorMaker, "_fitting", lambda _, __, ___, size: fitting[size])
    real, rng = np.eye(24, dtype=np.float32), np.random.default_rng(2)
    for size, distance in ((6_000, 0.5), (12_000, 0.55), (24_000, 0.6)):
        assert VectorMaker(real, size, rng, drawn_most=6_000)._distance == pytest.approx(distance)


@pytest.mark.slow
def test_a_made_up_corpus_is_an_ordinary_one_and_can_be_measured(tmp_path):
    embedder, rng = WordEmbedder(64), np.random.default_rng(3)
    texts = [(f"Title {i}", f"{SENTENCES[i % 3]} Number {i} stands here.") for i in range(20)]
    real_corpus(tmp_path / "real", embedder, texts)
    real = embedder.embed([text for _, text in texts])
    maker = VectorMaker(real, 150, rng)
    build(tmp_path / "c", embedder, tmp_path / "real", 150, TextMaker(SENTENCES), maker)
    with Corpus(tmp_path / "c", embedder) as corpus:
        corpus.check()
        found = corpus.passages(i for i, _ in corpus.dense_search(real[0], 1_000))
        assert len(found) == 150
        for passage in found.values():
            text = corpus.document(passage.document_id).text
            assert text[passage.start : passage.end].strip()
            assert passage.sentences[-1].end == passage.end
        titles = {one.title for one in corpus.summaries()}
    assert titles > {title for title, _ in texts}
    questions = ["Who rang the bell?", "When fell the snow?"]
    vectors = np.stack([embedder.embed_question(q) for q in questions])
    best = exact_best(tmp_path / "c", embedder, vectors)
    assert [len(one) for one in best] == [10, 10]
    measured = measure(tmp_path / "c", embedder, questions, vectors, best)
    assert measured.passages == 150
    assert measured.recall >= 0.9  # exact, but for the order of equal cosines
    assert measured.peak_mib > measured.mapped_mib > 0
    assert measured.p95.keys() == {"dense", "lexical", "fused"}
    assert all(measured.p95[kind] >= measured.p50[kind] > 0 for kind in measured.p95)


def test_the_chart_is_well_formed():
    p95 = {"dense": [0.4, 9.0], "lexical": [1.0, 30.0], "fused": [2.0, 70.0]}
    root = ET.fromstring(growth_svg([10_000, 1_000_000], p95))
    other = {"dense": [20.0, 40.0], "terms": [50.0, 90.0]}
    drawn = growth_svg([100_000, 1_000_000], other, bar=None)
    assert "terms" in drawn and " ms<" not in drawn
    words = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"dense", "lexical", "fused", "1,000,000", "60 ms"} <= set(words)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}circle"))) == 6
