"""After a press that takes a row away neither keyboard nor pointer is where it does more harm."""

import pytest

from tests.qa.page.fake_bot import FakeBot
from tests.qa.small_bot import make_bot

pytestmark = pytest.mark.browser

WIDTHS = [390, 1280]
MANY = {f"letter-{number:02}.txt": f"Letter {number} is short." for number in range(1, 31)}


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


def click_low(page, pane, selector):
    """Click one of many buttons in the middle of a panel that is scrolled down, and say where."""
    page.locator(selector).evaluate("item => item.scrollIntoView({ block: 'center' })")
    box = page.locator(selector).bounding_box()
    place = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.evaluate(f"document.querySelector('#{pane}').scrollTop") > 200
    page.mouse.click(*place)
    return place


def button_at(page, place):
    """What the button says that stands at a place."""
    return page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('button')?.innerText", place
    )


def assert_in_view(page, selector):
    """Wait until the reader can see and press something."""
    page.wait_for_function(
        """selector => {
          const item = document.querySelector(selector);
          const box = item?.getBoundingClientRect();
          return box && box.top >= 0 && box.bottom <= window.innerHeight && item.contains(
            document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
        }""",
        arg=selector,
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_a_second_click_far_down_the_documents_takes_no_other_file(width, tmp_path, serve, visit):
    bot = make_bot(tmp_path, MANY)
    bot.sync()
    visitor = visit(serve(bot), viewport={"width": width, "height": 850})
    page = visitor.page
    visitor.documents()
    # With a message there already, the next row comes to stand exactly where the row was.
    visitor.press('[aria-label="Exclude letter-01.txt"]', "#shelf .excluded")
    page.wait_for_timeout(800)
    place = click_low(page, "documents", '[aria-label="Exclude letter-20.txt"]')
    page.wait_for_function("document.querySelectorAll('#shelf .excluded').length === 2")
    assert_in_view(page, '#shelf .left-out [data-action="restore"]')
    assert button_at(page, place) == "Exclude"  # of another file
    page.mouse.click(*place)
    page.wait_for_timeout(700)
    assert page.locator("#shelf .excluded").count() == 2
    page.mouse.click(*place)  # a while later it means the file that is there
    page.wait_for_function("document.querySelectorAll('#shelf .excluded').length === 3")


def test_a_double_click_is_one_press(tmp_path, serve, visit):
    bot = make_bot(tmp_path)
    bot.sync()
    page = visit(serve(bot)).page
    page.click("#brand [data-pane=documents]")
    page.locator('[aria-label="Exclude kelp.txt"]').dblclick()
    page.wait_for_selector('#shelf .left-out [data-action="restore"]')
    page.wait_for_timeout(700)
    assert page.locator("#shelf .excluded").count() == 1
    assert page.locator("#shelf .error").count() == 0


def test_a_second_click_far_down_the_conversations_deletes_no_other(serve, visit):
    bot = FakeBot()
    visitor = visit(serve(bot), viewport={"width": 1280, "height": 400})
    page = visitor.page
    for question in ("urchins", "moon", "twice", "kelp", "otters", "spring", "tides", "sea"):
        visitor.ask(question)
        visitor.press('[data-action="clear"]', ".welcome")
    page.click('#brand [data-pane="history"]')
    page.wait_for_selector('[aria-label="Delete twice"]')
    place = click_low(page, "history", '[aria-label="Delete twice"]')
    assert_in_view(page, ".undo-note button")
    assert button_at(page, place) == "Delete"  # of another conversation
    page.mouse.click(*place)
    page.wait_for_timeout(700)
    assert len(titles(page)) == 7
    assert "twice" not in titles(page)
