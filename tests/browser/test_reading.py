"""What is opened is in view and can be scrolled at once; wide tables scroll within themselves."""

import time

import pytest

from index.loaders import load
from index.values import Document, document_id
from tests.browser.pages import faults
from tests.index.loaders.pdf_samples import laid_out
from tests.qa.page.fake_bot import FakeBot, document

pytestmark = pytest.mark.browser

SCREENS = [(390, 844), (1280, 800), (1920, 1000)]
FILLING = "\n\n".join(f"Paragraph {n} says nothing of note, at some length." for n in range(150))
LONG = f"{FILLING}\n\nGneiss is banded.\n\n{FILLING}"
COLUMNS = 14
ROWS = "".join(
    f"| row {row} |" + "".join(f" value {row}-{column}. |" for column in range(1, COLUMNS)) + "\n"
    for row in range(60)
)
HEAD = "|" + "".join(f" Name {column} |" for column in range(COLUMNS)) + f"\n|{'---|' * COLUMNS}\n"
BEFORE = "A text before the table, long enough to be wrapped at every width of the window. " * 3
WIDE = f"# Rates\n\n{BEFORE}\n\n{HEAD}{ROWS}\nThe end.\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
IN_VIEW = """
() => {
  const pane = document.querySelector("#source .scroll").getBoundingClientRect();
  const cited = document.querySelector("#cited").getBoundingClientRect();
  const bottom = Math.min(pane.bottom, window.innerHeight);
  return cited.width > 0 && cited.top >= pane.top && cited.bottom <= bottom;
}
"""


def bot():
    """One with a PDF, a long text and a document with a wide table."""
    ends = ("", "", "Basalt is dark.", "")
    lines = [(f"Line {line} says little.", 12) for line in range(40)]
    data = laid_out([[("A page", 20), *lines, (f"The end. {end}", 14)] for end in ends])
    read = load(data, ".pdf")
    pdf = Document(document_id(read.text), read.text, "Rocks", ("/f/rocks.pdf",), read.pages)
    structure = load(WIDE.encode(), ".md").structure
    rates = Document(document_id(WIDE), WIDE, "Rates", ("/f/rates.md",), (), structure)
    made = FakeBot([pdf, document(LONG, "Gneiss"), rates])
    made.library.originals[pdf.id] = data
    return made


def title(made, name):
    return next(one.id for one in made.documents() if one.title == name)


def press_chip(visitor):
    """Open the citation of the turn, and wait until the source shows it anew."""
    visitor.leave()
    page = visitor.page
    before = page.get_attribute("#source .source", "data-shown")
    page.click(".turn .chip")
    page.wait_for_selector(f"#source .source:not([data-shown='{before}']) #cited")


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_a_conversation_that_is_taken_up_is_seen_at_its_cited_words(width, height, serve, visit):
    visitor = visit(serve(bot()), viewport={"width": width, "height": height})
    page = visitor.page
    for question in ("Basalt", "Gneiss", "volcano"):
        visitor.ask(question)
        visitor.press('[data-action="clear"]', ".welcome")
    for question in ("Basalt", "Gneiss", "volcano", "Gneiss", "Basalt", "Basalt"):
        page.click('#brand [data-pane="history"]')
        page.click(f'.kept-open:has-text("{question}")')
        page.wait_for_selector("#history", state="hidden")
        page.wait_for_selector(f'.turn .question:has-text("{question}")')
        name = "Gneiss" if question == "Gneiss" else "Rocks"
        page.wait_for_selector(f'#source h2:has-text("{name}")', state="attached")
        if question == "volcano":
            continue
        if width < 1000:  # a view of its own
            press_chip(visitor)
        if question == "Basalt":
            page.wait_for_selector("#source .sheet img")
        page.wait_for_selector("#source #cited")
        page.wait_for_function(IN_VIEW)
        page.evaluate("document.querySelector('#source .scroll').scrollTop = 0")
        press_chip(visitor)
        page.wait_for_function(IN_VIEW)  # without scrolling anything by hand
        visitor.leave()


def scrolled(page):
    return page.evaluate("document.querySelector('#source .scroll').scrollTop")


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_the_keys_that_scroll_work_in_a_document_as_soon_as_it_is_open(width, height, serve, visit):
    made = bot()
    visitor = visit(serve(made), viewport={"width": width, "height": height})
    page = visitor.page
    visitor.documents()
    page.click(f'#shelf [data-read="{title(made, "Gneiss")}"]')
    page.wait_for_selector("#source .scroll:focus")
    for key in ("PageDown", "Space", "ArrowDown"):
        before = scrolled(page)
        page.keyboard.press(key)
        page.wait_for_function(
            "before => document.querySelector('#source .scroll').scrollTop > before", arg=before
        )
    visitor.ask("Basalt")
    page.wait_for_selector("#source .sheet img", state="attached")
    assert page.evaluate("document.activeElement.matches('#question textarea')")
    press_chip(visitor)
    page.wait_for_selector("#source .scroll:focus")
    page.wait_for_selector("#source .sheet img")
    page.keyboard.press("Home")
    page.wait_for_function("document.querySelector('#source .scroll').scrollTop === 0")
    page.keyboard.press("Escape")
    page.wait_for_selector(".turn .chip:focus")


def test_who_types_a_question_while_a_document_opens_loses_no_letter(serve, visit):
    made = bot()
    opened = made.document

    def slow(id_):
        time.sleep(0.5)
        return opened(id_)

    made.document = slow
    visitor = visit(serve(made))
    page = visitor.page
    visitor.documents()
    page.click(f'#shelf [data-read="{title(made, "Gneiss")}"]')
    page.focus("#question textarea")
    page.keyboard.type("what is typed while it opens", delay=40)
    page.wait_for_selector('#source h2:has-text("Gneiss")')
    page.wait_for_timeout(200)
    assert page.input_value("#question textarea") == "what is typed while it opens"
    assert page.evaluate("document.activeElement.matches('#question textarea')")


OUTSIDE = """
selector => {
  const pane = document.querySelector("#source .scroll").getBoundingClientRect();
  return [...document.querySelectorAll(selector)].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.right > pane.right + 1 || box.left < pane.left - 1;
  }).length;
}
"""
COVERED = """
() => {
  const pane = document.querySelector("#source .scroll").getBoundingClientRect();
  const head = document.querySelector("#source .table.wide thead").getBoundingClientRect();
  return Math.round(head.top - pane.top);
}
"""


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_a_wide_table_scrolls_within_itself_and_the_text_stays(width, height, serve, visit, axe):
    made = bot()
    visitor = visit(serve(made), viewport={"width": width, "height": height})
    page = visitor.page
    visitor.documents()
    page.click(f'#shelf [data-read="{title(made, "Rates")}"]')
    page.wait_for_selector("#source .table.wide")
    pane = "document.querySelector('#source .scroll')"
    assert page.evaluate(f"{pane}.scrollWidth <= {pane}.clientWidth")
    assert page.evaluate(OUTSIDE, "#source :is(p, h3, .table)") == 0
    tables = page.locator("#source .table")
    assert tables.first.get_attribute("aria-label") == "Wide table 1: Rates"
    assert [one.get_attribute("tabindex") for one in tables.all()] == ["0", None]
    tables.first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('#source .table').scrollLeft > 0")
    assert page.evaluate(f"{pane}.scrollLeft") == 0
    assert faults(page, axe) == []
    # The names of the columns stay in view while its rows scroll by.
    page.evaluate(f"{pane}.scrollTop = 900")
    page.wait_for_function(f"() => Math.abs(({COVERED})()) <= 1")
    visitor.ask("value 40-13")  # a cell far down and far to the right
    press_chip(visitor)
    page.wait_for_selector("#source mark.answer")
    page.wait_for_function(
        """() => {
          const box = document.querySelector("#source .table").getBoundingClientRect();
          const mark = document.querySelector("#source mark.answer").getBoundingClientRect();
          return mark.left >= box.left && mark.right <= box.right + 1;
        }"""
    )
    assert page.evaluate(f"{pane}.scrollLeft") == 0


def test_a_table_of_the_width_of_the_pane_is_seen_whole_and_breaks_no_code(serve, visit):
    head = "Item no.,Item,Unit,Price (£),Delivery time (days),Minimum order,Warranty (months)\n"
    rows = "".join(
        f"K-{n},Stainless work table {n} cm,piece,{n},45,1,36\n" for n in range(101, 109)
    )
    read = load((head + rows).encode(), ".csv")
    path = ("/f/prices.csv",)
    prices = Document(document_id(read.text), read.text, "Prices", path, (), read.structure)
    visitor = visit(serve(FakeBot([prices])), viewport={"width": 1280, "height": 850})
    page = visitor.page
    visitor.documents()
    page.click(f'#shelf [data-read="{prices.id}"]')
    page.wait_for_selector("#source .table")
    assert page.locator("#source .table.wide").count() == 0
    lines = page.evaluate(
        """() => [...document.querySelectorAll("#source .whole")].map((cell) => {
          const range = document.createRange();
          range.selectNodeContents(cell);
          return new Set([...range.getClientRects()].map((box) => box.top)).size;
        })"""
    )
    assert lines == [1] * 8
