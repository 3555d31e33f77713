"""A question that names a document by its date is asked of the documents of that date."""

import pytest

from qa.answer import Searched
from qa.answering.asking import QuestionAnswerer
from qa.answering.dated_documents import dated_question, documents_of, others_to_read
from qa.answering.pipeline import Answerer
from qa.document_date import DocumentDate
from tests.qa import calibrations
from tests.qa.answering.scripted_parts import PARTS, TIDE, KeyedReader, ScriptedRetriever
from tests.qa.answering.structured import document, hit_of


def minutes(day, *decisions, cost):
    return document(
        ("heading", "Planning group", 1, ""),
        ("paragraph", f"Minutes of the meeting held on {day}.", 0, ""),
        ("heading", "Suite", 2, ""),
        ("paragraph", f"The suite costs {cost}.", 0, ""),
        *(("paragraph", f"Decision: {decision}", 0, "") for decision in decisions),
    )


APRIL = minutes("9 April 2025", "Ask again.", cost="six")
MAY = minutes(
    "14 May 2025", "The forecast is accepted.", "Three offers are obtained.", cost="seven"
)
JULY = minutes("16 July 2025", "Open in two stages.", cost="eight")
HITS = tuple(hit_of(one) for one in (JULY, APRIL, MAY))


class Filtering(ScriptedRetriever):
    """Finds only passages of the documents that are asked."""

    def search(self, question, k, documents):
        found = super().search(question, k, documents)
        return tuple(hit for hit in found if documents is None or hit.document.id in documents)


def asked(question, hits=HITS, least=None, **answers):
    retriever = Filtering(hits)
    reader = KeyedReader(**(answers or {"cost": "costs"}))
    answerer = Answerer(retriever, reader, [calibrations.calibration(PARTS)])
    answer = QuestionAnswerer(answerer, retriever).answer(
        question, None, least, Searched(len(hits))
    )
    assert (answer.question, answer.asked_as) == (question, question)
    assert answer.searched.documents == len(hits)
    return answer, reader


@pytest.mark.parametrize(
    ("question", "date", "rest"),
    [
        ("What was decided about the roof on Wednesday, 14 May 2025?", (2025, 5, 14),
         "What was decided about the roof?"),
        ("What is the cost according to the minutes of 9 April 2025?", (2025, 4, 9),
         "What is the cost according to the minutes?"),
        ("Who was present at the meeting on 14 May?", (0, 5, 14),
         "Who was present at the meeting?"),
        ("What does the letter of March 3rd, 2024 say about rent?", (2024, 3, 3),
         "What does the letter say about rent?"),
        ("What was agreed at the 14 May meeting?", (0, 5, 14), "What was agreed at the meeting?"),
        ("What did the 2025-05-14 minutes say?", (2025, 5, 14), "What did the minutes say?"),
        ("Which actions were agreed in June 2025?", (2025, 6, 0), "Which actions were agreed?"),
        ("What was decided on the 3rd of June 2025?", (2025, 6, 3), "What was decided?"),
        ("What actions came out of the May 7 meeting?", (0, 5, 7),
         "What actions came out of the meeting?"),
        ("What do the minutes of the audit board, held on 3 June 2025, say?", (2025, 6, 3),
         "What do the minutes of the audit board, say?"),
    ],
)  # fmt: skip
def test_a_question_that_names_a_document_or_a_meeting_by_its_date(question, date, rest):
    dated = dated_question(question)
    assert (dated.date, dated.rest) == (DocumentDate(*date), rest)


@pytest.mark.parametrize(
    "question",
    ["What was decided on 14 May 2025 and what was decided on 16 July 2025?",
     "Who chaired the meeting of 14 May, and who attended the 16 July meeting?",
     "What differs between the minutes of 14 May 2025 and those of 16 July 2025?",
     "What do the minutes of 14 May and 16 July 2025 say?",
     "Which actions were agreed from 14 May to 16 July 2025?",
     "Which actions were agreed in May 2025 or June 2025?",
     "What do the 14 May and 16 July minutes say?"],
)  # fmt: skip
def test_a_question_that_names_several_dates_is_not_asked_of_one_of_them_alone(question):
    assert dated_question(question) is None


def test_a_date_that_only_something_else_has_stays_in_what_is_asked_of_the_day():
    dated = dated_question("Who reports by 30 June according to the minutes of 14 May 2025?")
    assert dated.date == DocumentDate(2025, 5, 14)
    assert dated.rest == "Who reports by 30 June according to the minutes?"


@pytest.mark.parametrize(
    "question",
    ["What was the pay award in April 2024?", "Why did the ward not open on 2 December?",
     "Who attended in May?", "How long may visitors stay under the 2019 policy?",
     "What did the report of 2024 count?", "What did the V&A present in July 1973?",
     "What was decided on 45 May 2025?",
     "What does the report say about the fire on 14 May 2025?",
     "Why did tenants get a letter about charges on 3 November?",
     "Does the policy still apply to a form handed in on 20 March 2024?",
     "Which report counts the visitors in May 2025?"],
)  # fmt: skip
def test_any_other_date_such_as_that_of_an_event_is_left_in_the_question(question):
    assert dated_question(question) is None


def dates_of(date, *texts):
    hits = [hit_of(document(("paragraph", text, 0, ""))) for text in texts]
    return [one.text for one in documents_of(DocumentDate(*date), hits)]


def test_documents_of_the_very_day_come_before_those_of_its_month():
    texts = ("Dated June 2025.", "Dated 18 June 2025.", "Dated 19 June 2025.", "Undated.", "2025")
    assert dates_of((2025, 6, 18), *texts) == ["Dated 18 June 2025."]
    assert dates_of((2025, 6, 17), *texts) == ["Dated June 2025."]
    assert dates_of((0, 6, 19), *texts) == ["Dated 19 June 2025."]
    assert dates_of((2025, 6, 0), *texts) == list(texts[:3])
    assert dates_of((2024, 6, 18), *texts) == []


def test_what_is_read_where_the_documents_of_a_day_say_nothing():
    undated = hit_of(document(("paragraph", "It rained.", 0, "")))
    naming = hit_of(document(("paragraph", "Dated 1 July 2025. Since 14 May it rains.", 0, "")))
    hits = (hit_of(JULY), naming, undated, hit_of(MAY))
    of_day = DocumentDate(2025, 5, 14)
    assert others_to_read(of_day, hits[:3], [MAY]) == [naming, undated]
    assert others_to_read(of_day, hits, [MAY]) == [naming, undated, hits[3]]  # it names the day
    assert others_to_read(DocumentDate(2025, 5), (undated,), [undated.document]) == []


def test_all_decisions_of_a_day_are_listed_from_its_minutes():
    answer, reader = asked("What decisions were taken on 14 May 2025?")
    assert answer.kind == "answer" and reader.asked == []
    assert answer.milliseconds["total"] == answer.milliseconds["retrieve"] > 0
    assert [item.text for item in answer.items] == [
        "The forecast is accepted.", "Three offers are obtained.",
    ]  # fmt: skip
    assert {citation.document.id for citation in answer.citations} == {MAY.id}
    assert answer.citations[0].text == "Decision: The forecast is accepted."
    answer, _ = asked("What was decided on 16 July 2025?")
    assert answer.text == "Open in two stages."
    assert [item.text for item in answer.items] == ["Open in two stages."]
    assert not answer.is_complete
    answer, _ = asked("What was decided on 16 July 2025?", least=0.99)
    assert answer.kind == "none"


def test_the_decisions_of_all_meetings_of_a_month_are_listed_and_all_as_sure():
    early = minutes("2 May 2025", "Wait.", cost="five")
    hits = tuple(hit_of(one) for one in (MAY, early, JULY))
    answer, _ = asked("What was decided in May 2025?", hits)
    assert [item.text for item in answer.items] == [
        "The forecast is accepted.", "Three offers are obtained.", "Wait.",
    ]  # fmt: skip
    assert [citation.document.id for citation in answer.citations] == [MAY.id, MAY.id, early.id]
    assert {c.confidence for c in (*answer.citations, *answer.items)} == {answer.confidence, 0.95}
    assert asked("All decisions of 2 May 2025", hits)[0].text == "Wait."


def test_what_is_asked_of_a_day_is_answered_from_its_documents_without_the_date():
    answer, reader = asked("What is the cost according to the minutes of 14 May 2025?")
    assert answer.citations[0].document.id == MAY.id
    assert reader.asked == ["What is the cost according to the minutes?"]


def test_another_days_minutes_are_no_answer_unless_they_speak_of_the_day():
    question = "What was decided about the roof on 14 May 2025?"
    may = document(("paragraph", "The suite costs seven.", 0, ""), title="14 May 2025")
    july = minutes("16 July 2025", cost="eight, for the roof")
    answer, reader = asked(question, (hit_of(may), hit_of(july)), roof="roof")
    assert answer.kind == "none" and reader.asked == ["What was decided about the roof?"]
    july = minutes("16 July 2025", cost="eight for the roof, as was said on 14 May 2025")
    answer, reader = asked(question, (hit_of(may), hit_of(july)), roof="roof")
    assert answer.text == "roof" and len(reader.asked) == 2


def test_the_passages_of_a_dated_question_are_retrieved_once_and_those_of_the_day_once():
    hits = (hit_of(document(("paragraph", "The suite is red.", 0, ""), title="14 May 2025")), TIDE)
    retriever = Filtering(hits)
    answerer = Answerer(retriever, KeyedReader(tide="noon"), [calibrations.calibration(PARTS)])
    question = "What did the meeting of 14 May 2025 say of the tide?"
    answer = QuestionAnswerer(answerer, retriever).answer(question, None, None, Searched(2))
    assert answer.text == "noon"  # from an undated document
    assert [documents for _, _, documents in retriever.asked] == [None, [hits[0].document.id]]


def test_without_a_document_of_the_day_the_question_is_asked_as_it_stands():
    question = "What is the cost according to the minutes of 1 May 2025?"
    _, reader = asked(question)
    assert reader.asked == [question]


def test_a_month_without_its_year_names_the_documents_of_that_month():
    answer, _ = asked("What does the suite cost according to the minutes of May?", cost="costs")
    assert answer.citations[0].document == MAY
    assert dated_question("What was decided in may?") is None
    assert dated_question("What was decided in May or June?") is None


@pytest.mark.parametrize("date", ["June", "June 2025", "3 June 2025", "2021"])
def test_documents_of_other_dates_give_closest_sentences_and_no_answer(date):
    answer, _ = asked(f"What is the cost according to the minutes of {date}?")
    assert answer.kind == "none"
    assert answer.related


def test_a_document_that_names_the_date_may_answer():
    named = document(("paragraph", "The minutes of 3 June 2025 say that it costs nine.", 0, ""))
    hits = (hit_of(APRIL), hit_of(named))
    answer, _ = asked("What is the cost according to the minutes of 3 June 2025?", hits)
    assert answer.citations[0].document == named


def test_a_year_with_documents_changes_nothing():
    answer, reader = asked("What is the cost according to the minutes of 2025?")
    assert answer.kind == "answer"
    assert reader.asked == ["What is the cost according to the minutes of 2025?"]
