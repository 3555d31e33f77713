"""All decisions or actions of a meeting come as a list, from labels, lists and tables."""

import pytest

from index.loaders import load
from index.values import Document, document_id
from qa.answer import Searched
from qa.answering.asking import QuestionAnswerer
from qa.answering.minuted_lists import asked_for_all, is_named_by, minuted_list
from qa.answering.pipeline import Answerer
from tests.qa import calibrations
from tests.qa.answering.scripted_parts import PARTS, KeyedReader, ScriptedRetriever
from tests.qa.answering.structured import document, hit_of

TABLE = """\
# Minutes of the garden board, 3 June 2025

The pond leaks. Decision on the pond: wait.

## 7. Actions and owners

| No. | Action | Owner | Due |
|---|---|---|---|
| 1 | Line the pond | R. Pike | 22 March |
| 2 | Buy a pump | G. Marsh | 1 April |

Next meeting: 4 July 2025.
"""
BULLETS = """\
# Minutes of the roof board, 4 June 2025

## Decisions

The board decided:

- to repair the roof,
  - with slate
- to ask for three offers

## Actions

1. Ann: offers by 1 July
2. Ben: letter to the council

Next meeting: 4 July 2025.
"""
LABELS = """\
# Minutes of the music board, 5 June 2025

## Tour

The bus is old.

Decision: hire a bus.

*Action:* Una rings the firm.

## Hall

Decision

The hall is painted. It costs 300 pounds.
"""
PARAGRAPHS = """\
# Notes of 6 June 2025

## Resolutions

The fee rises to 20 pounds.

The bar stays open until ten.

Next meeting on 4 July 2025.

## Other

Nothing.
"""


def markdown(text, name="minutes.md"):
    extracted = load(text.encode(), ".md")
    title = text.splitlines()[0].lstrip("# ")
    return Document(
        document_id(extracted.text), extracted.text, title, (f"/f/{name}",),
        structure=extracted.structure,
    )  # fmt: skip


def items(text, kind):
    document = markdown(text)
    listed = minuted_list(document, kind)
    if listed is None:
        return None
    for citation in (*listed.citations(0.9), *listed.cited_items(0.9)):
        assert citation.text == document.text[citation.start : citation.end]
        assert citation.start <= citation.answer_start < citation.answer_end <= citation.end
    return [document.text[item.start : item.end] for item in listed.items]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (TABLE, "action",
         ["Line the pond | R. Pike | 22 March", "Buy a pump | G. Marsh | 1 April"]),
        (TABLE, "decision", None),
        (BULLETS, "decision",
         ["to repair the roof,\n  - with slate", "to ask for three offers"]),
        (BULLETS, "action", ["Ann: offers by 1 July", "Ben: letter to the council"]),
        (LABELS, "decision", ["hire a bus.", "The hall is painted. It costs 300 pounds."]),
        (LABELS, "action", ["Una rings the firm."]),
        (PARAGRAPHS, "decision", ["The fee rises to 20 pounds.", "The bar stays open until ten."]),
        ("# Minutes\n\n## Actions\n\n- Ann rings.\n- [ ]\n-\n- Ben writes.\n", "action",
         ["Ann rings.", "Ben writes."]),
        ("# Minutes\n\n## Actions\n\n-\n-\n", "action", None),
        ("# Minutes\n\nActions speak louder than words.\n", "action", None),
        ("# Minutes\n\n## Actions\n\n## Other\n\nRain.\n", "action", None),
        ("# Minutes\n\n## Actions\n", "action", None),
    ],
)  # fmt: skip
def test_what_is_labelled_or_listed_under_a_heading(text, kind, expected):
    assert items(text, kind) == expected


def test_a_row_whose_cells_are_not_known_is_an_item():
    rows = document(("heading", "Actions", 1, ""), ("row", "Line the pond", 0, ""))
    (item,) = minuted_list(rows, "action").citations(0.9)
    assert item.answer_text == "Line the pond"


def test_a_list_is_quoted_as_a_whole_and_labelled_paragraphs_one_by_one():
    (piece,) = minuted_list(markdown(TABLE), "action").citations(0.9)
    assert piece.text.startswith("| 1 | Line") and piece.text.endswith("| 1 April |")
    assert piece.answer_text == items(TABLE, "action")[0] + " |\n| 2 | " + items(TABLE, "action")[1]
    pieces = minuted_list(markdown(LABELS), "decision").citations(0.9)
    assert [piece.text for piece in pieces] == [
        "Decision: hire a bus.", "The hall is painted. It costs 300 pounds.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What decisions were taken?", "decision"), ("What was decided?", "decision"),
        ("Which decisions did the group take?", "decision"),
        ("What did the board decide?", "decision"), ("List all the decisions.", "decision"),
        ("What decisions were made by the board?", "decision"),
        ("What are the decisions of the meeting?", "decision"),
        ("What actions were agreed at the meeting?", "action"),
        ("What action items came out of the meeting?", "action"),
        ("Which actions did the board agree?", "action"), ("List the action points", "action"),
        ("What are the next steps?", "action"), ("What tasks were handed out?", "action"),
        ("All decisions", "decision"), ("all the actions agreed", "action"),
        ("What was decided about the roof?", None), ("What decision was made on the roof?", None),
        ("Who took the decisions?", None), ("What was decided first?", None),
        ("What actions were agreed for the pond?", None), ("Who acts on the actions?", None),
        ("What jobs may volunteers do?", None),
    ],
)  # fmt: skip
def test_what_asks_for_all(question, kind):
    assert asked_for_all(question) == kind


@pytest.mark.parametrize(
    ("text", "kind", "is_complete"),
    [(BULLETS, "decision", True), (TABLE, "action", True), (LABELS, "decision", False)],
)
def test_only_a_list_of_its_own_is_known_to_be_all(text, kind, is_complete):
    assert minuted_list(markdown(text), kind).is_complete is is_complete


def asked(question, *texts, least=None):
    hits = tuple(hit_of(markdown(text)) for text in texts)
    retriever = ScriptedRetriever(hits)
    reader = KeyedReader(pond="pond", roof="roof")
    answerer = Answerer(retriever, reader, [calibrations.calibration(PARTS)])
    answer = QuestionAnswerer(answerer, retriever).answer(
        question, None, least, Searched(len(hits))
    )
    return answer, reader


def test_the_actions_of_the_one_meeting_that_can_be_meant_are_listed():
    question = "What actions were agreed by the garden board?"
    answer, reader = asked(question, BULLETS, TABLE)
    assert answer.kind == "answer" and reader.asked == []
    assert [item.text for item in answer.items] == items(TABLE, "action")
    assert answer.alternatives == () and answer.question == question
    assert asked("What tasks were handed out?", TABLE)[1].asked == []
    answer, reader = asked("What actions were agreed?", TABLE)
    assert len(answer.items) == 2 and reader.asked == []


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("What actions were agreed by the crew?", (BULLETS, TABLE)),
        ("What decisions did the garden board take?", (BULLETS, TABLE)),  # it lists none
    ],
)
def test_where_none_can_be_meant_passages_are_read(question, texts):
    _, reader = asked(question, *texts)
    assert reader.asked == [question]


def test_the_lists_of_all_meetings_that_can_be_meant_are_given_the_newest_first():
    answer, reader = asked("What actions were agreed by the board?", TABLE, BULLETS)
    assert [item.text for item in answer.items] == [
        *items(BULLETS, "action"), *items(TABLE, "action"),
    ]  # fmt: skip
    assert (answer.is_complete, answer.confidence, reader.asked) == (True, 0.95, [])


def test_of_more_than_five_lists_the_newest_are_given_and_not_called_all():
    texts = [TABLE.replace("3 June 2025", f"{day} June 2025") for day in range(10, 16)]
    answer, _ = asked("What actions were agreed?", *texts)
    dates = [citation.document.title.split(", ")[1] for citation in answer.citations]
    assert dates == [f"{day} June 2025" for day in range(15, 10, -1)]
    assert not answer.is_complete


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("What actions were agreed in May?", ["7 May 2024"]),
        ("What are the actions of the June meeting?", ["3 June 2025", "2 June 2024"]),
        ("List the actions of 2024", ["2 June 2024", "7 May 2024"]),
        ("List the actions of 2025", ["3 June 2025"]),
        ("List all actions", ["3 June 2025", "2 June 2024", "7 May 2024"]),
    ],
)
def test_a_month_and_a_year_are_those_of_the_meeting(question, days):
    texts = [TABLE.replace("3 June 2025", day) for day in ("7 May 2024", "2 June 2024")]
    answer, _ = asked(question, TABLE, *texts)
    assert [c.document.title.split(", ")[1] for c in answer.citations] == days


def test_of_a_dated_question_the_list_of_that_day_is_given():
    answer, reader = asked("What actions were agreed on 4 June 2025?", TABLE, BULLETS)
    assert [item.text for item in answer.items] == items(BULLETS, "action")
    assert reader.asked == []


def test_a_question_names_a_document_by_every_word_that_says_which():
    document = markdown(TABLE, "green_fingers.md")
    assert is_named_by("What actions were agreed by the garden board?", document)
    assert is_named_by("What actions did the green fingers agree?", document)
    assert is_named_by("What actions were agreed at the last meeting?", document)
    assert not is_named_by("What actions were agreed by the roof board?", document)
