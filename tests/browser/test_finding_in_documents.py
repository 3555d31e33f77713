"""What is looked for in a document is found while it is typed."""

import time

import pytest

from tests.qa.page.fake_bot import FakeBot, document

pytestmark = pytest.mark.browser

FILLING = "\n\n".join(f"Paragraph {n} says nothing of note, at some length." for n in range(80))
TEXT = f"{FILLING}\n\nGneiss is banded.\n\n{FILLING}\n\nGneiss is old."
FIELD = '#source [name="find"]'


@pytest.fixture(params=[390, 1280])
def opened(request, serve, visit):
    """A visitor with a long document open, the box open, and the searches that are sent."""
    visitor = visit(serve(FakeBot([document(TEXT, "Rocks")])),
                    viewport={"width": request.param, "height": 800})  # fmt: skip
    page, sent = visitor.page, []
    visitor.documents()
    page.click("#shelf [data-read]")
    page.wait_for_selector("#source .text")
    page.on("request", lambda r: "queue/join" in r.url and sent.append(r.post_data))
    page.focus("#source .scroll")
    page.keyboard.press("Control+f")
    page.wait_for_selector(f"{FIELD}:focus")
    yield visitor, lambda: [body for body in sent if '"find"' in body]


def said(page, words):
    page.wait_for_function(
        "words => document.querySelector('#source .find .count').textContent === words", arg=words
    )


def test_words_are_found_while_they_are_typed_and_enter_goes_on(opened):
    visitor, searches = opened
    page = visitor.page
    page.keyboard.type("gneiss", delay=30)
    said(page, "1 of 2")
    assert len(searches()) == 1
    assert visitor.marked("hit") and visitor.is_in_view("#cited")
    assert page.evaluate("document.activeElement.name") == "find"
    page.keyboard.press("Enter")
    said(page, "2 of 2")
    page.keyboard.press("Shift+Enter")
    said(page, "1 of 2")
    page.keyboard.type(" is old", delay=30)
    said(page, "1 of 1")
    assert page.input_value(FIELD) == "gneiss is old"


def test_no_letter_is_lost_where_one_types_slowly_or_back(opened):
    visitor, searches = opened
    page = visitor.page
    typed = "gneiss is banded"
    page.keyboard.type(typed, delay=330)  # about as long as the pause
    said(page, "1 of 1")
    assert page.input_value(FIELD) == typed
    assert len(searches()) <= len(typed)
    for _ in typed:
        page.keyboard.press("Backspace")
    said(page, "")
    assert page.evaluate("document.activeElement.name") == "find" and page.input_value(FIELD) == ""
    page.keyboard.type("zebra")
    said(page, "Not in this text")
    page.keyboard.press("Home")
    page.keyboard.type("the ")
    page.wait_for_timeout(1200)
    assert page.input_value(FIELD) == "the zebra"
    page.keyboard.press("Escape")
    page.wait_for_selector("#source .find:not([open])")
    page.wait_for_timeout(700)
    assert page.locator("#source .find[open]").count() == 0


def test_a_search_that_changes_nothing_holds_up_no_other(serve, visit):
    made = FakeBot([document(TEXT, "Rocks")])
    visitor = visit(serve(made))
    page = visitor.page
    visitor.documents()
    page.click("#shelf [data-read]")
    page.wait_for_selector("#source .text")
    # The first search comes back with nothing to show, as from a server that lost the session.
    page.evaluate(
        """() => document.querySelector("#source .find form").dataset.action = "nothing" """
    )
    page.focus("#source .scroll")
    page.keyboard.press("Control+f")
    page.keyboard.type("zebra")
    page.wait_for_timeout(1000)
    page.evaluate("""() => document.querySelector("#source .find form").dataset.action = "find" """)
    begun = time.monotonic()
    page.keyboard.type("s")
    said(page, "Not in this text")
    assert time.monotonic() - begun < 3
