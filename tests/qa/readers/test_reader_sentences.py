"""Scores of sentences, computed by hand."""

import math

import numpy as np
import pytest

from index.values import Document, Passage, Span, document_id
from qa.readers.protocol import ScoredSpan
from qa.readers.sentences import sentences_of_spans, sentences_of_tokens
from qa.readers.windows import Window
from qa.retriever import Hit

TEXT = "Before. One two. Three."
DOCUMENT = Document(document_id(TEXT), TEXT, "t", ("t",))
# The passage begins at 8: offsets of tokens count from there.
HIT = Hit(Passage(1, DOCUMENT.id, 8, 23, (Span(8, 16), Span(17, 23))), DOCUMENT, 1.0, 0.5, 0.5)
OFFSETS = ((0, 3), (4, 7), (7, 8), (9, 14), (14, 15))


def window(tokens, passage=0, before=2):
    """A window of some of the passage's tokens, after the first token and the question's."""
    offsets = [(0, 1)] * before + [OFFSETS[number] for number in tokens]
    inside = np.array([False] * before + [True] * len(tokens))
    return Window(passage, [0] * len(offsets), [0] * len(offsets), inside, offsets)


def logits(*values, before=2):
    return np.array([99.0] * before + list(values) + [7.0], np.float32)  # padded


def scores(sentences):
    return [(one.hit, one.start, one.end, pytest.approx(one.score)) for one in sentences]


def test_a_sentence_has_the_mean_of_its_tokens():
    read = [(window(range(5)), logits(1.0, 2.0, 6.0, -1.0, -3.0))]
    assert scores(sentences_of_tokens(read, [HIT])) == [(0, 8, 16, 3.0), (0, 17, 23, -2.0)]


def test_a_sentence_of_two_windows_counts_where_most_of_it_stands():
    read = [(window([3, 4]), logits(4.0, 4.0)), (window([0, 1, 2, 3]), logits(1.0, 1.0, 1.0, 9.0))]
    assert scores(sentences_of_tokens(read, [HIT])) == [(0, 8, 16, 1.0), (0, 17, 23, 4.0)]


def test_sentences_come_in_the_order_of_the_passages():
    read = [(window(range(5), passage=n), logits(*[float(n)] * 5)) for n in (1, 0)]
    assert [one.hit for one in sentences_of_tokens(read, [HIT, HIT])] == [0, 0, 1, 1]
    assert sentences_of_tokens([(window([]), logits())], [HIT]) == []


def test_spans_give_a_sentence_their_summed_odds():
    spans = [ScoredSpan(0, 8, 11, 1.0), ScoredSpan(0, 12, 20, 0.0), ScoredSpan(1, 8, 11, 9.0)]
    first, second, *_ = sentences_of_spans(spans, [HIT, HIT])
    assert first.score == pytest.approx(math.log(math.e + 1))
    assert second.score == pytest.approx(0.0)
    assert [one.score for one in sentences_of_spans([], [HIT])] == [-20.0, -20.0]


def test_extreme_spans_do_not_overflow():
    spans = [ScoredSpan(0, 8, 11, 1e6), ScoredSpan(0, 17, 20, -1e6)]
    assert [one.score for one in sentences_of_spans(spans, [HIT])] == [60.0, -20.0]
