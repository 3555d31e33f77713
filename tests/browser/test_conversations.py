"""Conversations that last: drafts, reloads, links, edits, the panel, settings."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from index.user_values import StoredConversation
from qa.page.views.history_panel import SHOWN
from tests.qa.page.fake_bot import DOCUMENTS, FakeBot, document

pytestmark = pytest.mark.browser


def test_nothing_is_lost_by_a_reload_or_by_typing_on(serve, visit):
    bot, go_on = FakeBot(), threading.Event()
    ask = bot.ask

    def slow(question, documents=None, **how):
        go_on.wait(20)
        return ask(question, documents, **how)

    bot.conversation = lambda: bot
    bot.ask = slow
    visitor = visit(serve(bot))
    page = visitor.page
    page.fill("#question textarea", "moon")
    page.keyboard.press("Enter")
    page.wait_for_timeout(20)
    page.keyboard.type("the next one, typed while the first is read", delay=4)
    go_on.set()
    page.wait_for_selector(".turn .tools")
    typed = "the next one, typed while the first is read"
    assert page.input_value("#question textarea") == typed
    visitor.reload()
    page.wait_for_selector(".turn .tools")
    assert visitor.text(".quote") == "moon" and visitor.marked() == DOCUMENTS[1].text[41:]
    page.wait_for_function("value => document.querySelector('#question textarea').value === value",
                           arg=typed)  # fmt: skip
    page.keyboard.press("Control+A")
    visitor.ask("crash")  # what cannot be asked goes back into the box
    page.wait_for_function("document.querySelector('#question textarea').value === 'crash'")


def test_an_answer_is_linked_edited_and_undone(serve, visit):
    address = serve(FakeBot())
    visitor = visit(address)
    page = visitor.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for question in ("urchins", "moon", "twice"):
        visitor.ask(question)
    page.click(".turn:nth-child(2) .tool[data-link]")
    page.wait_for_selector("text=Link copied")
    link = page.evaluate("navigator.clipboard.readText()")
    other = visit(address, link.removeprefix(address))
    other.page.wait_for_selector(".turn[data-linked]")
    assert other.page.locator(".turn").count() == 3 and other.marked("answer") == "moon"
    page.locator(".turn:nth-child(2) .edit summary").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn:nth-child(2) .edit textarea:focus")
    page.fill(".turn:nth-child(2) .edit textarea", "kelp")
    page.keyboard.press("Enter")
    page.wait_for_selector(".undo")
    assert page.locator(".question").all_inner_texts() == ["urchins", "kelp"]
    visitor.press(".undo button", ".turn:nth-child(3)")
    page.wait_for_function(
        "document.querySelector('#source mark.current.answer')?.textContent === 'moon'"
    )
    assert page.get_attribute(".turn:nth-child(2) .chip", "aria-pressed") == "true"
    assert page.locator(".question").all_inner_texts() == ["urchins", "moon", "twice"]


def test_conversations_are_listed_searched_renamed_deleted_and_opened(serve, visit):
    visitor = visit(serve(FakeBot()))
    page = visitor.page
    visitor.ask("urchins")
    visitor.press('[data-action="clear"]', ".welcome")
    assert "?c=" not in page.url
    visitor.ask("moon")
    page.click('#brand [data-pane="history"]')
    page.wait_for_selector(".kept-open")
    assert page.locator("#kept .title").all_inner_texts() == ["moon", "urchins"]
    page.fill("#history .find", "URCH")
    page.wait_for_function("document.querySelectorAll('.kept-open').length === 1")
    page.click(".rename summary")
    page.fill(".rename input", "Grazing")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Grazing")
    page.fill("#history .find", "")
    page.wait_for_function("document.querySelectorAll('.kept-open').length === 2")
    page.click('[data-action="delete"][aria-label="Delete moon"]')
    page.wait_for_selector(".welcome")
    visitor.press(".undo-note button", '.kept-open:has-text("moon")')
    page.click('.kept-open:has-text("Grazing")')
    page.wait_for_selector(".turn .tools")
    assert visitor.text(".quote") == "urchins" and "?c=" in page.url
    page.keyboard.press("Escape")


@pytest.mark.parametrize("width", [390, 1280])
def test_each_deleted_conversation_comes_back_also_after_a_reload(width, serve, visit):
    visitor = visit(serve(FakeBot()), viewport={"width": width, "height": 800})
    page = visitor.page
    for question in ("urchins", "moon", "twice"):
        visitor.ask(question)
        visitor.press('[data-action="clear"]', ".welcome")
    page.click('#brand [data-pane="history"]')
    for count, title in ((1, "moon"), (2, "urchins")):
        page.wait_for_timeout(1000)  # a second press at one place is taken for a double click
        page.click(f'[aria-label="Delete {title}"]')
        page.wait_for_selector(f"text=Recently deleted ({count})")
        page.wait_for_function("document.activeElement.closest('#kept')")  # the keyboard goes on
    visitor.reload()
    page.wait_for_selector("#question textarea")
    page.click('#brand [data-pane="history"]')
    page.click(".deleted > summary")
    assert page.locator(".deleted .title").all_inner_texts() == ["urchins", "moon"]
    page.click('[aria-label="Restore moon"]')
    page.wait_for_selector('.kept-open:has-text("moon")')
    assert page.locator(".deleted .title").all_inner_texts() == ["urchins"]  # and still unfolded
    page.wait_for_function("document.activeElement.closest('#kept')")
    page.click("text=Erase now")
    page.keyboard.press("Escape")
    assert page.locator(".deleted .confirm[open]").count() == 0
    page.click("text=Erase now")
    page.click("text=Erase 1 conversation")
    page.wait_for_selector(".deleted", state="detached")
    assert page.locator("#kept .title").all_inner_texts() == ["twice", "moon"]


def test_more_deleted_conversations_than_are_shown_are_reached_and_searched(serve, visit):
    bot = FakeBot()
    for number in range(SHOWN + 30):
        deleted = datetime.now(UTC) - timedelta(minutes=number)
        about = StoredConversation(
            f"c{number}", "", f"Old {number}", "2026-01-01T00:00:00.000+00:00", 0,
            deleted.isoformat("T", "milliseconds"),
        )  # fmt: skip
        bot.conversations._table.put(about, [])
    page = visit(serve(bot)).page
    page.click('#brand [data-pane="history"]')
    page.click(".deleted > summary")
    assert page.locator(".kept-gone").count() == SHOWN
    page.click("text=Show 30 more")
    page.click(f'[aria-label="Restore Old {SHOWN + 29}"]')
    page.wait_for_selector(f'.kept-open:has-text("Old {SHOWN + 29}")')
    assert page.locator(".kept-gone").count() == SHOWN + 29
    page.click(".deleted > summary")
    page.fill("#history .find", "old 217")
    page.wait_for_selector('.deleted[open] [aria-label="Restore Old 217"]')
    assert page.locator(".kept-gone").count() == 1
    page.fill("#history .find", "")
    page.wait_for_selector(".deleted:not([open])")  # folded up, as it was left


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_the_header_and_the_settings_fit(width, serve, visit):
    visitor = visit(serve(FakeBot()), viewport={"width": width, "height": 800})
    page = visitor.page
    page.click("#settings summary")
    page.check("#settings .switch input")
    page.wait_for_selector("#settings details[open] .switch input:checked")
    page.keyboard.press("Escape")
    visitor.ask("volcano")
    assert "Kelp" in visitor.text(".guess")
    overlaps = page.evaluate(
        """() => {
          const tools = [...document.querySelectorAll("#brand nav > *, #settings summary")];
          const boxes = tools.map((tool) => tool.getBoundingClientRect());
          const edge = document.querySelector("#conversation").getBoundingClientRect().right;
          return boxes.filter((a, n) => a.right > edge + 1 || boxes.some((b, m) => m > n
            && a.left < b.right - 1 && b.left < a.right - 1
            && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length;
        }"""
    )
    assert overlaps == 0
    assert width < 1280 or page.evaluate("document.querySelector('#brand').offsetHeight") <= 60


def test_questions_to_ask_next_come_unless_one_types_on(serve, visit):
    dam = "The dam was built in 1931. The old harbour was closed in 1950 after a storm.\n"
    bot = FakeBot([document(dam, "Dam")])
    bot.ask_as_typed = bot.ask

    def ask(question, documents=None, min_confidence=None, *, as_typed=False):
        words = {"When was the old harbour closed?": "in 1950"}.get(question, question)
        return bot.ask_as_typed(words, documents, min_confidence)

    bot.conversation, bot.ask = (lambda: bot), ask
    visitor = visit(serve(bot))
    page = visitor.page
    visitor.ask("built")
    page.wait_for_selector(".turn .next .example")
    assert page.locator(".turn .next bdi").all_inner_texts() == ["When was the old harbour closed?"]
    visitor.press(".turn .next .example", ".turn:nth-child(2) .tools")
    assert visitor.text(".turn:nth-child(2) .quote") == "in 1950"
    page.fill("#question textarea", "typing on")
    page.wait_for_timeout(1500)
    assert page.locator(".turn .next").count() == 0


def test_on_a_shared_page_nobody_sees_anothers_conversations(serve, visit):
    address = serve(FakeBot(), host="0.0.0.0")
    mine, other = visit(address), visit(address)
    mine.ask("urchins")
    mine.page.wait_for_selector("#source mark.current")
    for visitor, titles in ((other, []), (mine, ["urchins"])):
        visitor.page.click('#brand [data-pane="history"]')
        visitor.page.wait_for_selector("#kept :is(.kept-open, .cut)")
        assert visitor.page.locator("#kept .title").all_inner_texts() == titles
