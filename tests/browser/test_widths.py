"""Menus and the question box at the widths that people have, with the header that a login makes."""

import pytest

from qa.page.web.access import Login
from tests.qa.page.fake_bot import FakeBot

pytestmark = pytest.mark.browser

WIDTHS = (390, 1000, 1280, 1920)
LONG = "Only in 2 of 28 documents: an agreement with a long title; an amendment to the same one"


@pytest.fixture
def page(serve, chromium):
    """The page after a login and an answer."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(serve(FakeBot(), login=Login("ada", "secret")))
    page.get_by_label("username").fill("ada")
    page.get_by_label("password").fill("secret")
    page.keyboard.press("Enter")
    page.fill("#question textarea", "Urchins graze on kelp")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn .tools")
    yield page
    context.close()


def box(page, selector):
    return page.locator(selector).first.bounding_box()


def test_menus_and_the_question_box_keep_within_their_places(page):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.click("#brand .menu summary")
        menu = box(page, "#brand .menu > div")
        assert menu["x"] >= 0 and menu["x"] + menu["width"] <= width, width
        page.click("#brand .menu summary")
        alone = box(page, "#question")["width"]
        page.evaluate(
            """text => { document.querySelector("#scope .html-container, #scope").innerHTML =
            `<p class="scope">${text}</p>`; }""",
            LONG,
        )
        assert box(page, "#question")["width"] == pytest.approx(alone, abs=1), width
        page.evaluate('() => { document.querySelector("#scope .scope").remove(); }')
