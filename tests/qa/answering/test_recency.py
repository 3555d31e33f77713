"""A question that names a document by its place in time is asked of that document."""

from dataclasses import replace

import pytest

from qa.answer import Searched
from qa.answering.asking import QuestionAnswerer
from qa.answering.pipeline import Answerer
from qa.answering.recency import chosen_by_time
from qa.followups import AskedAfter
from tests.qa import calibrations
from tests.qa.answering.scripted_parts import PARTS, KeyedReader, ScriptedRetriever
from tests.qa.answering.structured import document, hit_of


def paper(title, date, *paragraphs, source="a.txt"):
    made = document(
        ("heading", title, 1, ""),
        ("paragraph", f"Of {date}.", 0, ""),
        *(("paragraph", text, 0, "") for text in paragraphs),
        title=title,
    )
    return replace(made, sources=(source,))


MAY = paper("Minutes of the board", "14 May 2024", "Decision: Buy a van.", "The van costs six.")
JUNE = paper("Minutes of the board", "11 June 2024", "The oven costs seven.")
SEPTEMBER = paper(
    "Minutes of the board", "10 September 2024", "Decision: Mend the roof.", "The roof costs nine."
)
OLD = paper("Travel policy", "May 2021", "A hotel costs up to five.")
NEW = paper("Travel policy", "May 2024", "A hotel costs up to eight.")
LEAVE = paper("Leave policy", "May 2025", "Leave is free.")
ALL = MAY, JUNE, SEPTEMBER, OLD, NEW, LEAVE


def chosen(question, documents=ALL):
    return chosen_by_time(question, lambda wanted: documents)


@pytest.mark.parametrize(
    ("question", "meant", "rest"),
    [
        ("What was decided in the last meeting?", SEPTEMBER, "What was decided in the meeting?"),
        ("Who came to the most recent board meeting?", SEPTEMBER, "Who came to the board meeting?"),
        ("What did the latest minutes say?", SEPTEMBER, "What did the minutes say?"),
        ("What did the first meeting decide?", MAY, "What did the meeting decide?"),
        ("Who was at the previous meeting?", JUNE, "Who was at the meeting?"),
        ("Who was at the last but one meeting?", JUNE, "Who was at the meeting?"),
        ("When is the next meeting?", SEPTEMBER, "When is the next meeting?"),
        ("What may a hotel cost by the newest travel policy?", NEW,
         "What may a hotel cost by the travel policy?"),
        ("What may a hotel cost by the current version of the travel policy?", NEW,
         "What may a hotel cost by the version of the travel policy?"),
        ("What was the hotel rate of the oldest travel policy?", OLD,
         "What was the hotel rate of the travel policy?"),
        ("Is leave free by the latest policy?", LEAVE, "Is leave free by the policy?"),
        ("What was the first item of the last meeting?", SEPTEMBER,
         "What was the first item of the meeting?"),
        ("Who spoke last in the first meeting?", MAY, "Who spoke last in the meeting?"),
    ],
)  # fmt: skip
def test_the_document_of_that_place_in_time_is_meant(question, meant, rest):
    choice = chosen(question)
    assert (choice.documents, choice.rest) == ((meant,), rest)
    assert choice.is_of_meetings == meant.title.startswith("Minutes")
    assert meant.id not in choice.others


@pytest.mark.parametrize(
    "question",
    [
        "What was decided about the van?",
        "When was the last train?",
        "Who came last?",
        "What was decided in the last crew meeting?",
        "What did the latest garden policy say?",
        "When is the next policy due?",
        "Who joined the first of them?",
        "Who came to the last f\u0130ve meetings?",  # lower case makes no word of it
    ],
)
def test_where_nothing_is_called_so_nothing_is_chosen(question):
    assert chosen(question) is None


def test_the_first_of_a_thing_is_no_oldest_document():
    years = [paper("Flights", f"May {y}", "The first flight was short.") for y in (2023, 2024)]
    assert chosen("How long was the first flight?", years) is None
    assert chosen("What does the first version of the flights say?", years).documents == (years[0],)
    assert chosen("What do the oldest flights say?", years).documents == (years[0],)


def test_the_first_day_of_term_is_in_every_document_of_terms():
    years = [paper("Term dates", f"May {y}", "The first day of term is 2.") for y in (2023, 2024)]
    assert chosen("When is the first day of term?", years) is None


def test_a_word_of_the_name_is_no_place_in_time():
    older, newer = (paper("First aid policy", f"May {year}", "Bring it.") for year in (2021, 2024))
    agency = paper("Aid of the region", "May 2020", "Ask them.")
    assert chosen("Who is in charge of first aid?", [older, newer, agency]) is None
    assert chosen("What does the latest first aid policy say?", [older, newer]).documents == (
        newer,
    )
    # Where the first meeting is called so, it is meant.
    first = replace(MAY, title="First meeting of the board")
    assert chosen("Who came to the first meeting?", [first, JUNE]).documents == (first,)


def test_of_one_document_or_without_dates_nothing_is_chosen():
    assert chosen("What was decided in the last meeting?", [MAY]) is None
    undated = [paper("Minutes of the board", f"day {n}", f"Item {n}.") for n in range(3)]
    assert chosen("What was decided in the last meeting?", undated) is None
    assert chosen("What was decided in the last meeting?", [*undated, MAY, JUNE]).documents == (
        JUNE,
    )


def test_first_lines_say_of_minutes_that_have_another_title():
    april, may = (
        paper("Planning group", day, f"Minutes of the meeting, {day}")
        for day in ("9 April 2025", "7 May 2025")
    )
    assert chosen("Who came to the last meeting?", [april, may]).documents == (may,)


@pytest.mark.parametrize(
    ("question", "meant", "rest"),
    [
        ("What was decided in the last two meetings?", {JUNE, SEPTEMBER},
         "What was decided in the meetings?"),
        ("What was decided in the first 2 meetings?", {MAY, JUNE},
         "What was decided in the meetings?"),
        ("What was decided in the last nine meetings?", {MAY, JUNE, SEPTEMBER},
         "What was decided in the meetings?"),
    ],
)  # fmt: skip
def test_several_meetings_in_a_row_can_be_meant(question, meant, rest):
    choice = chosen(question)
    assert ({*choice.documents}, choice.rest) == (meant, rest)
    assert choice.others == {d.id for d in (MAY, JUNE, SEPTEMBER)} - {d.id for d in meant}


def test_the_latest_decisions_are_those_of_the_last_meeting_but_one_on_a_thing_may_be_older():
    choice = chosen("What are the latest decisions?")
    assert choice.documents == (SEPTEMBER,) and choice.is_of_decisions
    assert not choice.is_of_meetings and choice.rest == "What are the decisions?"
    assert [item.text for item in asked("What is the latest decision?").items] == ["Mend the roof."]
    answer = asked("What is the latest decision on the van?", van="van")
    assert (answer.kind, answer.citations[0].document) == ("answer", MAY)


def test_when_the_last_meeting_was_is_what_its_minutes_say_of_themselves():
    answer = asked("When was the last board meeting held?")
    assert (answer.text, answer.citations[0].text) == ("10 September 2024", "Of 10 September 2024.")
    assert answer.citations[0].document == SEPTEMBER
    assert asked("When was the last meeting of the board?").text == "10 September 2024"
    assert asked("When was the last meeting of the roofers held?").kind == "none"
    assert asked("What was decided in the last meeting of the roofers?").kind == "none"
    assert asked("When did the last meeting end?").kind == "none"


def test_several_documents_of_the_day_are_all_meant():
    annex = paper("Minutes of the board, annex", "10 September 2024", "Rates.")
    choice = chosen("Who came to the last meeting?", [*ALL, annex])
    assert choice.documents == (SEPTEMBER, annex)


class Filtering(ScriptedRetriever):
    """Finds passages of the first four documents, or of the documents that are asked."""

    def search(self, question, k, documents):
        super().search(question, k, documents)
        wanted = [d for d in ALL if documents is None or d.id in documents]
        return tuple(hit_of(d) for d in (wanted[:2] if documents is None else wanted))

    def documents_called(self, wanted, documents=None):
        return [d for d in ALL if documents is None or d.id in documents]


def asked(question, documents=None, after=None, **answers):
    retriever = Filtering()
    reader = KeyedReader(**answers)
    answerer = Answerer(retriever, reader, [calibrations.calibration(PARTS)])
    return QuestionAnswerer(answerer, retriever).answer(
        question, documents, None, Searched(6), after
    )


def test_the_newest_document_answers_though_its_passages_were_not_retrieved():
    answer = asked("What did the roof cost in the last meeting?", roof="nine")
    assert (answer.kind, answer.text) == ("answer", "nine")
    assert answer.question == answer.asked_as == "What did the roof cost in the last meeting?"
    listed = asked("What was decided in the last meeting?")
    assert [item.text for item in listed.items] == ["Mend the roof."] and not listed.is_complete


def test_only_documents_that_are_asked_count():
    answer = asked("What was decided in the last meeting?", [MAY.id, JUNE.id])
    assert answer.citations == () or answer.citations[0].document == JUNE


def test_what_another_meeting_says_is_no_answer_but_an_older_policy_may_answer():
    assert asked("What did the van cost at the last meeting?", van="six").kind == "none"
    answer = asked("What was free by the oldest policy?", oldest="six")
    assert (answer.kind, answer.text) == ("answer", "six")


@pytest.mark.parametrize(
    ("typed", "texts"),
    [("And in the last meeting?", ["Mend the roof."]), ("And on 10 September?", ["Mend the roof."]),
     ("And them?", [])],
)  # fmt: skip
def test_a_later_turn_leaves_its_document_only_for_a_time_that_it_names(typed, texts):
    question = "What was decided in the last meeting?"
    answer = asked(question, after=AskedAfter(typed, question, is_turn=True))
    assert [item.text for item in answer.items] == texts
