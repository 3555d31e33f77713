"""Questions to ask next come from what stands near the quotation, and are asked before."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace

import pytest

from index.structure import Block, Structure
from index.values import Document, document_id
from qa.answer import Answer, Citation, Searched
from qa.kept.kept_turn import Turn
from qa.page.examples.following import following, next_questions
from qa.page.session import Session
from qa.page.shared import Shared
from qa.page.suggesting import Suggesting

TEXT = (
    "The old mill was built in 1801. The dam was built in 1931. Ann Reed opened the long dam. "
    "The harbour was closed in 1950 after a storm. 6.2 Notice is thirty days. 6.3 Fees are low."
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
        "When was the harbour closed?" in questions
        and "When was The old mill built?" not in questions
    )
    assert "When was the dam built?" not in questions
    assert "What does section 6.2 say?" in questions and "What does section 6.3 say?" in questions
    assert list(following(replace(ANSWER, kind="none", citations=()))) == []


def test_only_what_is_answered_from_its_place_is_offered_within_the_scope():
    bot = Bot(wrong=("Who opened the long dam?",))
    offered = next_questions(bot, ANSWER, ["what does section 6.3 say?"], lambda: True)
    assert "Who opened the long dam?" not in offered and "What does section 6.2 say?" in offered
    assert "What does section 6.3 say?" not in offered and len(offered) <= 3
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
            shared.turns._running = 1
        return ask(question, documents)

    bot.ask = then

    async def look(event):
        return await suggesting(event, session, "tab", lambda: busy != "left")

    html = in_loop_of_its_own(look({"id": "t"}))
    assert len(bot.asked) == {"left": 0, None: len(bot.asked)}.get(busy, 1)
    if busy is None:
        assert 'data-for="t"' in html and html.count('data-event="ask"') == 3
        assert in_loop_of_its_own(look({"id": "other"})) is None
