from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Document, Passage, Span, document_id
from qa.answering.evidence_choice import (
    MAX_SENTENCES,
    EvidenceSettings,
    chosen,
    ranked_sentences,
    with_announced,
    with_neighbour,
)
from qa.answering.question_words import QuestionWord, QuestionWords
from qa.readers.protocol import ScoredSentence
from qa.retriever import Hit
from tests.qa.answering.structured import document as structured
from tests.qa.answering.structured import hit_of

TEXT = " ".join(f"Sentence {i:02d} here." for i in range(12))
FLAT = -1e4  # so far below that all scores stay as they are
WIDTH = len("Sentence 00 here. ")
SPANS = tuple(Span(i * WIDTH, (i + 1) * WIDTH - 1) for i in range(12))
DOCUMENT = Document(document_id(TEXT), TEXT, "t", ("t",))


def hits(*scores, document=DOCUMENT):
    passage = Passage(1, document.id, 0, len(TEXT), SPANS)
    return [Hit(passage, document, score, 0.5, 0.5) for score in scores or (1.0,)]


def scored(*pairs, hit=0):
    return [ScoredSentence(hit, SPANS[n].start, SPANS[n].end, score) for n, score in pairs]


def numbers(sentences):
    return [one.span.start // WIDTH for one in sentences]


def picked(settings, *pairs):
    return numbers(chosen(ranked_sentences(scored(*pairs), hits(), ALONE), settings))


ALONE = EvidenceSettings(0.0, 0.0, 0.0, -9.0, floor=FLAT)
FLAT_SCORES = replace(ALONE, floor=-1.0)


def test_sentences_are_ranked_with_their_passages():
    read = scored((0, 1.0), (1, 0.5)) + scored((1, 2.0), (2, 1.5), hit=1)
    # The second passage is 0.5 below the best one: at a weight of 2 its sentences lose 1.
    ranked = ranked_sentences(read, hits(1.0, 0.5), replace(ALONE, retrieval_weight=2.0))
    assert [(n, one.score) for n, one in zip(numbers(ranked), ranked, strict=True)] == [
        (0, 1.0), (1, 1.0), (2, 0.5),
    ]  # fmt: skip
    assert [one.head for one in ranked] == [1.0, 2.0, 1.5]
    assert ranked_sentences([], [], ALONE) == []


def test_the_best_sentence_alone_and_others_within_the_margin():
    pairs = (0, 1.0), (4, 2.0), (8, 1.5), (10, 0.9)
    assert picked(ALONE, *pairs) == [4]
    assert picked(replace(ALONE, margin=1.0), *pairs) == [4, 8, 0]


def test_a_neighbour_has_a_margin_of_its_own():
    pairs = (3, 0.1), (4, 2.0), (8, 0.1)
    assert picked(replace(ALONE, neighbour_margin=2.0), *pairs) == [4, 3]


def test_no_further_sentence_below_the_least():
    pairs = (4, -1.0), (5, -1.1), (6, -1.2)
    assert picked(replace(ALONE, margin=9.0, neighbour_margin=9.0, least=-1.15), *pairs) == [4, 5]
    assert picked(replace(ALONE, least=5.0), *pairs) == [4]


def test_the_same_words_are_chosen_once():
    text = "The same. Quite other. The same."
    document = Document(document_id(text), text, "t", ("t",))
    spans = (Span(0, 9), Span(10, 22), Span(23, 32))
    hit = Hit(Passage(1, document.id, 0, len(text), spans), document, 1.0, 0.5, 0.5)
    read = [ScoredSentence(0, s.start, s.end, 1.0) for s in spans]
    ranked = ranked_sentences(read, [hit], ALONE)
    settings = replace(ALONE, neighbour_margin=9.0, margin=9.0)
    assert [one.span.start for one in chosen(ranked, settings)] == [0, 10]


def test_a_lone_sentence_gets_its_better_neighbour_if_that_is_near_the_top():
    def neighbours(*pairs):
        ranked = ranked_sentences(scored(*pairs), hits(), ALONE)
        return numbers(with_neighbour(chosen(ranked, ALONE), ranked))

    assert neighbours((4, 2.0), (3, -5.0), (5, -4.0)) == [4, 5]
    assert neighbours((4, 2.0), (8, 0.0), (9, -1.0), (5, -4.0)) == [4, 5]
    assert neighbours((4, 2.0), (8, 0.0), (9, -1.0), (1, -2.0), (5, -4.0)) == [4]
    ranked = ranked_sentences(scored((4, 2.0), (8, 2.0), (5, 1.0)), hits(), ALONE)
    assert with_neighbour(ranked[:2], ranked) == tuple(ranked[:2])
    assert with_neighbour([], []) == ()


def test_far_below_zero_the_words_of_the_question_decide():
    words = QuestionWords(
        (
            QuestionWord("07", ("07",), 1, 2.0, True, False),
            QuestionWord("quorm", ("quorm",), 0, 1.0, False, False),
        )
    )

    def ranked(settings, *pairs):
        return ranked_sentences(scored(*pairs), hits(), settings, words)

    unsure = (4, -5.0), (7, -6.0)
    assert numbers(ranked(ALONE, *unsure)) == [4, 7]
    by_words = replace(FLAT_SCORES, word_weight=0.6)
    assert numbers(ranked(by_words, *unsure)) == [7, 4]
    best, _ = ranked(by_words, *unsure)
    assert best.score == pytest.approx(-1.0 + 0.6 * 2 / 3, abs=0.01)
    assert best.head == -6.0
    sure = (4, 5.0), (7, 4.0)
    assert numbers(ranked(by_words, *sure)) == [4, 7]


def test_headings_and_numbers_are_no_evidence_beside_sentences():
    source = structured(
        ("heading", "Why it leaks", 1, ""), ("paragraph", "7.", 0, ""),
        ("paragraph", "The roof has two holes.", 0, ""),
    )  # fmt: skip
    hit = hit_of(source)
    read = [ScoredSentence(0, s.start, s.end, 9.0 - n) for n, s in enumerate(hit.passage.sentences)]
    ranked = ranked_sentences(read, [hit], ALONE)
    assert [source.text[s.span.start : s.span.end] for s in ranked] == ["The roof has two holes."]
    assert len(ranked_sentences(read[:1], [hit], ALONE)) == 1


def test_what_a_sentence_announces_comes_with_it():
    text = "It leaks. There were two causes. One is wind. One is rain. It was mended."
    source = structured(("paragraph", text, 0, ""))
    hit = hit_of(source)
    heads = (0.0, 5.0, -3.0, -4.0, -5.0)
    read = [
        ScoredSentence(0, s.start, s.end, head)
        for s, head in zip(hit.passage.sentences, heads, strict=True)
    ]
    ranked = ranked_sentences(read, [hit], ALONE)
    shown = with_announced(ranked[:1], ranked)
    assert [source.text[s.span.start : s.span.end] for s in shown] == [
        "There were two causes.", "One is wind.", "One is rain.",
    ]  # fmt: skip
    first = [s for s in ranked if s.head == 0.0]  # "It leaks."
    assert with_announced(first, ranked) == tuple(first)
    assert with_announced([], ranked) == ()


@given(
    st.dictionaries(st.integers(0, 11), st.floats(-9, 9), max_size=12),
    st.floats(0, 9),
    st.floats(0, 9),
    st.floats(-9, 9),
)
def test_one_to_four_distinct_sentences_best_first(scores, margin, neighbour, least):
    settings = EvidenceSettings(0.0, margin, neighbour, least, floor=FLAT)
    ranked = ranked_sentences(scored(*scores.items()), hits(), settings)
    result = chosen(ranked, settings)
    assert len(result) <= MAX_SENTENCES
    assert bool(result) == bool(scores)
    assert result[:1] == ranked[:1]
    assert [one.score for one in result] == sorted((o.score for o in result), reverse=True)
    assert len({one.span for one in result}) == len(result)
    assert all(TEXT[one.span.start : one.span.end].endswith("here.") for one in result)
