"""Boxes on a drawn page lie over the ink of the cited words, as the browser paints them."""

import io
import threading

import numpy as np
import pytest
from PIL import Image

from index.loaders import load
from index.loaders.isolation.drawing_job import Drawing
from index.values import Document, document_id
from tests.index.loaders.pdf_samples import laid_out
from tests.qa.page.fake_bot import FakeBot

pytestmark = pytest.mark.browser

LINE = "Urchins graze on kelp."


def pdf_bot():
    data = laid_out([[("First page.", 12)], [("A heading", 20), None, (LINE, 14), ("More.", 14)]])
    extracted = load(data, ".pdf")
    pdf = Document(document_id(extracted.text), extracted.text, "K", ("/f/k.pdf",), extracted.pages)
    bot = FakeBot([pdf])
    bot.library.originals[pdf.id] = data
    return bot


@pytest.fixture
def address(serve):
    return serve(pdf_bot())


@pytest.mark.parametrize("pane", ["documents", "history"])
def test_a_page_that_is_drawn_late_closes_no_panel(pane, serve, visit):
    bot, waits = pdf_bot(), threading.Event()
    draw = bot.library.draw

    def late(document, page, spans=(), scale=1.0):
        drawing = draw(document, page, spans, scale)
        later = Drawing(drawing.wanted, lambda _: None)

        def finish():
            waits.wait(20)
            later.future.set_result(drawing.result(20))

        threading.Thread(target=finish).start()
        return later

    bot.library.draw = late
    visitor = visit(serve(bot))
    page = visitor.page
    visitor.ask("graze")
    page.click(f'#brand [data-pane="{pane}"]')
    page.wait_for_selector("#source .source:not(.empty)", state="attached")  # its text
    waits.set()
    page.wait_for_selector("#source .sheet img", state="attached")
    assert page.get_attribute("#page", "data-pane") == pane
    page.click(f'#brand [data-pane="{pane}"]')
    page.wait_for_selector("#source .sheet img")
    page.wait_for_function("document.querySelector('#source .scroll').clientHeight > 0")
    assert visitor.is_in_view("#cited")
    # What leads to a source closes the panel: a question, or a citation.
    page.click(f'#brand [data-pane="{pane}"]')
    visitor.ask("heading")
    page.wait_for_selector("#page[data-pane=source]")
    page.click(f'#brand [data-pane="{pane}"]')
    page.click(".turn:first-child .chip")
    page.wait_for_selector("#page[data-pane=source]")


def dark(visitor, box):
    """Columns of a box on the screen that have ink, with the marks made invisible."""
    visitor.page.add_style_tag(content="#source .box { visibility: hidden }")
    image = Image.open(io.BytesIO(visitor.page.screenshot(clip=box))).convert("L")
    return (np.asarray(image) < 140).any(axis=0)


def test_boxes_are_over_the_cited_characters_and_pages_turn(address, visit):
    visitor = visit(address)
    visitor.ask("graze")
    visitor.page.wait_for_selector("#source .sheet img")
    assert visitor.is_in_view("#cited")
    cited = visitor.page.locator("#source .box.cite.current:not(.answer)").bounding_box()
    answer = visitor.page.locator("#source .box.answer").bounding_box()
    sheet = visitor.page.locator("#source .sheet img").bounding_box()
    wide = {**cited, "x": sheet["x"] + 2, "width": sheet["width"] - 4}
    ink = np.flatnonzero(dark(visitor, wide)) + wide["x"]
    assert abs(ink.min() - cited["x"]) < 4
    assert abs(ink.max() - cited["x"] - cited["width"]) < 4
    share = LINE.index("graze") / len(LINE)
    assert abs((answer["x"] - cited["x"]) / cited["width"] - share) < 0.06
    assert cited["x"] < answer["x"] and answer["width"] < cited["width"] / 3
    tag = visitor.page.locator("#source .tag").bounding_box()
    assert tag["x"] + tag["width"] <= sheet["x"]  # the number covers nothing of the page
    visitor.press('[aria-label="Previous page"]', '#source [name="number"][value="1"]')
    visitor.page.wait_for_selector("#source .sheet img[alt^='Page 1']")
    assert visitor.page.locator("#source .box.current").count() == 0
    # The end of looking for something leaves the reader where it was found.
    visitor.page.click("#source .find summary")
    visitor.page.fill('#source [name="find"]', "graze")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("#source .box.hit.current", state="attached")
    visitor.page.keyboard.press("Escape")
    visitor.page.wait_for_selector("#source .box.hit", state="detached")
    visitor.page.wait_for_selector("#source .sheet img[alt^='Page 2']")
    assert visitor.page.locator("#source .box.current").count() == 0
    visitor.page.fill('#source [name="number"]', "2")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("#source .sheet img[alt^='Page 2']")
    visitor.press('[data-reference="0"]', "#source .box.current")
    visitor.press("text=Show the text", "#source mark")
    assert visitor.marked("answer") == "graze"


@pytest.mark.parametrize("word", ["Urchins", "weed"])
def test_the_answer_is_in_view_on_a_narrow_screen(serve, visit, word):
    line = "Urchins graze on kelp in the cold water of the outer bay and at night on weed."
    data = laid_out([[("A heading", 20), None, (line, 14)]])
    extracted = load(data, ".pdf")
    pdf = Document(document_id(extracted.text), extracted.text, "K", ("/f/k.pdf",), extracted.pages)
    bot = FakeBot([pdf])
    bot.library.originals[pdf.id] = data
    visitor = visit(serve(bot), viewport={"width": 390, "height": 844})
    visitor.ask(word)
    visitor.page.click(".turn .chip")
    visitor.page.wait_for_selector("#source .sheet img")
    answer = visitor.page.locator("#source .box.answer").bounding_box()
    pane = visitor.page.locator("#source .scroll").bounding_box()
    sheet = visitor.page.locator("#source .sheet img").bounding_box()
    assert pane["x"] <= sheet["x"] and sheet["width"] <= pane["width"]  # fits the width
    assert visitor.is_in_view("#source .box.answer")
    assert answer["x"] >= pane["x"]
    assert answer["x"] + answer["width"] <= pane["x"] + pane["width"]
    for zoom in (125, 150, 200):
        visitor.press('[aria-label="Larger"]', f'#source .source[data-zoom="{zoom}"] .sheet img')
    wide = visitor.page.locator("#source .sheet img").bounding_box()["width"]
    assert abs(wide - 2 * sheet["width"]) < 3
    visitor.leave()
    visitor.page.click('[data-reference="0"]')
    visitor.page.wait_for_selector("#source .scroll:focus")
    visitor.page.wait_for_timeout(300)
    answer = visitor.page.locator("#source .box.answer").bounding_box()
    assert answer["x"] >= pane["x"]
    assert answer["x"] + answer["width"] <= pane["x"] + pane["width"]
