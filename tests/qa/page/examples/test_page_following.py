"""Questions to ask next come from what stands near the quotation, and are asked before."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace

import pytest

from index.structure import Block, Cell, Span, Structure
from index.values import Document, document_id
from qa.answer import Alternative, Answer, Citation, Searched
from qa.kept.kept_turn import Turn
from qa.page.examples.following import following, next_questions
from qa.page.examples.rows import rows_alike
from qa.page.examples.selection import ExampleQuestion, is_answered_by
from qa.page.session import Session
from qa.page.shared import Shared
from qa.page.suggesting import Suggesting

TEXT = (
    "The old mill was built in 1801. The dam was built in 1931. Ann Reed opened the long dam. "
    "The old harbour was closed in 1950 after a storm. 6.2 Notice is thirty days. 6.3 Fees are low."
)
LABELS = [(TEXT.index("6.2"), TEXT.index(" 6.3"), "6.2"), (TEXT.index("6.3"), len(TEXT), "6.3")]
STRUCTURE = Structure(tuple(Block("paragraph", *span, label=label) for *span, label in LABELS))
DOCUMENT = Document(document_id(TEXT), TEXT, "Dam", ("/d/dam.txt",), (), STRUCTURE)


def cited(sentence, document=DOCUMENT):
    start = document.text.index(sentence)
    return Citation(document, start, start + len(sentence), 0.9)


ANSWER = Answer(
    "When was the dam built?", "When was the dam built?", "answer", 0.9, True,
    (cited("The dam was built in 1931."),), searched=Searched(1, chosen=(DOCUMENT.id,)),
)  # fmt: skip


class Bot:
    """Answers each candidate from its own sentence, but for those in ``wrong``."""

    def __init__(self, wrong=()):
        self.wrong, self.asked = wrong, []
        self.candidates = {c.question: c for c in following(ANSWER)}

    def ask(self, question, documents=None):
        self.asked.append((question, documents))
        span = self.candidates[question].sentence
        answer = Answer(
            question, question, "answer", 0.9, True, (Citation(DOCUMENT, span.start, span.end, 1),)
        )
        return replace(answer, kind="none", citations=()) if question in self.wrong else answer


def test_candidates_are_near_and_not_what_was_quoted():
    questions = [candidate.question for candidate in following(ANSWER)]
    assert questions[0] == "Who opened the long dam?"
    assert (
        "When was the old harbour closed?" in questions
        and "When was the old mill built?" in questions
    )
    assert "When was the dam built?" not in questions
    assert not any("say" in question for question in questions)
    by_clause = following(replace(ANSWER, asked_as="What does clause 6.1 say?"))
    assert "What does clause 6.2 say?" in [candidate.question for candidate in by_clause]
    assert list(following(replace(ANSWER, kind="none", citations=()))) == []


def test_only_what_is_answered_from_its_place_is_offered_within_the_scope():
    bot = Bot(wrong=("Who opened the long dam?",))
    offered = next_questions(bot, ANSWER, ["when was the old mill built?"], lambda: True)
    assert "Who opened the long dam?" not in offered and len(offered) == 1
    assert "When was the old mill built?" not in offered
    assert {documents for _, documents in bot.asked} == {(DOCUMENT.id,)}
    first_alone = iter([True, False]).__next__
    assert next_questions(Bot(), ANSWER, [], first_alone) == ("Who opened the long dam?",)


def in_loop_of_its_own(work):
    """What a coroutine gives; a browser test before this one may have left its loop here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.mark.parametrize("busy", ["typed on", "asked", "left", None])
def test_nothing_is_looked_for_once_the_reader_goes_on(busy):
    shared, bot = Shared(), Bot()
    suggesting = Suggesting(bot, shared)
    session = Session(SimpleNamespace(), (Turn(ANSWER.question, ANSWER, id="t"),))
    ask = bot.ask

    def then(question, documents=None):
        if busy == "typed on":
            in_loop_of_its_own(suggesting({}, session, "tab", lambda: True))
        if busy == "asked":
            shared.turns._at_work["somebody else"] = 1
        return ask(question, documents)

    bot.ask = then

    async def look(event):
        return await suggesting(event, session, "tab", lambda: busy != "left")

    html = in_loop_of_its_own(look({"id": "t"}))
    assert len(bot.asked) == {"left": 0, None: len(bot.asked)}.get(busy, 1)
    if busy is None:
        assert 'data-for="t"' in html and html.count('data-event="ask"') == 3
        assert in_loop_of_its_own(look({"id": "other"})) is None


TABLE = "Item | Charge\nPatient gown | £0.61\nApron | £0.40\nTotal | £1.01\nSheet | £0.55"


def cells(line):
    """A row with its two cells."""
    start = TABLE.index(line)
    middle = start + line.index(" | ")
    spans = ((start, middle, 0), (middle + 3, start + len(line), 1))
    return Block("row", start, start + len(line), table=0, cells=tuple(Cell(*s) for s in spans))


def test_the_rows_below_are_asked_for_in_the_words_of_the_question():
    rows = tuple(cells(line) for line in TABLE.splitlines())
    table = Document(document_id(TABLE), TABLE, "Linen", ("/d/l.txt",), (), Structure(rows))
    row, value = rows[1], rows[1].cells[1]
    question = "What is the charge for a patient gown?"
    cited_row = Citation(table, row.start, row.end, 0.9, value.start, value.end)
    answer = Answer(question, question, "answer", 0.9, True, (cited_row,))
    asked = list(rows_alike(answer))
    assert [each.question for each in asked] == [
        "What is the charge for an apron?", "What is the charge for a sheet?",
    ]  # fmt: skip
    assert [each.answer for each in asked] == ["£0.40", "£0.55"]
    for other in ("What does a gown cost?", "What is the charge?"):
        assert list(rows_alike(replace(answer, asked_as=other))) == []
    assert list(rows_alike(replace(ANSWER, asked_as=question))) == []


@pytest.mark.parametrize(
    ("given", "is_offered"),
    [
        ({}, True),
        ({"confidence": 0.4}, False),
        ({"citations": (cited("Ann Reed"),)}, False),
        ({"citations": (replace(cited("The dam was built in 1931."), answer_start=TEXT.index("dam"),
                                answer_end=TEXT.index("dam") + 3),)}, False),
        ({"alternatives": (Alternative(0.4, (cited("6.3"),), True),)}, False),
    ],
    ids=["right", "unsure", "elsewhere", "other words", "documents disagree"],
)  # fmt: skip
def test_an_offered_question_is_answered_with_the_words_it_was_made_from(given, is_offered):
    start = TEXT.index("The dam")
    sentence = Span(start, TEXT.index(" Ann"))
    candidate = ExampleQuestion("When was the dam built?", DOCUMENT.id, sentence, 0, "in 1931")
    assert is_answered_by(replace(ANSWER, **given), candidate) is is_offered
