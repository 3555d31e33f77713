"""The two heads of the shipped reader: words, and sentences that explain."""

import pytest

from index.text.sentences import sentence_spans
from index.values import Document, Passage, document_id
from qa.readers.loading import load_reader
from qa.retriever import Hit

TEXT = (
    "The harbour office moved to Quay Street in 1998. The old building had been flooded twice, so "
    "the council refused to insure it any longer. Visitors pay two crowns."
)


def hit(text):
    document = Document(document_id(text), text, "", ("t",))
    passage = Passage(1, document.id, 0, len(text), tuple(sentence_spans(text)))
    return Hit(passage, document, 1.0, 1.0, 1.0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "answer"),
    [("When did the harbour office move?", "1998"), ("How much do visitors pay?", "two crowns")],
)
def test_it_finds_the_words(question, answer):
    best = load_reader().read(question, [hit(TEXT)]).spans[0]
    assert TEXT[best.start : best.end] == answer
    assert best.score > 0


@pytest.mark.slow
def test_a_question_about_something_else_scores_below_no_answer():
    reading = load_reader().read("Who won the chess tournament?", [hit(TEXT)])
    assert reading.spans[0].score < 0
    assert all(sentence.score < 0 for sentence in reading.sentences)


@pytest.mark.slow
def test_its_second_head_prefers_the_sentence_that_explains():
    sentences = load_reader().read("Why did the harbour office move?", [hit(TEXT)]).sentences
    best = max(sentences, key=lambda sentence: sentence.score)
    assert TEXT[best.start : best.end].startswith("The old building had been flooded twice")
    assert len(sentences) == 3
