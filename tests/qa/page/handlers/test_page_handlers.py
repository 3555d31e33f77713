"""The fake bot's answers can be worked out by hand: it looks for the question's words as typed."""

import re
from pathlib import Path

import pytest

from index.loaders import load
from index.loaders.drawn_pages import NotDrawn
from index.values import Document, document_id
from qa.marks import escape
from qa.page.handlers.chat import UNCHANGED, Handlers
from qa.page.session import Session, references
from qa.page.views.documents_panel import Choice
from qa.places import cited_place
from tests.index.loaders.pdf_samples import laid_out
from tests.qa.page.fake_bot import DOCUMENTS, Completing, FakeBot, document


@pytest.fixture
def bot():
    return FakeBot()


def ask(handlers, question, session=None):
    """The updates of one question."""
    return [drawn(handlers, update) for update in handlers.ask(question, session)]


def drawn(handlers, update):
    """The update once the page of its source is drawn."""
    if update.drawing is None:
        return update
    page = update.drawing.result(30)
    return update._replace(source=handlers.drawn(update, page).source)


def opened(handlers, turn, reference, session):
    event = {"action": "open", "turn": turn, "reference": reference}
    return drawn(handlers, handlers.select(event, session))


def test_question_appears_before_its_answer(bot):
    pending, answered = ask(Handlers(bot), "urchins?")
    assert pending.question is None and pending.source is None
    assert "urchins?" in pending.conversation and "Reading the documents" in pending.conversation
    assert "Reading the documents" not in answered.conversation
    assert answered.question is None
    assert "Sea otters eat" in answered.source


def test_found_answer_shows_confidence_and_numbered_citations(bot):
    html = ask(Handlers(bot), "day")[-1].conversation
    assert "Confidence: high · 0.91" in html
    assert re.findall(r'data-turn="0" data-reference="(\d)"', html) == ["0", "1", "2"]
    assert re.findall(r'class="number">(\d)', html) == ["1", "2", "3"]
    assert re.findall(r'reference="\d" aria-pressed="(\w+)"', html) == ["true", "false", "false"]
    assert "page 2" in html and "Also found" in html


def test_no_figure_when_not_calibrated():
    html = ask(Handlers(FakeBot(calibrated=False)), "day")[-1].conversation
    assert "Confidence: high<" in html and "0.91" not in html


def test_declined_answer_is_calm_and_the_closest_sentence_is_open(bot):
    update = ask(Handlers(bot), "volcano")[-1]
    assert "I found nothing in these documents that answers this" in update.conversation
    assert f"Searched: {bot.document_count()} documents" in update.conversation
    unread = "Not read: scan.pdf: page 2: a picture &lt;b&gt;without&lt;/b&gt; text"
    assert unread in update.conversation
    nowhere = "Words of the question that occur in none of the documents: quorm, &lt;i&gt;"
    assert nowhere in update.conversation
    assert (
        "Closest sentences" in update.conversation and 'data-reference="2"' in update.conversation
    )
    closest = update.session.answers[0].related[0]
    assert update.session.current == (0, 0) and closest.answer_start is None
    assert f'data-cites="0" id="cited" data-label="1">{closest.text[:12]}' in update.source
    assert "One of the closest sentences. It may not answer the question." in update.source
    assert 'data-follow="false"' in update.source


def test_evidence_is_quoted_whole_with_its_first_sentence_open(bot):
    update = ask(Handlers(bot), "Why volcano?")[-1]
    html = update.conversation
    assert "say why outright. What they say about it:" in html
    assert re.findall(r'data-turn="0" data-reference="(\d)"', html) == ["0", "1"]
    assert "<blockquote" not in html and "<b>" not in html
    assert update.session.current == (0, 0)
    assert "answer current" not in update.source


def test_help_says_what_to_ask(bot):
    update = ask(Handlers(bot), "Hello")[-1]
    assert "Ask me about these 2 documents." in update.conversation
    assert "Searched" not in update.conversation and "Confidence" not in update.conversation
    assert update.session.current is None


def test_choosing_a_citation_opens_its_document(bot):
    handlers = Handlers(bot)
    session = ask(handlers, "day")[-1].session
    update = opened(handlers, 0, 1, session)
    assert "Tides &lt;b&gt;rise&lt;/b&gt; &amp;amp; fall twice a " in update.source
    assert '<mark class="cite answer current" data-cites="0">day</mark>' in update.source
    assert "characters 0–41" in update.source and 'data-follow="true"' in update.source
    assert update.session.current == (0, 1)
    again = opened(handlers, 0, 1, update.session)
    assert again.source != update.source  # so that the browser scrolls again


@pytest.mark.parametrize(
    ("turn", "reference"), [(1, 0), (0, 9), (-1, 0), (0, -1), ("0", 0), (None, None), (0.0, 0)]
)
def test_choice_that_no_button_offers_changes_nothing(bot, turn, reference):
    handlers = Handlers(bot)
    session = ask(handlers, "day")[-1].session
    assert opened(handlers, turn, reference, session) == UNCHANGED
    assert opened(handlers, turn, reference, None) == UNCHANGED


def test_document_title_and_question_are_escaped(bot):
    handlers = Handlers(bot)
    for question in ("twice", "<script>alert(1)</script>", "**bold** ${1+1} {{value}}"):
        update = ask(handlers, question)[-1]
        shown = opened(handlers, 0, 0, update.session)
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
    assert update.question is None and 'class="edit"' in update.conversation
    update.conversation.encode("utf-8")


def test_empty_question_changes_nothing(bot):
    assert ask(Handlers(bot), " \n") == [UNCHANGED]


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


def test_long_document_is_shown_around_the_citation():
    lines = "".join(f"Line {n} says nothing.\n" for n in range(60_000))
    text = lines + "The needle is here.\n" + lines
    handlers = Handlers(FakeBot([document(text, "Haystack")]))
    source = ask(handlers, "needle")[-1].source
    assert len(source) < 60_000
    assert f"of {len(text):,}" in source and source.count(">Later</button>") == 2
    assert ">needle</mark>" in source


def test_assets_name_no_other_host():
    for file in Path("qa/page/assets").iterdir():
        assert not re.search(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)\w", file.read_text("utf-8"))


def test_before_the_first_question_examples_are_offered(bot):
    handlers = Handlers(bot, "<b>folder")
    handlers.examples = ("What grows?", "Why <now>?")
    update = handlers.begin()
    assert "&lt;b&gt;folder" in update.conversation and "2 documents" in update.conversation
    assert 'data-question="Why &lt;now&gt;?"' in update.conversation
    assert update.session.turns == ()


def test_an_example_a_retry_and_an_edit_are_questions(bot):
    handlers = Handlers(bot)
    session = ask(handlers, "day")[-1].session
    assert handlers.question_of({"question": "What grows?"}, None) == "What grows?"
    assert handlers.question_of({"turn": 0}, session) == "day"
    for event in ({}, {"turn": 9}, {"turn": "0"}, {"turn": None, "question": None}):
        assert handlers.question_of(event, session) == ""


def test_a_completed_question_is_shown_and_can_be_edited(bot, monkeypatch):
    plain = ask(Handlers(bot), "day")[-1].conversation
    assert "Understood as" not in plain
    monkeypatch.setattr(bot, "conversation", lambda: Completing(bot), raising=False)
    for question in ("day", "volcano"):
        html = ask(Handlers(bot), question)[-1].conversation
        assert f"Understood as <q><bdi>{question} &lt;of kelp&gt;?</bdi></q>" in html
        assert 'name="question"' in html and f'value="{question} &lt;of kelp&gt;?"' in html
        assert 'name="as_typed"' in html
    *_, edited = Handlers(bot).ask("day", None, as_typed=True)
    assert "Understood as" not in edited.conversation


def test_clear_begins_anew_but_not_while_an_answer_is_awaited(bot):
    handlers = Handlers(bot)
    session = ask(handlers, "day")[-1].session
    cleared = handlers.select({"action": "clear"}, session)
    assert cleared.session.turns == () and cleared.session.talk is not session.talk
    assert "Ask these documents" in cleared.conversation and "<mark" not in cleared.source
    assert handlers.select({"action": "clear"}, session.asked("moon")) == UNCHANGED


def test_thumb_and_note_are_kept_with_the_answer(bot):
    handlers = Handlers(bot)
    session = ask(handlers, "day")[-1].session
    update = handlers.select({"action": "rate", "turn": 0, "helpful": False}, session)
    assert 'aria-label="Not helpful" title="Not helpful" aria-pressed="true"' in update.conversation
    assert 'name="note"' in update.conversation
    noted = handlers.select({"action": "note", "turn": 0, "note": " half \ud83d "}, update.session)
    assert "Your note is kept" in noted.conversation
    id_ = session.turns[0].id
    assert bot.library.kept == [(id_, "day", False, ""), (id_, "day", False, "half ?")]
    for event in ({"turn": 9}, {"turn": None}, {}):
        assert handlers.select({"action": "rate", **event}, session) == UNCHANGED
    assert handlers.select({"action": "note", "turn": 0, "note": "x"}, session) == UNCHANGED


def test_copied_are_the_answer_the_quotation_and_its_place(bot):
    update = ask(Handlers(bot), "moon")[-1]
    cited = update.session.cited[0]
    place = escape(cited_place(cited))
    quoted = f"moon\n\n“{escape(cited.text)}”\n{place}"
    assert f'data-copy-plain="{quoted}"' in update.conversation
    assert (
        f'data-copy-markdown="**moon**\n\n&gt; {escape(cited.text.strip())}' in update.conversation
    )


def test_questions_can_be_restricted_to_documents(bot):
    handlers = Handlers(bot)
    kelp, tides = DOCUMENTS
    found = list(handlers.ask("day", None, Choice(frozenset({tides.id}))))[-1]
    assert {c.document.id for c in found.session.cited} == {tides.id}
    both = Choice(frozenset({kelp.id, tides.id, "gone"}))
    assert len(list(handlers.ask("day", None, both))[-1].session.answers[0].citations) == 2
    gone = list(handlers.ask("day", None, Choice(frozenset({"gone"}))))[-1]
    assert "no longer there" in gone.conversation


PDF_LINE = "Kelp grows fast. Urchins graze on kelp. Otters eat urchins."


@pytest.fixture
def paged():
    """A bot with one PDF of three pages; the line stands on the second."""
    data = laid_out([[("Nothing.", 12)], [(PDF_LINE, 12)], [("The end.", 12)]])
    extracted = load(data, ".pdf")
    pdf = Document(
        document_id(extracted.text), extracted.text, "<Kelp>", ("/f/k.pdf",), extracted.pages
    )
    bot = FakeBot([pdf])
    bot.library.originals[pdf.id] = data
    return bot


def shown_page(update):
    """Number of the page that the source shows, and of the last one."""
    return tuple(
        int(re.search(pattern, update.source)[1])
        for pattern in (r'name="number" value="(\d+)"', r">of (\d+)</span>")
    )


def test_the_page_of_a_pdf_is_drawn_with_boxes_and_turned(paged):
    handlers = Handlers(paged)
    update = ask(handlers, "graze")[-1]
    assert 'alt="Page 2 of &lt;Kelp&gt;, with 1 cited passage marked"' in update.source
    kinds = re.findall(r'class="box ([a-z ]+)"', update.source)
    assert kinds[:2] == ["cite current", "cite current answer"]
    assert update.source.count('id="cited"') == 1 and shown_page(update) == (2, 3)
    turned = drawn(handlers, handlers.select({"action": "page", "page": 3}, update.session))
    assert shown_page(turned) == (3, 3) and 'class="box' not in turned.source
    assert turned.conversation is None
    assert 'aria-label="Next page" title="Next page" disabled' in turned.source
    for page in (0, 4, None, "2"):
        assert handlers.select({"action": "page", "page": page}, update.session) == UNCHANGED
    as_text = handlers.select({"action": "view", "text": True}, update.session)
    assert '<mark class="cite answer current" data-cites="0">graze</mark>' in as_text.source
    back = opened(handlers, 0, 0, turned.session)
    assert shown_page(back) == (2, 3)


def test_no_boxes_when_the_file_has_changed(paged):
    paged.library.originals.clear()
    source = ask(Handlers(paged), "graze")[-1].source
    assert "not what it was" in source and "<img" not in source and ">graze</mark>" in source


def test_the_text_is_shown_until_the_page_is_drawn(paged):
    handlers = Handlers(paged)
    *_, update = handlers.ask("graze", None)
    assert "takes a while to draw" in update.source and ">graze</mark>" in update.source
    assert shown_page(update) == (2, 3) and "Try again" not in update.source
    # Of that page alone: a reader who turned to it is not taken to the beginning.
    last = handlers.select({"action": "page", "page": 3}, update.session)
    larger = handlers.select({"action": "zoom", "step": 1}, last.session)
    assert "takes a while to draw" in larger.source and "graze" not in larger.source
    page = update.drawing.result(30)
    alone = handlers.drawn(update, page)
    assert "<img" in alone.source and alone.session is alone.conversation is None


def test_why_a_page_is_not_drawn_stands_above_its_text(paged):
    handlers = Handlers(paged)
    *_, update = handlers.ask("graze", None)
    source = handlers.drawn(update, NotDrawn("It takes <b>ages</b>")).source
    assert "It takes &lt;b&gt;ages&lt;/b&gt;. This is its text." in source
    assert "Try again" in source and ">graze</mark>" in source and "<img" not in source
    again = handlers.select({"action": "view", "text": False}, update.session)
    assert "<img" in drawn(handlers, again).source
