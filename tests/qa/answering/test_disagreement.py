"""Documents that answer one question with different values."""

import pytest

from index.text.terms import terms
from index.values import Document, Passage, Span, document_id
from qa.answer import Searched
from qa.answering.candidates import Candidate, Place
from qa.answering.citing import compose
from qa.answering.confidence import Probabilities
from qa.answering.disagreement import disagreeing
from qa.answering.features import Examined
from qa.answering.question_words import QuestionWord, QuestionWords
from qa.retriever import Hit


def place(text, answer, score=10.0, title="Leave policy", source="leave.md"):
    """A document of one sentence with an answer in it."""
    document = Document(document_id(text), text, title, (source,))
    start, whole = text.index(answer), Span(0, len(text))
    hit = Hit(Passage(1, document.id, 0, len(text), (whole,)), document, 1.0, 1.0, 1.0)
    return Place(document, Span(start, start + len(answer)), whole, score, hit)


def known(*places, kind="how-many", asked=("leave",)):
    """What is known of a question, each place another answer, best first."""
    words = QuestionWords(
        tuple(QuestionWord(w, tuple(terms(w)), 1, 1.0, False, False) for w in asked)
    )
    found = [Candidate((p,), 0.5 / 2**n) for n, p in enumerate(places)]
    return Examined(kind, words, (), tuple(found), (), ())


def texts(group):
    return [c.places[0].document.text[c.places[0].answer.start : c.places[0].answer.end]
            for c in group]  # fmt: skip


OLD = place("Of 2019: employees may take 5 days of leave.", "5 days", 12.0)
NEW = place("Of 2023: employees may take 10 days of leave.", "10 days", 11.0)


@pytest.mark.parametrize("places", [(OLD, NEW), (NEW, OLD)])
def test_versions_of_a_policy_disagree_and_the_newest_comes_first(places):
    assert texts(disagreeing(known(*places))) == ["10 days", "5 days"]


def test_without_dates_the_best_comes_first():
    undated = place("Employees may take 7 days of leave.", "7 days", 9.0)
    assert texts(disagreeing(known(OLD, undated))) == ["5 days", "7 days"]


@pytest.mark.parametrize(
    "other",
    [
        place("Employees may take 5 days of leave.", "5 days"),
        place("Employees may take five days of leave.", "five days"),
        place("Employees may take 5 days.", "5", title="Leave"),
        place("Of 2023: employees may take 10 days of leave.", "10 days", -3.0),
        place("Employees may take 10 days at sea.", "10 days", title="Boats"),
        place("Rooms measure 10 metres by the canal.", "10 metres", 3.0),
        place("Employees may take some leave.", "some"),
    ],
    ids=["same", "in words", "part", "no answer there", "another thing", "not alike", "no value"],
)
def test_what_says_the_same_or_something_else_does_not_disagree(other):
    assert disagreeing(known(OLD, other)) == ()


def test_a_document_does_not_disagree_with_itself():
    text = "Employees may take 5 days of leave, managers may take 8 days of leave."
    assert disagreeing(known(place(text, "5 days"), place(text, "8 days"))) == ()


def test_months_and_names_are_values_too():
    june = place("Leave must be taken by 30 June.", "30 June")
    september = place("Leave must be taken by 30 September.", "30 September")
    assert len(disagreeing(known(june, september, kind="when"))) == 2
    holt = place("Maria Holt grants leave to employees.", "Maria Holt")
    osei = place("Daniel Osei grants leave to employees.", "Daniel Osei")
    assert len(disagreeing(known(holt, osei, kind="who"))) == 2
    assert disagreeing(known(holt, osei, kind="other")) == ()


@pytest.mark.parametrize("kind", ["list", "why", "how", "yes-no", "compare", "clause"])
def test_questions_that_ask_for_no_value_get_one_answer(kind):
    assert disagreeing(known(OLD, NEW, kind=kind)) == ()


def test_the_answer_cites_both_and_is_sure_of_neither():
    third = place("Employees may take a week of leave in spring.", "a week", 8.0)
    answer = compose(
        "q?", known(OLD, NEW, third), "answer", Probabilities(0.9, 0.0), calibrated=True,
        whole_sentences=False, searched=Searched(3), milliseconds={},
    )  # fmt: skip
    assert (answer.text, answer.confidence) == ("10 days", 0.45)
    first, *rest = answer.alternatives
    assert answer.disagreeing == (first,) and (first.text, first.confidence) == ("5 days", 0.45)
    assert [other.text for other in rest] == ["a week"] and not rest[0].disagrees
    for citation in (*answer.citations, *first.citations):
        assert citation.text == citation.document.text[citation.start : citation.end]
    assert answer.citations[0].date == "2023"
    shown = str(answer).splitlines()
    assert shown[:3] == ["Two documents give different answers, the newest first:", "- 10 days",
                         "- 5 days"]  # fmt: skip
    assert "[2] Leave policy, 2019, characters 0-44" in shown
    assert answer.to_dict()["alternatives"][0]["disagrees"] is True


def test_others_are_as_they_were_where_nothing_disagrees():
    answer = compose(
        "q?", known(OLD, place("A week of leave.", "A week", 8.0)), "answer",
        Probabilities(0.9, 0.0), calibrated=True, whole_sentences=False, searched=Searched(3),
        milliseconds={},
    )  # fmt: skip
    assert answer.confidence == 0.9 and answer.disagreeing == ()
    assert [other.text for other in answer.alternatives] == ["A week"]
