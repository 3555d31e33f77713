"""Conversations on the page: kept while they go on, opened, edited, renamed, deleted; settings."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from index.user_values import StoredConversation
from qa.kept.kept_turn import LEFT
from qa.kept.page_settings import PageSettings
from qa.page.handlers.chat import LONGEST_TYPED, UNCHANGED, Handlers
from qa.page.handlers.history import HistoryHandlers
from qa.page.views.documents_panel import Choice
from qa.page.views.history_panel import SHOWN, Listing
from tests.qa.page.fake_bot import DOCUMENTS, FakeBot


@pytest.fixture
def bot():
    return FakeBot()


@pytest.fixture
def chat(bot):
    return Handlers(bot)


@pytest.fixture
def history(bot, chat):
    return HistoryHandlers(bot, chat)


def asked(chat, *questions, session=None, **how):
    for question in questions:
        session = list(chat.ask(question, session, **how))[-1].session
    return session


def questions(session):
    return [turn.question for turn in session.turns]


def kept_questions(bot, session):
    return [turn.question for turn in bot.conversations.open(session.id).turns]


def test_a_conversation_is_kept_while_it_goes_on_and_opens_as_it_was(bot, chat):
    session = asked(chat, "day", "volcano", "crash")
    session = chat.select({"action": "rate", "turn": 0, "helpful": True}, session).session
    update = chat.opened(session.id, "")
    assert update.session.turns == session.turns and update.session.id == session.id
    assert f'data-conversation="{session.id}"' in update.conversation
    assert update.session.turns[0].helpful is True
    assert "The question failed: the disk is gone" in update.conversation
    assert chat.begin().conversation.count('data-action="open"') == 1  # "Go on with"


def test_ids_of_a_store_that_came_from_someone_else_are_no_markup(bot, chat):
    kept = asked(chat, "day")
    evil = '"><img src=x>'
    turns = bot.conversations._table.turns(kept.id)
    bot.conversations._table.add(evil, "", "t", [replace(turns[0], id=f"{evil}2")])
    shown = chat.opened(evil, "")
    assert shown.session.id == evil
    assert "<img src=x>" not in shown.conversation


def test_of_a_question_of_any_length_only_so_much_is_kept(bot, chat):
    session = asked(chat, "kelp " * 100_000)
    (turn,) = bot.conversations.open(session.id).turns
    assert len(turn.question) == LONGEST_TYPED
    assert "more than 2,000 characters" in turn.error


def test_whoever_rates_an_answer_of_another_rates_a_copy_of_it(bot, chat):
    session = asked(chat, "day", owner="ada")
    link = session.turns[0].id
    seen = chat.opened(link, "eve").session
    rated = chat.select({"action": "rate", "turn": 0, "helpful": False}, seen, "eve").session
    noted = chat.select({"action": "note", "turn": 0, "note": "no"}, rated, "eve").session
    assert noted.turns[0].helpful is False and noted.turns[0].noted
    assert bot.conversations.open(session.id).turns[0].helpful is None
    assert link not in [id_ for id_, *_ in bot.library.kept]
    assert [kept.id for kept in bot.conversations.list("eve")] == [noted.id]
    assert bot.conversations.open(noted.id).turns[0].helpful is False


def test_a_question_whose_page_was_left_is_kept_without_an_answer(bot, chat):
    steps = chat.ask("moon", None)
    session = next(steps).session
    update = chat.opened(session.id, "")
    assert LEFT in update.conversation and not update.session.pending
    again = asked(chat, "day", session=session)  # the same tab goes on
    assert kept_questions(bot, again) == questions(again) == ["day"]


def test_a_link_to_an_answer_opens_it_with_scope_and_source(bot, chat, history):
    kelp = DOCUMENTS[0]
    session = asked(chat, "day", session=None)
    session = list(chat.ask("Urchins", session, Choice(frozenset({kelp.id}))))[-1].session
    session = asked(chat, "volcano", session=session)
    link = session.turns[1].id
    own = chat.opened(link, "")
    assert own.session.id == session.id and len(own.session.turns) == 3
    assert own.session.current == (1, 0) and ">Urchins</mark>" in own.source
    assert own.conversation.count('data-linked="true"') == 1
    bot.conversations._corpus.user_data.conversations.rename(session.id, "Kelp")
    assert history.select({"action": "open", "id": session.id}, None, Listing(), "").shown.session


def test_anothers_answer_comes_as_a_copy_and_anothers_conversation_not_at_all(bot, chat):
    session = asked(chat, "day", "moon", owner="ada")
    link = session.turns[0].id
    assert bot.conversations.list("bob") == []
    refused = chat.opened(session.id, "bob")
    assert refused.session.turns == () and "no longer kept" in refused.conversation
    copy = chat.opened(link, "bob").session
    assert questions(copy) == ["day"] and copy.id == "" and copy.owner == "bob"
    went_on = asked(chat, "twice", session=copy)
    assert kept_questions(bot, went_on) == ["day", "twice"]
    assert bot.conversations.is_owned(went_on.id, "bob")
    assert kept_questions(bot, session) == ["day", "moon"]


def test_an_edited_question_drops_the_later_ones_until_undone(bot, chat):
    session = asked(chat, "day", "volcano", "moon")
    update = list(chat.ask("twice", session, edited=1))[-1]
    edited = update.session
    assert questions(edited) == kept_questions(bot, edited) == ["day", "twice"]
    assert "Question changed and 1 later question dropped." in update.conversation
    undone = chat.select({"action": "undo"}, edited).session
    assert undone.turns == session.turns and kept_questions(bot, undone) == questions(session)
    assert chat.select({"action": "undo"}, undone) == UNCHANGED
    gone = asked(chat, "day", session=edited)
    assert gone.dropped == () and "Question changed" not in chat.opened(gone.id, "").conversation


def test_documents_that_are_back_are_quoted_again(bot, chat, history):
    session = asked(chat, "day", "moon")
    tides = DOCUMENTS[1]
    assert chat.relooked(session) == chat.relooked(None) == UNCHANGED
    bot.library.withdraw(tides.id, tides.source)
    missing = chat.opened(session.id, "")
    assert "no longer among the documents" in missing.conversation
    assert chat.relooked(missing.session) == UNCHANGED
    bot.library.restore(tides.source)
    back = chat.relooked(missing.session)
    assert "no longer among" not in back.conversation
    assert back.session.turns == session.turns and chat.relooked(back.session) == UNCHANGED


def test_the_list_is_searched_renamed_deleted_and_undone(bot, chat, history):
    session, other = asked(chat, "day"), asked(chat, "moon")
    listed = history.select({"action": "search", "text": "MOO"}, session, Listing(), "")
    assert (
        ">moon<" in listed.kept and ">day<" not in listed.kept and listed.listing == Listing("MOO")
    )
    event = {"action": "rename", "id": session.id, "title": "<b>Tides \ud83d"}
    renamed = history.select(event, session, Listing(), "")
    assert "&lt;b&gt;Tides ?" in renamed.kept and 'aria-current="true"' in renamed.kept
    deleted = history.select({"action": "delete", "id": session.id}, session, Listing(), "")
    assert deleted.shown.session.turns == () and "Deleted <bdi>&lt;b&gt;Tides" in deleted.kept
    assert deleted.kept.count('class="kept-open"') == 1
    restored = history.select({"action": "restore", "id": session.id}, None, Listing(), "")
    assert restored.kept.count('class="kept-open"') == 2
    kept = history.select({"action": "delete", "id": session.id}, other, Listing(), "")
    assert kept.shown == UNCHANGED  # another one is open
    for action in ("open", "rename", "delete", "nonsense", None):
        strange = history.select(
            {"action": action, "id": other.id, "title": "x"}, None, Listing(), "bob"
        )
        assert ">moon<" not in strange.kept
    assert [about.title for about in bot.conversations.list()] == ["moon"]


def test_opening_restores_the_documents_that_were_asked(bot, chat, history):
    kelp = DOCUMENTS[0]
    session = list(chat.ask("day", None, Choice(frozenset({kelp.id}))))[-1].session
    assert "Asked of 1 of 2 documents" in chat.opened(session.id, "").conversation
    update = history.select({"action": "open", "id": session.id}, None, Listing(), "")
    assert update.documents == (kelp.id,) == history.scope(session.turns[0].id, "")
    assert history.scope("nothing", "") == ()
    pending = session.asked("moon")
    assert (
        history.select({"action": "open", "id": session.id}, pending, Listing(), "").shown
        == UNCHANGED
    )


def test_a_conversation_that_cannot_be_kept_goes_on_and_says_so(bot, chat, monkeypatch, caplog):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bot.conversations, "add", full)
    pending, answered = chat.ask("day", None)
    assert answered.session.turns[0].answer.found
    assert "cannot be kept" in pending.conversation and "cannot be kept" in answered.conversation
    assert "a conversation cannot be kept" in caplog.text


def test_below_high_the_headline_is_smaller_and_says_so(chat):
    html = list(chat.ask("day", None))[-1].conversation
    assert "Perhaps" not in html and " unsure" not in html
    html = list(chat.ask("half a metre", None))[-1].conversation
    assert 'class="quote unsure"' in html and "Perhaps; read the source" in html


def test_the_settings_are_kept_and_followed(bot, chat, history):
    plain = list(chat.ask("volcano", None))[-1]
    assert "Best guess" not in plain.conversation
    html = history.settings({"action": "guess", "on": True}, "")
    assert " checked" in html and "As calibrated (0.60)" in html
    html = history.settings({"action": "least", "text": "0.75"}, "")
    assert '<option value="0.75" selected>' in html
    assert bot.conversations.settings("") == PageSettings(0.75, True)
    assert '<option value="plain" selected>' in html
    for style in ("bibtex", "other"):
        html = history.settings({"action": "citing", "text": style}, "")
        assert '<option value="bibtex" selected>' in html
    assert bot.conversations.settings("") == PageSettings(0.75, True, "bibtex")
    assert bot.conversations.settings("ada") == PageSettings()
    update = list(chat.ask("volcano", None))[-1]
    assert (update.session.talk.least, bot.least) == ([0.75], [])
    guess = re.search(r'class="guess">.*?</section>', update.conversation)[0]
    assert "too uncertain to be an answer" in guess and ">Kelp</blockquote>" in guess
    assert "low · 0.30" in guess
    again = chat.opened(update.session.id, "")
    assert "Best guess" in again.conversation
    for text in ("", "2", "nan", None):
        history.settings({"action": "least", "text": text}, "")
        assert bot.conversations.settings("") == PageSettings(None, True, "bibtex")
    history.settings({"action": "guess"}, "")
    assert bot.conversations.settings("") == PageSettings(citing="bibtex")


def test_each_deletion_can_be_undone_by_itself_until_all_are_erased(bot, chat, history):
    first, second, third = (asked(chat, question) for question in ("day", "moon", "<twice>"))
    for session in (first, third):
        update = history.select({"action": "delete", "id": session.id}, second, Listing(), "")
    assert "Recently deleted (2)" in update.kept and "&lt;twice&gt;" in update.kept
    # Both may be deleted within one millisecond, which is how finely the times are kept.
    assert {gone.title for gone in bot.conversations.deleted()} == {"<twice>", "day"}
    assert kept_titles(bot) == ["moon"]
    update = history.select({"action": "restore", "id": first.id}, second, Listing(), "")
    assert sorted(kept_titles(bot)) == ["day", "moon"] and "Recently deleted (1)" in update.kept
    # Another's list neither shows nor erases them.
    assert (
        "Recently deleted" not in history.select({"action": "empty"}, None, Listing(), "eve").kept
    )
    assert "Recently deleted (1)" in history.select({"action": "search"}, None, Listing(), "").kept
    update = history.select({"action": "empty"}, second, Listing(), "")
    assert "Recently deleted" not in update.kept
    history.select({"action": "restore", "id": third.id}, second, Listing(), "")
    assert sorted(kept_titles(bot)) == ["day", "moon"]


def test_deleted_conversations_are_searched_too(bot, chat, history):
    for question in ("day", "moon"):
        id_ = asked(chat, question).id
        update = history.select({"action": "delete", "id": id_}, None, Listing(), "")
    asked(chat, "twice")
    assert "Erase 2 conversations" in update.kept and '<details class="deleted">' in update.kept
    update = history.select({"action": "search", "text": " MOO"}, None, update.listing, "")
    assert "Restore moon" in update.kept and "Restore day" not in update.kept
    assert "Only deleted conversations have these words." in update.kept
    assert '<details class="deleted" data-searched open>' in update.kept
    assert "Erase" not in update.kept.replace("Erased 30 days", "")  # it would erase others, too
    id_ = bot.conversations.deleted("", "moon")[0].id
    update = history.select({"action": "restore", "id": id_}, None, update.listing, "")
    assert "Recently deleted" not in update.kept and ">moon<" in update.kept
    update = history.select({"action": "search", "text": "whale"}, None, update.listing, "")
    assert "No conversation with these words." in update.kept


def test_every_conversation_can_be_reached_however_many_there_are(bot, history):
    table = bot.conversations._table
    count = 2 * SHOWN + 1
    now = datetime.now(UTC).isoformat("T", "milliseconds")
    for number in range(count):
        for id_, deleted in ((f"kept{number}", ""), (f"gone{number}", now)):
            table.put(StoredConversation(id_, "", "When?", now, 0, deleted), [])
    listing = Listing()
    for step, (kept, gone) in {
        "": (SHOWN, SHOWN),
        "gone": (SHOWN, 2 * SHOWN),
        "kept": (2 * SHOWN, 2 * SHOWN),
        "nonsense": (2 * SHOWN, 2 * SHOWN),
    }.items():
        event = {"action": "more", "list": step} if step else {}
        update = history.select(event, None, listing, "")
        listing = update.listing
        assert (update.kept.count("kept-open"), update.kept.count("kept-gone")) == (kept, gone)
    assert update.kept.count("Show 1 more</button>") == 2
    update = history.select({"action": "more", "list": "gone"}, None, listing, "")
    assert update.kept.count("kept-gone") == count and 'data-list="gone"' not in update.kept
    id_ = re.findall(r'data-action="restore" data-id="(\w+)"', update.kept)[-1]
    update = history.select({"action": "restore", "id": id_}, None, update.listing, "")
    assert update.kept.count("kept-gone") == count - 1  # what is shown stays shown
    listing = history.select({"action": "search", "text": ""}, None, update.listing, "").listing
    assert listing == Listing()


def test_what_is_offered_to_go_on_with_is_what_is_there(bot, chat, history):
    day, moon = asked(chat, "day"), asked(chat, "moon")
    empty = chat.begin().session
    for event, offered in (
        ({"action": "delete", "id": day.id}, ["moon"]),
        ({"action": "restore", "id": day.id}, ["moon", "day"]),
        ({"action": "rename", "id": moon.id, "title": "Tides"}, ["Tides", "day"]),
    ):
        shown = history.select(event, empty, Listing(), "").shown
        assert re.findall(r"<bdi>(\w+)</bdi> <small>", shown.conversation) == offered
        assert shown.source is None and shown.session is None
    assert (
        history.select({"action": "delete", "id": moon.id}, day, Listing(), "").shown == UNCHANGED
    )


def kept_titles(bot):
    return [kept.title for kept in bot.conversations.list()]
