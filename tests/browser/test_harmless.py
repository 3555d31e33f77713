"""Hostile documents are shown as plain text; the page is usable by keyboard and does not jump."""

import pytest

from tests.qa.page.fake_bot import FakeBot, document

pytestmark = pytest.mark.browser

HOSTILE = (
    "<script>window.ran=1</script> needle one.\n"
    '<img src=x onerror="window.ran=2"> needle two.\n'
    "</mark></div></section><style>*{display:none}</style> needle three.\n"
    "**bold** [link](javascript:window.ran=3) `x` ${window.ran=4} {{window.ran=5}} needle four.\n"
    "@children {{#each value}} needle five.\n"
    "left \u202egnirts desrever\u202c \u2066isolated\u2069 שלום needle six.\n"
    "&lt;b&gt; &amp;amp; \x00 \x1b \ufeff needle seven.\n"
)


@pytest.fixture
def hostile(serve):
    title = '<img src=x onerror="window.ran=6">{{window.ran=7}}'
    return serve(FakeBot([document(HOSTILE, title)]))


def test_hostile_documents_run_nothing_and_are_shown_as_they_are(hostile, visit):
    visitor = visit(hostile)
    for question in (
        "needle",
        "<img src=x onerror=window.ran=8>",
        "${window.ran=9} {{window.ran=9}}",
    ):
        visitor.ask(question)
    visitor.press(
        '.turn:first-child [data-reference="5"]', '[data-reference="5"][aria-pressed="true"]'
    )
    visitor.documents()
    page = visitor.page
    assert page.evaluate("window.ran") is None
    assert page.locator("#source img, #conversation img, #shelf img, #source style").count() == 0
    assert page.evaluate("document.querySelectorAll('#page script').length") == 0
    shown = page.evaluate("document.querySelector('#source .text').textContent")
    assert shown == HOSTILE.replace("\x00", "\u2400").replace("\x1b", "\u241b")
    assert "<img src=x onerror=window.ran=8>" in visitor.text(".turn:nth-child(2) .question")


def test_the_page_is_used_by_keyboard_alone(hostile, visit):
    visitor = visit(hostile)
    page = visitor.page
    page.keyboard.type("needle")  # the box has the focus from the start
    page.keyboard.press("Enter")
    page.wait_for_selector(".tools")
    reached = []
    page.evaluate("document.activeElement.blur()")
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(({ dataset, className }) => dataset.pane || dataset.action"
                " || (Object.keys(dataset).some((key) => key.startsWith('copy')) && 'copy')"
                " || className)(document.activeElement)"
            )
        )
        if reached[-1] == "open":
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring == "solid"
    assert {"documents", "clear", "open", "copy", "rate", "scroll"} <= set(reached)
    page.focus('[data-reference="1"]')
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-reference="1"][aria-pressed="true"]')
    page.wait_for_selector("#source .scroll:focus")  # what is opened can be read at once
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.dataset.reference === '1'")
    page.focus("#brand [data-pane='documents']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#documents .drop")
    page.keyboard.press("Escape")
    page.wait_for_selector("#documents", state="hidden")
    assert page.evaluate("document.activeElement.dataset.pane") == "documents"


@pytest.mark.parametrize("width", [390, 1280, 2560])
def test_nothing_is_cut_off_and_nothing_jumps(hostile, visit, width):
    visitor = visit(hostile, viewport={"width": width, "height": 900})
    with visitor.steady():
        visitor.ask("needle")
        visitor.press('[data-reference="2"]', '[data-reference="2"][aria-pressed="true"]')
        visitor.page.wait_for_selector("#source #cited")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    visitor.leave()
    visitor.documents()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width


CONTRAST = """
() => {
  const luminance = (c) => {
    const [r, g, b] = c.map((v) => v / 255)
      .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (one) => {
    for (let e = one; e; e = e.parentElement) {
      const c = numbers(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0.99) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const one of document.querySelectorAll("#page *")) {
    const own = [...one.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const box = one.getBoundingClientRect();
    if (!own || !box.width || one.closest(":disabled, .working, .sr-only")) continue;
    const style = getComputedStyle(one);
    const [a, b] = [luminance(numbers(style.color).slice(0, 3)), luminance(behind(one))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    if (ratio < (size >= 24 ? 3 : 4.5)) poor.push([one.className, one.textContent, ratio]);
  }
  return poor;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough_in_light_and_dark(hostile, visit, scheme):
    visitor = visit(hostile, color_scheme=scheme)
    page = visitor.page
    assert page.evaluate(CONTRAST) == []
    visitor.ask("needle")
    visitor.ask("volcano")
    assert page.evaluate(CONTRAST) == []
    visitor.press('[data-reference="1"]', '[data-reference="1"][aria-pressed="true"]')
    assert page.evaluate(CONTRAST) == []
    visitor.documents()
    assert page.evaluate(CONTRAST) == []
