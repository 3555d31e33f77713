"""What the turn before got is not given again easily."""

import pytest

from qa.answer import Citation
from qa.answering.repeats import SAME_ANSWER, SAME_SENTENCE, with_repeats_held_back
from qa.readers.protocol import Reading, ScoredSentence, ScoredSpan
from tests.qa.answering.scripted_parts import hit

TEXT = "The pumps cost 9 crowns and save about 3 crowns of heating a year. Others cost 9 crowns."
PASSAGE = hit(TEXT, 1.0)
FIRST = TEXT.index(" Others")
COST = (TEXT.index("9"), TEXT.index(" and"))
CITED = Citation(PASSAGE.document, 0, FIRST, 0.9, *COST)
WHOLE = Citation(PASSAGE.document, 0, FIRST, 0.9)


def span(words, start=0):
    at = TEXT.index(words, start)
    return ScoredSpan(0, at, at + len(words), 5.0)


def scores(span_, cited):
    reading = with_repeats_held_back(Reading((span_,), ()), [PASSAGE], cited)
    return [scored.score for scored in reading.spans]


@pytest.mark.parametrize("words", ["9 crowns", "cost 9 crowns", "The pumps cost 9 crowns"])
def test_the_same_answer_loses(words):
    assert scores(span(words), (CITED,)) == [5.0 - SAME_ANSWER]


def test_the_same_words_elsewhere_lose():
    assert scores(span("9 crowns", FIRST), (CITED,)) == [5.0 - SAME_ANSWER]


@pytest.mark.parametrize(
    "words", ["3 crowns", "9 crowns and save about 3 crowns of heating a year"]
)
def test_another_answer_keeps_its_score(words):
    assert scores(span(words), (CITED,)) == [5.0]


def test_evidence_marks_no_answer_to_repeat():
    assert scores(span("9 crowns"), (WHOLE,)) == [5.0]


def test_spans_stay_in_the_order_of_their_scores():
    again, other = span("9 crowns"), span("3 crowns")
    reading = with_repeats_held_back(Reading((again, other), ()), [PASSAGE], (CITED,))
    assert [s.start for s in reading.spans] == [other.start, again.start]


def test_the_cited_sentence_loses_and_its_neighbour_does_not():
    sentences = (ScoredSentence(0, 0, FIRST, 2.0), ScoredSentence(0, FIRST + 1, len(TEXT), 1.5))
    reading = with_repeats_held_back(Reading((), sentences), [PASSAGE], (WHOLE,))
    assert [s.score for s in reading.sentences] == [2.0 - SAME_SENTENCE, 1.5]


def test_without_citations_nothing_changes():
    reading = Reading((span("9 crowns"),), ())
    assert with_repeats_held_back(reading, [PASSAGE], ()) is reading
