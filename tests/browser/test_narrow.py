"""On a narrow screen the source is a view of its own, which a citation opens and Back leaves."""

import pytest

from tests.qa.page.fake_bot import FakeBot, document

pytestmark = pytest.mark.browser

FILLING = "\n\n".join(f"Paragraph {n} says nothing of note, at some length." for n in range(60))
SEEN = """
() => {
  const mark = document.querySelector("#source #cited").getBoundingClientRect();
  const pane = document.querySelector("#source .scroll").getBoundingClientRect();
  const bottom = document.querySelector("#composer").getBoundingClientRect().top;
  return mark.height > 0 && mark.top >= Math.max(pane.top - 1, 0)
    && mark.bottom <= pane.bottom && pane.bottom <= bottom + 1;
}
"""
SCROLLING = """
() => [document.documentElement, ...document.querySelectorAll("#page, #page *")].filter((item) => {
  const how = getComputedStyle(item);
  const scrolls = item === document.documentElement ? how.overflowY !== "hidden"
    : ["auto", "scroll"].includes(how.overflowY) && item.getClientRects().length;
  return scrolls && item.scrollHeight > item.clientHeight + 1 && how.visibility !== "hidden"
    && !item.matches("textarea");
}).map((item) => item.className || item.tagName)
"""
CHIP = '.turn:nth-child(2) .chip[data-reference="0"]'


@pytest.fixture
def narrow(serve, visit):
    """Opens the page with screens of a size."""
    texts = (
        document(f"{FILLING}\n\nGneiss is banded.\n\n{FILLING}", "Gneiss"),
        document(f"{FILLING}\n\nSlate is grey.", "Slate"),
        document("Marl is soft.", "Marl"),
    )
    address = serve(FakeBot(texts))
    return lambda height, width=390: visit(address, viewport={"width": width, "height": height})


def is_open(page):
    return page.locator("#source").is_visible()


def opened(visitor):
    """Ask three questions and open the citation of the second one."""
    page = visitor.page
    for question in ("Marl", "Gneiss", "Slate"):
        visitor.ask(question)
    page.evaluate("document.querySelector('.turn:nth-child(2)').scrollIntoView()")
    place = page.evaluate("window.scrollY")
    page.click(CHIP)
    page.wait_for_selector("#source .scroll:focus")
    return page, place


@pytest.mark.parametrize(("width", "height"), [(390, 844), (390, 600), (768, 1024)])
def test_an_answer_is_read_whole_and_nothing_but_the_page_scrolls(width, height, narrow):
    visitor = narrow(height, width)
    page = visitor.page
    for question in ("Gneiss", "Gneiss is banded"):
        visitor.ask(question)
        assert not is_open(page)
        quote = page.locator(".turn:last-child .quote").bounding_box()
        composer = page.locator("#composer").bounding_box()
        assert quote["y"] >= 0 and quote["y"] + quote["height"] <= composer["y"]
        assert composer["y"] + composer["height"] <= height + 1
        assert page.evaluate(SCROLLING) in ([], ["HTML"])
    assert page.evaluate("window.history.length") == 2  # an answer is no step of its own


@pytest.mark.parametrize("height", [844, 700, 420])
@pytest.mark.parametrize("name", ["Gneiss", "Slate", "Marl"])
def test_the_cited_words_are_seen_when_a_citation_is_opened(name, height, narrow):
    visitor = narrow(height)
    page = visitor.page
    for question in (name, "Gneiss", "Marl"):
        visitor.ask(question)
    page.evaluate("window.scrollTo(0, 0)")
    page.click(".turn:nth-child(1) .chip")
    page.wait_for_selector(f"#source h2:has-text('{name}')")
    page.wait_for_function(SEEN)
    assert page.evaluate(SCROLLING) == ([] if name == "Marl" else ["scroll"])


LEAVING = {
    "the button": lambda page: page.click("#source .back"),
    "Escape": lambda page: page.keyboard.press("Escape"),
    "the browser": lambda page: page.go_back(),
}


@pytest.mark.parametrize("way", LEAVING)
def test_each_way_back_leads_to_the_citation_that_was_opened(way, narrow):
    visitor = narrow(844)
    page, place = opened(visitor)
    address = page.url
    LEAVING[way](page)
    page.wait_for_selector(f"{CHIP}:focus")
    page.wait_for_selector("#source", state="hidden")
    assert page.evaluate("window.scrollY") == place
    page.wait_for_function("!window.history.state?.sheet")
    assert page.url == address
    # The way there is open again, more than once, and the browser knows it too.
    page.go_forward()
    page.wait_for_selector("#source .scroll:focus")
    LEAVING[way](page)
    page.wait_for_selector(f"{CHIP}:focus")
    page.click(CHIP)
    page.wait_for_function(SEEN)


def test_with_the_source_open_the_rest_is_out_of_reach_save_the_question_box(narrow):
    visitor = narrow(844)
    page, _ = opened(visitor)
    reached = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.closest('#page > *, body').id"))
    assert reached <= {"source", "composer", ""} and "source" in reached
    page.fill("#question textarea", "one\ntwo\nthree\nfour")  # a higher box covers nothing
    page.wait_for_function(SEEN)


def test_a_question_asked_from_the_source_shows_its_answer(narrow):
    visitor = narrow(844)
    page, _ = opened(visitor)
    address = page.url
    visitor.ask("Marl is soft")
    assert not is_open(page)
    quote = page.locator(".turn:last-child .quote").bounding_box()
    assert 0 <= quote["y"] < 400
    assert page.evaluate("document.activeElement.matches('#question textarea')")
    assert page.url == address and page.evaluate("window.history.state?.sheet") is None
    visitor.reload()
    page.wait_for_selector(".turn:nth-child(4) .quote")


def test_a_document_leads_back_to_the_list_it_was_opened_from(narrow):
    visitor = narrow(844)
    page = visitor.page
    visitor.documents()
    title = '#shelf li:has-text("Slate") button.title'
    page.click(title)
    page.wait_for_selector("#source .scroll:focus")
    page.click('#source [aria-label="Larger"]')  # what is done in it leaves what is behind it
    page.wait_for_selector('#source .source[data-zoom="125"]')
    page.go_back()
    page.wait_for_selector(f"{title}:focus")
    assert page.locator("#documents").is_visible() and not is_open(page)
    page.click(title)
    page.wait_for_selector("#source .scroll:focus")
    visitor.ask("Marl")
    page.wait_for_selector("#documents", state="hidden")
    assert not is_open(page) and page.locator(".turn .quote").is_visible()


def test_a_mark_of_another_answer_leads_there(narrow):
    visitor = narrow(844)
    page = visitor.page
    visitor.ask("Gneiss is banded")
    visitor.ask("Gneiss")
    page.click(".turn:nth-child(2) .chip")
    page.wait_for_function(SEEN)
    page.click("#source .cited-by")
    page.wait_for_selector(".turn:nth-child(1) .chip:focus")
    assert not is_open(page)


def test_a_wider_window_shows_both(narrow):
    visitor = narrow(844)
    page, _ = opened(visitor)
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.locator(CHIP).is_visible() and is_open(page)
    assert not page.locator("#source .back").is_visible()
    page.wait_for_function(SEEN.replace("pane.bottom <= bottom + 1", "true"))
