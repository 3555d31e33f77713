"""The fake bot's answers can be worked out by hand: it looks for the question's words as typed."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from index.values import Document, Page, document_id
from qa.answer import Alternative, Answer, Citation
from qa.page.handlers import Handlers
from qa.page.session import Session, references

KELP = (
    "Kelp forests\r\n\r\nKelp grows up to half a metre a day. Urchins graze on kelp.\r\n"
    "Sea otters eat urchins.\r\n"
)
TIDES = "Tides <b>rise</b> &amp; fall twice a day. Spring tides come at new moon."


def document(text: str, title: str, pages: tuple[Page, ...] = ()) -> Document:
    return Document(document_id(text), text, title, (f"/folder/{title}.txt",), pages)


DOCUMENTS = (
    document(KELP, "Kelp", (Page(1, 0, 16), Page(2, 16, len(KELP)))),
    document(TIDES, "<img src=x onerror=alert(1)>"),
)


class FakeBot:
    """Finds the question, less its question mark, in the sentences of its documents."""

    def __init__(self, documents=DOCUMENTS, calibrated=True):
        self._documents = tuple(documents)
        self._calibrated = calibrated
        self.refused = ()
        self.asked = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        pass

    def conversation(self):
        return FakeBot(self._documents, self._calibrated)

    def document_count(self):
        return len(self._documents)

    def documents(self):
        return self._documents

    def document(self, id):
        return next(d for d in self._documents if d.id == id)

    def ask(self, question, documents=None, *, as_typed=False):
        if not question.strip():
            raise ValueError("the question is empty")
        if len(question) > 2000:
            raise ValueError("the question has more than 2,000 characters")
        if question == "crash":
            raise RuntimeError("the disk is gone\nand more")
        self.asked.append((question, as_typed) if as_typed else question)
        wanted = question.removesuffix("?")
        found, others = [], []
        for doc in self._documents:
            for sentence in re.finditer(r"[^.\r\n]+\.", doc.text):
                at = doc.text.find(wanted, *sentence.span())
                if at < 0:
                    others.append(Citation(doc, *sentence.span(), 0.1))
                else:
                    span = (at, at + len(wanted))
                    found.append(Citation(doc, *sentence.span(), 0.9, *span))
        alternatives = (Alternative(0.2, (others[0],)),) if others else ()
        return Answer(
            question,
            question,
            bool(found),
            0.91 if found else 0.12,
            self._calibrated,
            citations=tuple(found),
            alternatives=alternatives if found else (),
            related=tuple(others[:3]),
        )


@pytest.fixture
def bot():
    return FakeBot()


def ask(handlers, question, session=None):
    """The updates of one question."""
    return list(handlers.ask(question, session))


def test_question_appears_before_its_answer(bot):
    pending, answered = ask(Handlers(bot), "urchins?")
    assert pending.question == "" and pending.source is None
    assert "urchins?" in pending.conversation and "Reading the documents" in pending.conversation
    assert "Reading the documents" not in answered.conversation
    assert answered.question is None
    assert "Sea otters eat" in answered.source


def test_found_answer_shows_confidence_and_numbered_citations(bot):
    html = ask(Handlers(bot), "day")[-1].conversation
    assert "Confidence: high · 0.91" in html
    assert re.findall(r'data-turn="0" data-reference="(\d)"', html) == ["0", "1", "2"]
    assert re.findall(r'class="number">(\d)', html) == ["1", "2", "3"]
    assert re.findall(r'aria-pressed="(\w+)"', html) == ["true", "false", "false"]
    assert "page 2" in html and "Also found" in html


def test_no_figure_when_not_calibrated():
    html = ask(Handlers(FakeBot(calibrated=False)), "day")[-1].conversation
    assert "Confidence: high<" in html and "0.91" not in html


def test_declined_answer_is_calm_and_offers_the_closest_sentences(bot):
    update = ask(Handlers(bot), "volcano")[-1]
    assert "Not in these documents" in update.conversation
    assert (
        "Closest sentences" in update.conversation and 'data-reference="2"' in update.conversation
    )
    assert update.session.current is None and "<mark" not in update.source


def test_choosing_a_citation_opens_its_document(bot):
    handlers = Handlers(bot)
    session = ask(handlers, "day")[-1].session
    update = handlers.show(0, 1, session)
    assert "Tides &lt;b&gt;rise&lt;/b&gt; &amp;amp; fall twice a " in update.source
    assert '<mark class="cite answer current" data-cites="0">day</mark>' in update.source
    assert "characters 0–41" in update.source and 'data-follow="true"' in update.source
    assert update.session.current == (0, 1)
    again = handlers.show(0, 1, update.session)
    assert again.source != update.source  # so that the browser scrolls again


@pytest.mark.parametrize(
    ("turn", "reference"), [(1, 0), (0, 9), (-1, 0), (0, -1), ("0", 0), (None, None), (0.0, 0)]
)
def test_choice_that_no_button_offers_changes_nothing(bot, turn, reference):
    handlers = Handlers(bot)
    session = ask(handlers, "day")[-1].session
    assert handlers.show(turn, reference, session) == (None, None, None, None)
    assert handlers.show(turn, reference, None) == (None, None, None, None)


def test_document_title_and_question_are_escaped(bot):
    handlers = Handlers(bot)
    for question in ("twice", "<script>alert(1)</script>", "**bold** ${1+1} {{value}}"):
        update = ask(handlers, question)[-1]
        shown = handlers.show(0, 0, update.session)
        for html in (update.conversation, shown.conversation, shown.source):
            assert "<script" not in html and "<img" not in html and "<b>rise" not in html
    assert "&lt;script&gt;" in ask(handlers, "<script>")[-1].conversation


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("x" * 2001, "The question has more than 2,000 characters"),
        ("crash", "The question failed: the disk is gone"),
        ("half \ud83d", "The question holds characters that are not text"),
    ],
)
def test_error_is_a_message_and_the_question_returns_to_the_box(bot, question, message):
    update = ask(Handlers(bot), question)[-1]
    assert f'role="alert">{message}</p>' in update.conversation
    assert update.question == question
    update.conversation.encode("utf-8")


def test_empty_question_changes_nothing(bot):
    assert ask(Handlers(bot), " \n") == [(None, None, None, None)]


def test_each_session_has_its_own_conversation(bot):
    handlers = Handlers(bot)
    first = ask(handlers, "day")[-1].session
    second = ask(handlers, "moon")[-1].session
    first = ask(handlers, "kelp", first)[-1].session
    assert first.talk.asked == ["day", "kelp"] and second.talk.asked == ["moon"]
    assert [turn.question for turn in first.turns] == ["day", "kelp"]
    assert bot.asked == []


def test_unanswered_turn_and_the_oldest_leave_the_page(bot, monkeypatch):
    monkeypatch.setattr("qa.page.session.MAX_TURNS", 2)
    session = Session(bot.conversation()).asked("left behind").asked("day")
    assert [turn.question for turn in session.turns] == ["day"]
    session = session.completed(session.turns[-1]).asked("kelp")
    handlers = Handlers(bot)
    for question in ("day", "moon", "kelp"):
        session = ask(handlers, question, session)[-1].session
    assert [turn.question for turn in session.turns] == ["moon", "kelp"]


def test_reference_numbers_follow_the_page(bot):
    answer = bot.ask("day")
    assert references(answer) == (*answer.citations, *answer.alternatives[0].citations)
    declined = bot.ask("volcano")
    assert references(declined) == declined.related


def test_json_is_the_answers_own(bot):
    assert Handlers(bot).answer("moon") == bot.ask("moon").to_dict()
    with pytest.raises(ValueError, match="empty"):
        Handlers(bot).answer("")


def test_long_document_is_shown_around_the_citation():
    lines = "".join(f"Line {n} says nothing.\n" for n in range(60_000))
    text = lines + "The needle is here.\n" + lines
    handlers = Handlers(FakeBot([document(text, "Haystack")]))
    source = ask(handlers, "needle")[-1].source
    assert len(source) < 60_000
    assert "A long document" in source and f"of {len(text):,}" in source
    assert ">needle</mark>" in source


def test_assets_name_no_other_host():
    for file in Path("qa/page/assets").iterdir():
        assert not re.search(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)\w", file.read_text("utf-8"))


class Completing(FakeBot):
    """Asks a follow-up about <b>."""

    def conversation(self):
        return Completing(self._documents, self._calibrated)

    def ask(self, question, documents=None, *, as_typed=False):
        answer = super().ask(question, as_typed=as_typed)
        return answer if as_typed else replace(answer, asked_as=f"{question} (<b>)")


@pytest.mark.parametrize("question", ["day", "volcano"])
def test_a_completed_question_is_shown_and_can_be_edited(question):
    handlers = Handlers(Completing())
    update = ask(handlers, question)[-1]
    assert f"Understood as: <bdi>{question} (&lt;b&gt;)</bdi>" in update.conversation
    assert 'data-edit="0"' in update.conversation
    edit = handlers.edit(0, update.session)
    assert edit.question == f"{question} (<b>)"
    # What is left in the box is asked as it stands; the question after it is completed again.
    after = ask(handlers, "kelp", edit.session)[-1]
    assert "data-edit" not in after.conversation.split("kelp</h2>")[1]
    again = ask(handlers, "fall", after.session)[-1]
    assert again.session.talk.asked == [question, ("kelp", True), "fall"]
    assert 'data-edit="2"' in again.conversation


def test_nothing_to_edit_changes_nothing(bot):
    handlers = Handlers(bot)
    session = ask(handlers, "day")[-1].session
    assert "Understood as" not in ask(handlers, "day")[-1].conversation
    for turn, of in ((0, None), (1, session), (-1, session), ("0", session), (None, session)):
        assert handlers.edit(turn, of) == (None, None, None, None)
