"""On a narrow screen the cited words are on it, over the question box."""

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
    && mark.bottom <= Math.min(bottom, pane.bottom);
}
"""


@pytest.fixture
def narrow(serve, visit):
    """Opens the page with screens of a height."""
    texts = (
        document(f"{FILLING}\n\nGneiss is banded.\n\n{FILLING}", "Gneiss"),
        document(f"{FILLING}\n\nSlate is grey.", "Slate"),
        document("Marl is soft.", "Marl"),
    )
    address = serve(FakeBot(texts))
    return lambda height: visit(address, viewport={"width": 390, "height": height})


def test_the_cited_words_are_seen_with_an_answer_without_scrolling(narrow):
    visitor = narrow(844)
    page = visitor.page
    visitor.ask("Gneiss")
    page.wait_for_selector("#source mark.current")
    page.wait_for_function(SEEN)
    assert page.evaluate("window.scrollY") == 0
    visitor.ask("Gneiss is banded")
    page.wait_for_function(SEEN)
    quote = page.locator(".turn:nth-child(2) .quote").bounding_box()
    assert quote["y"] >= 0


@pytest.mark.parametrize("height", [844, 700])
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
