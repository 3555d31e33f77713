"""axe-core finds nothing serious in any state of the page, and the keyboard reaches all of it.

axe-core comes with the package axe-playwright-python (MPL 2.0); nothing is fetched.
"""

import pytest

from index.loaders import load
from index.values import Document, RefusedFile, document_id
from qa.kept.page_settings import PageSettings
from qa.page.web.access import Login
from tests.browser.pages import faults
from tests.index.loaders.pdf_samples import laid_out
from tests.qa.page.fake_bot import KELP, FakeBot, document

pytestmark = pytest.mark.browser

TABLE = "# Streets\n\n| Where | Cost |\n|---|---|\n| North Street | 7 |\n| Lane | 9 |\n\nThe end.\n"
QUESTIONS = (
    "Basalt", "North Street", "urchins", "Why kelp?", "Which kelp?", "nothing of it", "List it",
    "Hello", "crash", "volcano",
)  # fmt: skip


def bot():
    """One with a PDF, a text and a document with a table."""
    data = laid_out([[("Basalt is dark.", 14)]])
    read = load(data, ".pdf")
    pdf = Document(document_id(read.text), read.text, "Rocks", ("/f/rocks.pdf",), read.pages)
    structure = load(TABLE.encode(), ".md").structure
    table = Document(document_id(TABLE), TABLE, "Streets", ("/f/s.md",), (), structure)
    made = FakeBot([pdf, table, document(KELP, "Kelp")])
    made.library.originals[pdf.id] = data
    return made


def dialogs_of_documents(visitor, axe):
    """Faults of tasks, of refused files, of a choice with what is left out, and of a deletion."""
    page = visitor.page
    page.check(f'[data-document="{document(KELP, "Kelp").id}"]')
    page.wait_for_selector("#scope .scope")
    visitor.add(("crabs.txt", b"Crabs hide."), ("empty.txt", b""))
    page.click("#results .failed summary")
    page.locator("#scope .left-out").wait_for()
    yield "tasks", faults(page, axe)
    page.click(".confirm summary")
    yield "delete", faults(page, axe)
    page.keyboard.press("Escape")  # ends that alone
    assert page.locator(".confirm[open]").count() == 0
    page.click('#documents [data-action="all"]')
    page.wait_for_selector("#scope .scope", state="detached")


def dialogs_of_history(visitor, axe):
    """Faults of a new title, and of a deletion with its way back."""
    page = visitor.page
    page.click(".rename summary")
    yield "rename", faults(page, axe)
    page.keyboard.press("Escape")
    assert page.locator(".rename[open]").count() == 0
    page.click('#kept [data-action="delete"]')
    page.wait_for_selector(".undo-note button")
    page.click(".deleted > summary")
    page.click(".deleted .confirm summary")
    yield "deleted", faults(page, axe)
    page.keyboard.press("Escape")
    page.fill("#history .find", "kelp")
    page.wait_for_selector(".deleted[data-searched]")
    yield "deleted that were looked for", faults(page, axe)
    page.fill("#history .find", "")
    page.wait_for_selector(".deleted:not([data-searched])")
    visitor.press('.deleted [data-action="restore"]', ".kept-open")


def states_of_source(visitor, axe):
    """Faults of a document that was opened, of what is looked for in it, and of it larger."""
    page = visitor.page
    page.click(".turn:nth-child(3) .chip")
    page.wait_for_selector("#source mark.current")
    yield "text", faults(page, axe)
    page.click("#source .find summary")
    page.fill('#source [name="find"]', "kelp")
    page.keyboard.press("Enter")
    page.wait_for_selector("#source mark.hit")
    yield "find", faults(page, axe)
    visitor.leave()
    page.click(".turn:nth-child(1) .chip")
    page.wait_for_selector("#source .sheet img")
    yield "picture", faults(page, axe)
    visitor.leave()
    page.click('.turn:nth-child(3) [data-helpful="false"]')
    page.wait_for_selector('.turn:nth-child(3) [data-helpful="false"][aria-pressed="true"]')
    page.wait_for_timeout(300)
    yield "rated", faults(page, axe)


DIALOGS = {"documents": dialogs_of_documents, "history": dialogs_of_history}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390), ("dark", 1920)])
def test_no_state_of_the_page_has_a_serious_fault(scheme, width, axe, serve, visit):
    made = bot()
    made.library.background.failed = (RefusedFile("/folder/old/scan.pdf", "damaged"),)
    made.conversations.set("", PageSettings(guess=True))
    visitor = visit(serve(made), color_scheme=scheme, viewport={"width": width, "height": 800})
    page = visitor.page
    found = {"empty": faults(page, axe)}
    for question in QUESTIONS:
        page.fill("#question textarea", question)
        page.keyboard.press("Enter")
        turn = f".turn:nth-child({len(found)})"
        page.wait_for_selector(f"{turn} .tools, {turn} .error, {turn} .help")
        page.wait_for_timeout(300)
        found[question] = faults(page, axe)
    found |= {f"source: {state}": fault for state, fault in states_of_source(visitor, axe)}
    page.click(".turn:last-child .edit summary")
    found["edit"] = faults(page, axe)
    page.click(".edit[open] [data-cancel]")
    assert page.locator(".edit[open]").count() == 0
    for pane in ("documents", "history"):
        page.click(f"#brand [data-pane={pane}]")
        page.wait_for_selector(f"#{pane} h2:focus")
        page.wait_for_timeout(300)
        found[pane] = faults(page, axe)
        found |= {f"{pane}: {state}": fault for state, fault in DIALOGS[pane](visitor, axe)}
        page.fill(f"#{pane} .find", "nowhere")
        page.click(f"#{pane} [data-pane=source]")
        assert page.input_value(f"#{pane} .find") == ""  # forgotten with the panel
    page.click("#settings summary")
    found["settings"] = faults(page, axe)
    assert {state: fault for state, fault in found.items() if fault} == {}


def test_the_login_has_no_serious_fault(axe, serve, chromium):
    context = chromium.new_context(bypass_csp=True)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.goto(serve(bot(), login=Login("ada", "secret")))
    page.get_by_label("password").wait_for()
    assert faults(page, axe) == []
    assert errors == []
    context.close()


def test_the_keyboard_alone_asks_reads_and_comes_back(serve, visit):
    visitor = visit(serve(bot()))
    page = visitor.page

    def tab_to(selector, key="Tab"):
        for _ in range(60):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            page.keyboard.press(key)
        raise AssertionError(f"{selector} is out of reach of {key}")

    tab_to("#question textarea")
    page.keyboard.type("urchins")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn .tools")
    tab_to(".turn .chip", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#source mark.current")
    tab_to("#source .scroll")
    tab_to(".turn .chip", "Shift+Tab")
    for pane in ("documents", "history"):
        tab_to(f"#brand [data-pane={pane}]", "Shift+Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#{pane}-title:focus")
    tab_to("#history .kept-open")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn .tools")
