import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Document, Passage, Span, document_id
from qa.answer import Searched
from qa.answering.candidates import Candidate, Place
from qa.answering.citing import compose, evidence_citations
from qa.answering.confidence import Probabilities, Thresholds
from qa.answering.deciding import decided
from qa.answering.evidence_choice import Sentence
from qa.answering.features import Examined
from qa.answering.question_words import QuestionWords
from qa.retriever import Hit

TEXT = "".join(f"Sentence {i:02d} here. " for i in range(30))
WIDTH = len("Sentence 00 here. ")
DOCUMENT = Document(document_id(TEXT), TEXT, "t", ("t",))


def place(number, score=0.0, document=DOCUMENT):
    """Sentence ``number``, its two digits being the answer."""
    start = number * WIDTH
    sentence = Span(start, start + WIDTH - 1)
    hit = Hit(Passage(number, document.id, start, sentence.end, (sentence,)), document, 1, 1, 1)
    return Place(document, Span(start + 9, start + 11), sentence, score, hit)


def candidate(probability, *places):
    return Candidate(tuple(places), probability)


def made(found, confidence=0.6, threshold=0.5, sentences=(), **options):
    settings = {
        "calibrated": True, "whole_sentences": False, "searched": Searched(1),
        "milliseconds": {"total": 1.0},
    }  # fmt: skip
    known = Examined("other", QuestionWords(()), (), tuple(found), tuple(sentences), ())
    probabilities = Probabilities(confidence, 0.0)
    outcome = decided(known, probabilities, Thresholds(threshold, 1.01))
    return compose("q?", known, outcome, probabilities, **settings | options)


def sentence(number, score, document=DOCUMENT):
    return Sentence(document, place(number).evidence, score, score, 0)


def starts(citations):
    return [citation.start // WIDTH for citation in citations]


def test_found_at_the_threshold_and_declined_below_it():
    found = [candidate(0.5, place(3))]
    assert made(found, 0.5, 0.5).found
    declined = made(found, 0.49, 0.5)
    assert not declined.found
    assert (declined.text, declined.citations, declined.alternatives) == ("", (), ())
    guess = made(found, 0.49, 0.0).citations[0]
    assert (guess.answer_text, declined.guess) == ("03", guess)
    assert made(found, 0.5, 0.5).guess is None
    assert made([], 0.0, 0.5).guess is None
    assert declined.confidence == 0.49
    assert starts(declined.related) == [3]


def test_threshold_0_always_answers():
    assert made([candidate(1e-300, place(3))], 0.0, 0.0).found


def test_nothing_found_is_declined_even_at_threshold_0():
    answer = made([], 0.0, 0.0)
    assert not answer.found
    assert answer.related == ()
    assert answer.score == -math.inf


@pytest.mark.parametrize("confidence", [0.6, 0.4])
def test_the_score_is_that_of_the_best_place_given_or_declined(confidence):
    found = [candidate(0.5, place(7, 1.25), place(3, 1.0)), candidate(0.2, place(4, 0.5))]
    assert made(found, confidence).score == 1.25


def test_a_found_answer_holds_its_span():
    answer = made([candidate(0.5, place(7))])
    (citation,) = answer.citations
    assert answer.text == citation.answer_text == "07"
    assert citation.text == "Sentence 07 here."
    assert citation.start <= citation.answer_start < citation.answer_end <= citation.end
    assert answer.related == ()
    assert answer.milliseconds == {"total": 1.0}


def test_whole_sentences_have_no_answer_span():
    (citation,) = made([candidate(0.5, place(7))], whole_sentences=True).citations
    assert (citation.answer_start, citation.answer_end) == (None, None)
    assert citation.answer_text == "Sentence 07 here."


def test_the_question_is_kept():
    answer = made([candidate(0.5, place(3))], calibrated=False, searched=Searched(4))
    assert (answer.question, answer.asked_as, answer.calibrated) == ("q?", "q?", False)
    assert answer.searched == Searched(4)


def test_citations_are_the_five_best_places_each_sentence_once():
    repeated = Place(DOCUMENT, Span(1, 4), place(0).evidence, 0.9, place(0).hit)
    places = [place(0, 1.0), repeated, *(place(i, 1.0 - i) for i in range(1, 9))]
    assert starts(made([candidate(0.5, *places)]).citations) == [0, 1, 2, 3, 4]


def test_the_same_words_where_they_are_no_answer_are_not_cited():
    places = [place(0, 2), place(1, 2 + math.log(0.011)), place(2, 2 + math.log(0.009))]
    answer = made([candidate(0.5, *places), candidate(0.4, place(4, 1), place(5, -9))])
    assert starts(answer.citations) == [0, 1]
    assert starts(answer.alternatives[0].citations) == [4]


def test_the_same_offsets_in_another_document_are_another_citation():
    other = Document(document_id(TEXT + "!"), TEXT + "!", "u", ("u",))
    citations = made([candidate(0.5, place(0), place(0, document=other))]).citations
    assert [one.document.title for one in citations] == ["t", "u"]


def test_confidence_of_citations_falls_with_their_odds():
    # Of 0.6: exp(0), exp(ln 1/2), exp(ln 1/4) times; a better later place counts as the first.
    places = [place(0, 2), place(1, 2 + math.log(0.5)), place(2, 2 + math.log(0.25)), place(3, 9)]
    shares = [one.confidence for one in made([candidate(0.5, *places)]).citations]
    assert shares == pytest.approx([0.6, 0.3, 0.15, 0.6])


def test_alternatives_are_the_four_next_distinct_answers():
    found = [candidate(0.5 - i / 100, place(i)) for i in range(8)]
    answer = made(found)
    assert [one.text for one in answer.alternatives] == ["01", "02", "03", "04"]
    # 0.6 in the ratio 0.49 : 0.5.
    assert answer.alternatives[0].confidence == pytest.approx(0.6 * 0.49 / 0.5)
    assert answer.alternatives[0].citations[0].confidence == pytest.approx(0.588)
    assert all(0 < one.confidence <= 0.6 for one in answer.alternatives)


def test_alternatives_overlap_no_better_answer_and_are_not_far_below():
    same = Place(DOCUMENT, Span(9, 12), place(0).evidence, 0.0, place(0).hit)
    found = [
        candidate(0.5, place(0)), candidate(0.4, same), candidate(0.1, place(2)),
        candidate(0.09, place(3)),
    ]  # fmt: skip
    assert [one.text for one in made(found).alternatives] == ["02"]


def test_related_are_the_best_candidate_and_the_closest_sentences_without_answer_spans():
    found = [candidate(0.4, place(0)), candidate(0.3, place(9))]
    ranked = [sentence(0, 1.0), sentence(1, 0.0), sentence(2, math.log(0.1)), sentence(3, -9)]
    related = made(found, 0.2, sentences=ranked).related
    assert starts(related) == [0, 1, 2]
    assert [one.confidence for one in related] == pytest.approx([0.2, 0.2 / math.e, 0.02 / math.e])
    assert all(one.answer_start is None for one in related)


# -- evidence


def test_evidence_comes_in_the_order_of_the_text_within_each_document():
    other = Document(document_id(TEXT + "!"), TEXT + "!", "u", ("u",))
    picked = [sentence(5, 3.0, other), sentence(7, 2.0), sentence(2, 1.0), sentence(3, 0.5, other)]
    cited = evidence_citations(picked, 0.8)
    assert [(one.document.title, *starts([one])) for one in cited] == [
        ("u", 3), ("u", 5), ("t", 2), ("t", 7),
    ]  # fmt: skip
    # 0.8 in the ratio of their odds to the best one's.
    expected = [0.8 * math.exp(score - 3) for score in (0.5, 3, 1, 2)]
    assert [one.confidence for one in cited] == pytest.approx(expected)


@given(st.lists(st.integers(0, 29), min_size=1, max_size=4, unique=True))
def test_evidence_is_whole_sentences_each_once_in_order(numbers):
    picked = [sentence(number, -float(rank)) for rank, number in enumerate(numbers)]
    cited = evidence_citations(picked, 0.5)
    assert [one.start for one in cited] == sorted(one.start for one in cited)
    quoted = [f"Sentence {number:02d} here." for number in sorted(numbers)]
    assert " ".join(one.text for one in cited) == " ".join(quoted)
    for one in cited:
        assert one.answer_start is None
        assert 0 < one.confidence <= 0.5
    # Neighbours are one citation: between two there is text.
    for one, following in pairwise(cited):
        assert TEXT[one.end : following.start].strip()
