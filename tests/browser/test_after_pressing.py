"""Where the keyboard is after a press that takes a row away: on nothing that does more harm."""

import pytest

from tests.qa.page.fake_bot import FakeBot
from tests.qa.small_bot import make_bot

pytestmark = pytest.mark.browser

WIDTHS = [390, 1280]


def press(page, selector):
    page.focus(selector)
    page.keyboard.press("Enter")


def titles(page):
    return page.locator(".kept-open .title").all_inner_texts()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_second_press_after_a_deletion_deletes_no_other_conversation(width, serve, visit):
    visitor = visit(serve(FakeBot()), viewport={"width": width, "height": 800})
    page = visitor.page
    for question in ("urchins", "moon", "twice"):
        visitor.ask(question)
        visitor.press('[data-action="clear"]', ".welcome")
    page.click('#brand [data-pane="history"]')
    page.wait_for_selector(".kept-open")
    press(page, '[aria-label="Delete moon"]')
    page.wait_for_selector(".undo-note button:focus")
    assert titles(page) == ["twice", "urchins"]
    page.keyboard.press("Enter")  # takes it back
    page.wait_for_selector('.kept-open:has-text("moon")')
    page.wait_for_function("document.activeElement !== document.body")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert titles(page) == ["twice", "moon", "urchins"]
    press(page, '[aria-label="Delete twice"]')
    page.wait_for_selector(".undo-note button:focus")
    press(page, ".deleted > summary")
    press(page, '[aria-label="Restore twice"]')
    page.wait_for_selector("#history-title:focus")


def names(page):
    return [text.split("\n")[0] for text in page.locator("#shelf li").all_inner_texts()]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_second_press_in_the_documents_takes_no_other_file(width, tmp_path, serve, visit):
    bot = make_bot(tmp_path)
    bot.sync()
    visitor = visit(serve(bot), viewport={"width": width, "height": 800})
    page = visitor.page
    visitor.documents()
    visitor.add(*((f"{name}.txt", name.encode()) for name in ("crabs", "eels", "rays")))
    page.locator("#shelf li", has_text="rays").wait_for()
    before = names(page)
    press(page, '[aria-label="Exclude kelp.txt"]')
    page.wait_for_selector('#shelf .left-out [data-action="restore"]:focus')
    page.keyboard.press("Enter")  # takes it back
    page.wait_for_selector('[aria-label="Exclude kelp.txt"]:focus')
    assert names(page) == before
    press(page, '[aria-label="Delete crabs.txt"]')
    press(page, '[aria-label="Delete crabs.txt for good"]')
    page.wait_for_selector("#documents-title:focus")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert page.locator("#shelf .confirm[open]").count() == 0
    assert names(page) == before[1:]


def test_a_list_that_others_change_keeps_the_keyboard_on_its_row(serve, visit):
    visitor = visit(serve(FakeBot()))
    page = visitor.page
    visitor.documents()
    page.focus('[aria-label="Exclude Kelp.txt"]')
    file = {"name": "crabs.txt", "mimeType": "", "buffer": b"Crabs hide."}
    page.set_input_files("#drop input", file)  # as others do: the list gets a row above
    page.locator("#shelf li", has_text="crabs").wait_for()
    assert page.evaluate("document.activeElement.ariaLabel") == "Exclude Kelp.txt"
