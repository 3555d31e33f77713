"""Who is asked for and is only "I" in the text gets evidence with the sender, and no name."""

import pytest

from index.text.terms import terms
from index.values import Span
from qa.answering.candidates import Candidate, Place
from qa.answering.confidence import Probabilities, Thresholds
from qa.answering.deciding import decided, shown_sentences
from qa.answering.evidence_choice import Sentence
from qa.answering.features import Examined
from qa.answering.question_words import QuestionWord, QuestionWords
from tests.qa.answering.structured import document, hit_of

MAIL = "Piotr prefers dark green, I prefer slate blue."


def examined(text, answer, asked=("prefers", "slate", "blue"), kind="who", head=True):
    fields = (("field", "From: Dana Whitlock", 0, ""),) if head else ()
    made = document(*fields, ("paragraph", text, 0, ""), title="Signs")
    hit = hit_of(made)
    start = made.text.index(text)
    said, at = Span(start, start + len(text)), start + text.index(answer)
    place = Place(made, Span(at, at + len(answer)), said, 5.0, hit)
    sentence = Sentence(made, said, 2.0, 2.0, 0)
    words = tuple(QuestionWord(w, tuple(terms(w)), 1, 1.0, False, False) for w in asked)
    return Examined(kind, QuestionWords(words), (hit,), (Candidate((place,), 0.9),), (sentence,),
                    (sentence,))  # fmt: skip


def outcome(known):
    return decided(known, Probabilities(0.9, 0.1), Thresholds(0.5, 0.3))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (MAIL, "Piotr"),
        ("Piotr likes green and we prefer slate blue.", "Piotr"),
        ("I'd prefer slate blue; Piotr has not said.", "Piotr"),
        ("Piotr left. I prefer slate blue.", "Piotr"),
        ("I prefer slate blue.", "I"),
    ],
)
def test_somebody_else_than_the_author_is_no_answer(text, answer):
    known = examined(text, answer)
    assert outcome(known) == "evidence"
    said = [s.document.text[s.span.start : s.span.end] for s in shown_sentences(known)]
    assert said == [text, "From: Dana Whitlock"]


@pytest.mark.parametrize(
    ("text", "answer", "asked"),
    [
        (MAIL, "Piotr", ("prefers", "green")),
        ("Marta, whom I met, prefers slate blue.", "Marta", ("prefers", "slate", "blue")),
        ("Marta and I prefer slate blue.", "Marta and I", ("prefers", "slate", "blue")),
        ("I think Marta prefers slate blue.", "Marta", ("prefers", "slate", "blue")),
        ("Marta prefers slate blue, I heard.", "Marta", ("prefers", "slate", "blue")),
        ("Marta chose, I prefer.", "Marta", ("prefers",)),
        ("We welcome our new treasurer, Jane Doe.", "Jane Doe", ("new", "treasurer")),
        ("I met the new treasurer: Jane Doe, who starts.", "Jane Doe", ("new", "treasurer")),
        (
            "Phase I of slate was led in blue Leeds, by Jane Doe then.",
            "Jane Doe",
            ("slate", "blue"),
        ),
        ("Model I has slate, Model II is blue.", "Model II", ("prefers", "blue")),
    ],
)
def test_who_stands_in_the_clause_of_the_question_is_an_answer(text, answer, asked):
    known = examined(text, answer, asked)
    assert outcome(known) == "answer"
    assert len(shown_sentences(known)) == 1


def test_other_questions_are_answered():
    assert outcome(examined(MAIL, "Piotr", kind="other")) == "answer"


def test_where_no_head_of_a_message_stands_above_the_sentence_is_all():
    assert len(shown_sentences(examined(MAIL, "Piotr", head=False))) == 1
