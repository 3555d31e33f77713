"""Reading a document: opened by its title, looked through, turned, enlarged."""

import html
import re
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Page, Span
from qa.page import finding
from qa.page.finding import MOST_HITS, hits
from qa.page.handlers.chat import UNCHANGED, Handlers
from qa.page.session import Session
from qa.page.source_view import ZOOMS, SourceView
from tests.qa.page.fake_bot import DOCUMENTS, KELP, FakeBot, document

LINES = "".join(f"Line {n} says nothing of note.\n" for n in range(20_000))


@pytest.fixture
def bot():
    return FakeBot()


def did(handlers, session, action, **event):
    """The update after a button of the source pane; it has to change something."""
    update = handlers.select({"action": action, **event}, session)
    assert update != UNCHANGED
    return update


def read(handlers, number=0, session=None):
    return did(handlers, session, "read", read=handlers._bot._documents[number].id)


def marked(source, kind):
    pieces = re.findall(rf'<mark class="{kind}"[^<>]*>([^<>]*)</mark>', source)
    return [html.unescape(piece) for piece in pieces]


def test_a_document_is_read_before_anything_is_asked(bot):
    handlers = Handlers(bot)
    update = read(handlers)
    assert "Kelp forests" in update.source and "<mark" not in update.source
    assert update.conversation is None and update.session.turns == ()
    assert 'data-follow="true"' in update.source and "2 pages" in update.source
    assert handlers.select({"action": "read", "read": "gone"}, None) == UNCHANGED


def test_titles_open_their_document_and_chips_their_place(bot):
    handlers = Handlers(bot)
    kelp, tides = DOCUMENTS
    assert f'data-event="read" data-action="read" data-read="{kelp.id}"' in panel(bot)
    *_, update = handlers.ask("moon", None)
    assert f'data-action="read" data-read="{tides.id}"' in update.conversation
    read_it = did(handlers, update.session, "read", read=tides.id)
    assert read_it.session.current is None and 'aria-pressed="true"' not in read_it.conversation
    # What the conversation cites is still marked, and leads back.
    assert marked(read_it.source, "earlier") == [" Spring tides come at new moon."]
    back = did(handlers, read_it.session, "open", turn=0, reference=0, lead="true")
    assert back.session.current == (0, 0) and 'data-follow="false"' in back.source


def panel(bot):
    from qa.page.views.documents_panel import Choice, documents_html

    return documents_html(bot.library.entries(), Choice(), bot.library.relative)


def test_places_of_other_turns_are_marked_and_lead_to_them(bot):
    handlers = Handlers(bot)
    session = None
    for question in ("graze", "eat"):
        *_, update = handlers.ask(question, session)
        session = update.session
    assert marked(update.source, "cite answer current") == ["eat"]
    assert marked(update.source, "earlier") == [" Urchins graze on kelp."]
    assert 'data-turn="0" data-reference="0" data-lead="true" data-name="Q1"' in update.source
    assert 'aria-label="Cited for question 1: graze"' in update.source


def test_hits_are_counted_marked_and_gone_through(bot):
    handlers = Handlers(bot)
    session = did(handlers, read(handlers).session, "find", find=" KELP ").session
    update = did(handlers, session, "hit", step=1)
    counts = re.findall(r'role="status">([^<]*)<', update.source)
    total = len(re.findall("kelp", KELP, re.IGNORECASE))
    assert counts == [f"2 of {total}"]
    assert update.source.count('<mark class="hit') == total
    current = re.findall(
        r'<mark class="hit current"[^<>]*id="cited"[^<>]*>([^<>]*)<', update.source
    )
    assert current == ["Kelp"]
    back = did(handlers, did(handlers, update.session, "hit", step=-1).session, "hit", step=-1)
    assert f"{total} of {total}" in back.source  # round the beginning
    again = did(handlers, session, "find", find="kelp")
    assert "2 of" in did(handlers, again.session, "find", find="kelp").source
    assert "Not in this text" in did(handlers, session, "find", find="<nowhere>").source
    assert "<mark" not in did(handlers, session, "find", find="  ").source


def test_words_are_found_over_line_ends_and_as_they_are():
    text = "Sea\r\n otters (a.b) sea OTTERS a-b"
    assert [text[s.start : s.end] for s in hits(document(text, "T"), "sea  otters")] == [
        "Sea\r\n otters",
        "sea OTTERS",
    ]
    assert hits(document(text, "T"), "a.b") == (Span(14, 17),)
    assert hits(document(text, "T"), " ") == ()
    assert len(hits(document("e" * (MOST_HITS + 5), "T"), "e")) == MOST_HITS


@given(
    st.text(st.sampled_from("aAb \nßİsſKk"), max_size=30),
    st.text(st.sampled_from("aAb ßİsſKk"), min_size=1, max_size=6).filter(str.strip),
    st.integers(1, 9),
)
def test_a_long_text_is_looked_through_part_by_part(text, query, part):
    whole = re.finditer(r"\s+".join(map(re.escape, query.split())), text, re.IGNORECASE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "_AT_ONCE", part)
        assert list(finding._places(text, query.split())) == [Span(*m.span()) for m in whole]


def test_others_go_on_while_somebody_looks_for_words():
    """No other thread runs while an expression matches; here it would for seconds."""
    text, query = "a " * 500_000, f"{'a ' * 99}b"
    looking = threading.Thread(target=finding._hits, args=(text, query))
    looking.start()
    gaps, last = [], time.perf_counter()
    while looking.is_alive():
        time.sleep(0.001)
        gaps.append(time.perf_counter() - last)
        last += gaps[-1]
    assert len(gaps) > 10


def test_a_hit_far_away_is_shown():
    text = f"{LINES}A needle.\n{LINES}A needle, too.\n"
    handlers = Handlers(FakeBot([document(text, "Hay")]))
    session = read(handlers).session
    update = did(handlers, session, "find", find="needle")
    assert "1 of 2" in update.source and len(update.source) < 80_000
    assert marked(update.source, "hit current") == ["needle"]
    second = did(handlers, update.session, "hit", step=1)
    assert marked(second.source, "hit current") == ["needle"]
    assert "needle</mark>, too." in second.source


def test_a_long_text_is_read_part_by_part():
    handlers = Handlers(FakeBot([document(LINES, "Hay")]))
    update = read(handlers)
    assert ">Earlier</button>" not in update.source
    seen, sizes = "", []
    while True:
        seen += html.unescape(re.search(r'class="text"[^>]*>(.*?)</div>', update.source, re.S)[1])
        sizes.append(len(update.source))
        if ">Later</button>" not in update.source:
            break
        update = did(handlers, update.session, "part", step=1)
    assert re.sub(r"<[^>]*>", "", seen) == LINES
    assert max(sizes) < 60_000
    back = did(handlers, update.session, "part", step=-1)
    for _ in range(40):
        if ">Earlier</button>" not in back.source:
            break
        back = did(handlers, back.session, "part", step=-1)
    assert "Line 0 says" in back.source
    assert handlers.select({"action": "part", "step": -1}, back.session) == UNCHANGED


def test_pages_are_turned_and_typed():
    pages = (Page(1, 0, 10), Page(2, 11, 20), Page(3, 21, 30))
    sheets = document("Sheet one.\nAnd two..\nAnd three", "S", pages)
    handlers = Handlers(FakeBot([sheets]))
    session = read(handlers).session
    for typed, number in (("3", 3), (" 2 ", 2), ("99", 3), ("0", 1), ("9" * 30, 3)):
        update = did(handlers, session, "goto", number=typed)
        assert update.session.view.page == number and f'value="{number}"' in update.source
    assert did(handlers, update.session, "page", step=-1).session.view.page == 2
    assert '<span id="cited"></span>And three' in update.source
    for event in ({"step": 1}, {"page": 4}, {"page": True}, {"step": "1"}):
        assert handlers.select({"action": "page", **event}, update.session) == UNCHANGED
    for typed in ("", "two", "-1", "²"):
        assert handlers.select({"action": "goto", "number": typed}, session) == UNCHANGED


@pytest.mark.parametrize("as_text", [False, True])
def test_the_reader_stays_where_the_last_hit_is(as_text):
    pages = (Page(1, 0, 10), Page(2, 11, 20), Page(3, 21, 30))
    handlers = Handlers(FakeBot([document("Sheet one.\nAnd two..\nAnd three", "S", pages)]))
    session = did(handlers, read(handlers).session, "view", text=as_text).session
    at_hit = did(handlers, session, "find", find="three").session
    ended = did(handlers, at_hit, "find", find="")
    assert 'value="3"' in ended.source and "<mark" not in ended.source
    assert 'value="3"' in did(handlers, ended.session, "view", text=not as_text).source
    nowhere = did(handlers, ended.session, "find", find="four")
    assert "Not in this text" in nowhere.source and 'value="3"' in nowhere.source


def test_the_view_is_enlarged_step_by_step_and_keeps_its_size(bot):
    handlers = Handlers(bot)
    session = read(handlers).session
    for zoom in ZOOMS[ZOOMS.index(100) + 1 :]:
        update = did(handlers, session, "zoom", step=1)
        session = update.session
        assert session.view.zoom == zoom and f'data-zoom="{zoom}"' in update.source
    assert handlers.select({"action": "zoom", "step": 1}, session) == UNCHANGED
    *_, answered = handlers.ask("moon", session)
    assert answered.session.view.zoom == ZOOMS[-1]
    assert did(handlers, answered.session, "zoom", step=0).session.view.zoom == 100


@pytest.mark.parametrize("action", ["page", "goto", "view", "zoom", "find", "hit", "part", "x"])
def test_nothing_happens_where_no_document_is_shown(bot, action):
    session = Session(bot.conversation())
    assert Handlers(bot).select({"action": action, "step": 1}, session) == UNCHANGED
    assert Handlers(bot).select({"action": action}, None) == UNCHANGED


def test_what_is_looked_for_is_escaped_and_short(bot):
    handlers = Handlers(bot)
    session = read(handlers).session
    update = did(handlers, session, "find", find='"><script>' + "x" * 5_000)
    assert "<script" not in update.source and len(update.session.view.query) == 200
    assert update.session.view.at_place() == SourceView()
