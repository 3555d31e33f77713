"""What other documents say in place of an answer, from scores of sentences and from texts."""

from dataclasses import replace

import pytest

from index.text.terms import terms
from index.values import Span
from qa.answer import Searched
from qa.answering.candidates import Candidate, Place
from qa.answering.citing import compose
from qa.answering.confidence import Probabilities
from qa.answering.elsewhere import said_elsewhere
from qa.answering.evidence_choice import Sentence
from qa.answering.features import Examined
from qa.answering.question_words import QuestionWord, QuestionWords
from tests.qa.answering.structured import document, hit_of


def paper(title, text, heading="Notice", source="a.txt"):
    """A document of one section of one sentence, with a date in its file's name or with none."""
    made = document(("heading", heading, 1, ""), ("paragraph", text, 0, ""), title=title)
    return replace(made, sources=(source,))


def word(text, **is_):
    is_figure = any(map(str.isdigit, text))
    return QuestionWord(text, tuple(terms(text)), 1, 1.0, is_figure, is_.get("is_name", False))


def known(papers, scores, asked=("notice",), kind="how-many", answer=None):
    """What is known of a question: the sentence of each paper, and an answer in the first one."""
    hits = tuple(hit_of(made) for made in papers)
    sentences = []
    for number, (made, score) in enumerate(zip(papers, scores, strict=True)):
        span = made.structure.blocks[1].span
        sentences.append(Sentence(made, span, score, score, number))
    candidates = ()
    if answer is not None:
        start = papers[0].text.index(answer)
        span = Span(start, start + len(answer))
        candidates = (Candidate((Place(papers[0], span, sentences[0].span, 9.0, hits[0]),), 0.9),)
    words = QuestionWords(tuple(w if isinstance(w, QuestionWord) else word(w) for w in asked))
    return Examined(kind, words, hits, candidates, tuple(sentences), tuple(sentences[:1]))


def elsewhere(examined):
    first = examined.sentences[0]
    marked = examined.candidates[0].places[0].answer if examined.candidates else first.span
    said = said_elsewhere(examined, first.document, first.span, marked, examined.hits[0])
    return [other.sentence.document.text[other.value.start : other.value.end] for other in said]


LEASE = paper("Lease of a hall", "Either party may end this lease by six weeks' notice in writing.")
CLEANING = paper(
    "Contract on cleaning",
    "It runs until it is ended by either party with a notice period of three months in writing.",
    heading="End",
)
MEALS_2021 = paper(
    "Travel policy", "Staff may claim up to £25 a day for meals.", "Meals", "2021.txt"
)
MEALS_2024 = paper("Travel policy", "An allowance of £32 covers all food.", "Meals", "2024.txt")


def test_a_sentence_that_is_worded_alike_counts_though_the_reader_sees_no_answer_in_it():
    assert elsewhere(known((LEASE, CLEANING), (4.0, -1.0))) == ["three months"]
    assert elsewhere(known((LEASE, CLEANING), (4.0, -6.0))) == []


def test_the_same_section_of_another_version_counts_in_other_words():
    versions = MEALS_2021, MEALS_2024
    assert elsewhere(known(versions, (5.0, 1.0), ("claim", "meals"))) == ["£32"]
    assert elsewhere(known(versions, (5.0, -1.0), ("claim", "meals"))) == []
    trains = paper("Travel policy", "A ticket of £32 covers trains.", "Trains", "2024.txt")
    assert elsewhere(known((MEALS_2021, trains), (5.0, 1.0), ("claim", "meals"))) == []
    undated = replace(MEALS_2024, sources=("a.txt",))
    assert elsewhere(known((MEALS_2021, undated), (5.0, 1.0), ("claim", "meals"))) == []
    boats = paper("Boats", "An allowance of £32 covers all food.", "Meals", "2024.txt")
    assert elsewhere(known((MEALS_2021, boats), (5.0, 1.0), ("claim", "meals"))) == []


def test_a_sentence_that_answers_as_well_counts_with_all_words_of_the_question():
    invoices = paper("Contract on bread", "Invoices are payable within 14 days.", "Payment")
    others = paper("Contract on coffee", "Kestrel pays each invoice within 30 days.", "Money")
    assert elsewhere(known((invoices, others), (-0.2, -1.9), ("invoices",))) == ["30 days"]
    assert elsewhere(known((invoices, others), (4.0, -1.9), ("invoices",))) == []
    assert elsewhere(known((invoices, others), (4.0, 0.5), ("invoices", "payable"))) == []


def test_a_bare_number_needs_more_than_the_words_of_the_question():
    beds = paper("Ward one", "The ward has 14 beds.", "Beds")
    others = paper("Ward two", "Of 20 beds in the ward, a third are old.", "Beds of the ward")
    assert elsewhere(known((beds, others), (4.0, 2.0), ("beds",))) == []


def test_another_version_counts_without_a_value_too_and_whole():
    old = paper("Travel policy", "First class needs approval of the head.", "Trains", "2021.txt")
    new = paper(
        "Travel policy", "First class is for journeys of more than three hours.", "Trains",
        "2024.txt",
    )  # fmt: skip
    asked = ("first", "class")
    assert elsewhere(known((new, old), (3.0, -1.0), asked)) == [
        "First class needs approval of the head."
    ]
    other = paper("Ferry guide", "First class needs approval of the head.", "Trains")
    assert elsewhere(known((new, other), (3.0, -1.0), asked)) == []


REQUESTS_2022 = paper(
    "Home policy", "Requests go to the line manager.", "Requests", "2022.txt"
)  # fmt: skip


def test_what_became_of_a_sentence_without_a_value_counts_in_another_version():
    new = paper("Home policy", "Requests go to the HR office.", "Asking", "2025.txt")
    asked = ("requests", "home")
    assert elsewhere(known((REQUESTS_2022, new), (3.0, 1.5), asked, "who")) == [
        "Requests go to the HR office."
    ]
    assert elsewhere(known((REQUESTS_2022, new), (3.0, -1.5), asked, "who")) == []
    assert elsewhere(known((REQUESTS_2022, new), (3.0, 1.5), ("requests", "line"), "who")) == []


@pytest.mark.parametrize(
    "new",
    [
        paper("Home policy", "Requests go to the line manager.", "Requests", "2025.txt"),
        paper("Home policy", "Screens go to everyone at home.", "Requests", "2025.txt"),
        paper("Boat policy", "Requests go to the HR office.", "Requests", "2025.txt"),
        paper("Home policy", "Requests go to the HR office.", "Requests", "a.txt"),
    ],
    ids=["the same", "another sentence", "another document", "no date"],
)
def test_no_other_sentence_is_what_became_of_it(new):
    assert elsewhere(known((REQUESTS_2022, new), (3.0, 3.0), ("requests",), "who")) == []


@pytest.mark.parametrize(
    "other",
    [
        paper("Contract", "Either party may end this lease by 42 days' notice in writing."),
        paper("Contract", "Either party may end this lease by £500 and notice in writing."),
        paper("Contract", "Either party may end this lease by notice in writing."),
    ],
    ids=["the same", "of another kind", "none"],
)
def test_what_gives_no_other_value_of_the_kind_says_nothing_else(other):
    assert elsewhere(known((LEASE, other), (4.0, 3.0))) == []


@pytest.mark.parametrize(
    "asked",
    [
        ("notice", "hall"),
        ("notice", word("Osprey", is_name=True)),
        ("notice", "2022"),
    ],
    ids=["title", "name in the first lines", "figure"],
)
def test_a_question_that_names_the_document_means_no_other_one(asked):
    lease = paper("Lease of a hall, 2022", f"Osprey: {LEASE.text.splitlines()[-1]}")
    assert elsewhere(known((lease, CLEANING), (4.0, 1.0))) == ["three months"]
    assert elsewhere(known((lease, CLEANING), (4.0, 1.0), asked)) == []


def test_a_document_of_the_year_that_is_asked_for_is_meant_wherever_it_says_so():
    old = paper("Leave 2022", "Either side may carry 5 days over.", "Leave")
    new = paper("Rules", "Either side may carry 8 days over.", "Leave", "rules-2022-05.txt")
    late = replace(new, sources=("rules-2023-05.txt",))
    assert elsewhere(known((old, new), (4.0, 1.0), ("carry", "2022"))) == ["8 days"]
    assert elsewhere(known((old, late), (4.0, 1.0), ("carry", "2022"))) == []


def composed(examined, outcome):
    return compose(
        "q?", examined, outcome, Probabilities(0.9, 0.6), calibrated=True, whole_sentences=False,
        searched=Searched(2), milliseconds={},
    )  # fmt: skip


def test_an_answer_shows_the_other_value_and_is_sure_of_neither():
    answer = composed(known((LEASE, CLEANING), (4.0, 0.0), answer="six weeks"), "answer")
    assert (answer.text, answer.confidence) == ("six weeks", 0.45)
    (other,) = answer.disagreeing
    assert (other.text, other.confidence) == ("three months", 0.45)
    assert other.citations[0].text == CLEANING.text.splitlines()[-1]


def test_evidence_comes_with_the_sentence_of_the_other_document():
    answer = composed(known((LEASE, CLEANING), (4.0, 0.0)), "evidence")
    assert [citation.document.title for citation in answer.citations] == [
        LEASE.title, CLEANING.title,
    ]  # fmt: skip
    alone = composed(known((LEASE, CLEANING), (4.0, 0.0), kind="why"), "evidence")
    assert len(alone.citations) == 1
