import math

import numpy as np
import pytest

from index.values import Document, Passage, Span, document_id
from qa.confidence import CalibrationError
from qa.retriever import Hit
from qa.sentence_reader import MAX_SENTENCES, SentenceReader, SentenceWeights, sentence_features
from tests.fakes import WordEmbedder

WEIGHTS = SentenceWeights(bias=-1.0, cosine=2.0, overlap=3.0, passage=0.5)


def hit(text, sentences, score=1.0, number=1):
    document = Document(document_id(text), text, "t", ("t",))
    passage = Passage(number, document.id, sentences[0].start, sentences[-1].end, tuple(sentences))
    return Hit(passage, document, score, 0.0, 0.0)


def split(text):
    """Sentences that end with a full stop and a space."""
    spans, start = [], 0
    for part in text.split(". "):
        spans.append(Span(start, start + len(part) + (not part.endswith("."))))
        start += len(part) + 2
    return spans


TEXT = "The tide rose. The tide fell. Rain stopped."


def test_overlap_weighs_rare_terms_more():
    # Terms asked: tide and rain ("the" and "did" are common). Of 3 sentences 2 hold tide, 1 rain:
    # tide ln(1 + 3/3) = ln 2, rain ln(1 + 3/2) = ln 2.5. Their sum is ln 5.
    _, features = sentence_features(
        "Did the tide rain", [hit(TEXT, split(TEXT))], WordEmbedder(512)
    )
    overlaps = [overlap for _, overlap, _ in features]
    tide, rain = math.log(2) / math.log(5), math.log(2.5) / math.log(5)
    assert overlaps == pytest.approx([tide, tide, rain])


def test_terms_are_stemmed_and_unknown_ones_count_against():
    # "tides" is tide, in 2 of 3: ln 2. "zebra" in none: ln(1 + 3/1) = ln 4. Share ln 2 / ln 8.
    _, features = sentence_features("tides zebra", [hit(TEXT, split(TEXT))], WordEmbedder(512))
    assert [overlap for _, overlap, _ in features] == pytest.approx([1 / 3, 1 / 3, 0])


@pytest.mark.parametrize("question", ["Who is the", "?!"])
def test_a_question_of_common_words_overlaps_nothing(question):
    _, features = sentence_features(question, [hit(TEXT, split(TEXT))], WordEmbedder(512))
    assert [overlap for _, overlap, _ in features] == [0.0, 0.0, 0.0]


def test_score_is_the_weighted_sum_and_spans_come_best_first():
    embedder = WordEmbedder(512)
    one = hit(TEXT, split(TEXT), score=0.8)
    spans = SentenceReader(embedder, WEIGHTS).read("rain", [one])
    assert next(TEXT[s.start : s.end] for s in spans) == "Rain stopped."
    assert [s.score for s in spans] == sorted((s.score for s in spans), reverse=True)
    # "rain" is (1, 1), "Rain stopped." (1, 1, 1, 1): cosine 2 / (sqrt 2 * 2) = 1 / sqrt 2.
    assert len({0, *map(embedder.component, ("rain", "stopped", "."))}) == 4
    assert spans[0].score == pytest.approx(-1 + 2 / math.sqrt(2) + 3 * 1 + 0.5 * 0.8, abs=1e-5)
    assert {(s.start, s.end) for s in spans} == {(s.start, s.end) for s in split(TEXT)}


def test_a_sentence_in_two_passages_is_read_once_for_the_better_one():
    first, second, third = split(TEXT)
    hits = [hit(TEXT, [first, second], 0.9), hit(TEXT, [second, third], 0.4, number=2)]
    embedder = WordEmbedder(512)
    places, features = sentence_features("tide", hits, embedder)
    assert places == [(0, first), (0, second), (1, third)]
    assert [passage for _, _, passage in features] == [0.9, 0.9, 0.4]
    assert embedder.embedded == ["The tide rose.", "The tide fell.", "Rain stopped."]


def test_the_same_offsets_of_another_document_are_another_sentence():
    other = "The kite rose."
    hits = [hit(TEXT, split(TEXT)[:1]), hit(other, split(other))]
    places, _ = sentence_features("tide", hits, WordEmbedder(512))
    assert places == [(0, Span(0, 14)), (1, Span(0, 14))]


def test_sentences_of_lower_passages_beyond_the_cap_are_not_read():
    text = "Go. " * (MAX_SENTENCES + 10)
    spans = [Span(4 * i, 4 * i + 3) for i in range(MAX_SENTENCES + 10)]
    hits = [hit(text, spans[:30]), hit(text, spans[30:], number=2)]
    places, features = sentence_features("go", hits, WordEmbedder(512))
    assert [span for _, span in places] == spans[:MAX_SENTENCES]
    assert len(features) == MAX_SENTENCES == 48


def test_no_hits_give_no_spans():
    embedder = WordEmbedder()
    assert SentenceReader(embedder, WEIGHTS).read("tide", []) == []
    assert embedder.calls == 0


def test_sentences_are_read_as_they_stand():
    text = "E\u0301te\u0301 😀.\r\n\u00a0Next\u00ad one."
    spans = [Span(0, 8), Span(11, len(text))]
    embedder = WordEmbedder(512)
    SentenceReader(embedder, WEIGHTS).read("été", [hit(text, spans)])
    assert embedder.embedded == [text[0:8], text[11:]]


def test_the_fingerprint_follows_weights_and_embedder(tmp_path):
    reader = SentenceReader(WordEmbedder(), WEIGHTS)
    others = [
        SentenceReader(WordEmbedder(32), WEIGHTS),
        *(
            SentenceReader(WordEmbedder(), SentenceWeights(*values))
            for values in np.array([-1.0, 2.0, 3.0, 0.5]) + np.eye(4)
        ),
    ]
    assert reader.fingerprint == SentenceReader(WordEmbedder(), WEIGHTS).fingerprint
    assert len({reader.fingerprint, *(one.fingerprint for one in others)}) == 6
    path = tmp_path / "reader.json"
    path.write_text('{"bias": -1.0, "cosine": 2.0, "overlap": 3.0, "passage": 0.5}')
    assert SentenceWeights.load(path) == WEIGHTS


@pytest.mark.parametrize("content", ["", "[]", '{"bias": 1}', '{"bias": "x"}', None])
def test_weights_that_cannot_be_read_are_named(tmp_path, content):
    path = tmp_path / "reader.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(CalibrationError, match=r"reader\.json: not weights"):
        SentenceWeights.load(path)
