from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.values import Document, Passage, Span, document_id
from qa.answering.evidence_choice import (
    MAX_SENTENCES,
    EvidenceSettings,
    chosen,
    ranked_sentences,
)
from qa.readers.protocol import ScoredSentence
from qa.retriever import Hit

TEXT = " ".join(f"Sentence {i:02d} here." for i in range(12))
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
    return numbers(chosen(ranked_sentences(scored(*pairs), hits(), 0.0), settings))


ALONE = EvidenceSettings(0.0, 0.0, 0.0, -9.0)


def test_sentences_are_ranked_with_their_passages():
    read = scored((0, 1.0), (1, 0.5)) + scored((1, 2.0), (2, 1.5), hit=1)
    # The second passage is 0.5 below the best one: at a weight of 2 its sentences lose 1.
    ranked = ranked_sentences(read, hits(1.0, 0.5), 2.0)
    assert [(n, one.score) for n, one in zip(numbers(ranked), ranked, strict=True)] == [
        (0, 1.0), (1, 1.0), (2, 0.5),
    ]  # fmt: skip
    assert [one.head for one in ranked] == [1.0, 2.0, 1.5]
    assert ranked_sentences([], [], 2.0) == []


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
    text = "The same. Other. The same."
    document = Document(document_id(text), text, "t", ("t",))
    spans = (Span(0, 9), Span(10, 16), Span(17, 26))
    hit = Hit(Passage(1, document.id, 0, len(text), spans), document, 1.0, 0.5, 0.5)
    read = [ScoredSentence(0, s.start, s.end, 1.0) for s in spans]
    ranked = ranked_sentences(read, [hit], 0.0)
    settings = replace(ALONE, neighbour_margin=9.0, margin=9.0)
    assert [one.span.start for one in chosen(ranked, settings)] == [0, 10]


@given(
    st.dictionaries(st.integers(0, 11), st.floats(-9, 9), max_size=12),
    st.floats(0, 9),
    st.floats(0, 9),
    st.floats(-9, 9),
)
def test_one_to_four_distinct_sentences_best_first(scores, margin, neighbour, least):
    settings = EvidenceSettings(0.0, margin, neighbour, least)
    ranked = ranked_sentences(scored(*scores.items()), hits(), 0.0)
    result = chosen(ranked, settings)
    assert len(result) <= MAX_SENTENCES
    assert bool(result) == bool(scores)
    assert result[:1] == ranked[:1]
    assert [one.score for one in result] == sorted((o.score for o in result), reverse=True)
    assert len({one.span for one in result}) == len(result)
    assert all(TEXT[one.span.start : one.span.end].endswith("here.") for one in result)
