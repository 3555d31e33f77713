"""Quotations from Markdown files are read and copied without the signs of Markdown."""

import pytest

from index.loaders import load
from index.values import Document, document_id
from tests.qa.page.fake_bot import FakeBot

pytestmark = pytest.mark.browser

TEXT = "# Minutes\n\n**Decision:** The *board* approved it.\n"


@pytest.mark.parametrize("width", [390, 1280])
def test_quotations_are_read_and_copied_without_signs(width, serve, visit):
    structure = load(TEXT.encode(), ".md").structure
    minutes = Document(document_id(TEXT), TEXT, "Minutes", ("/f/minutes.md",), (), structure)
    visitor = visit(serve(FakeBot([minutes])), viewport={"width": width, "height": 800})
    page = visitor.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.ask("**Decision:** The *board*")
    assert visitor.text(".turn .quote") == "Decision: The board"
    assert visitor.text(".turn .cites .sentence") == "Decision: The board approved it."
    assert page.text_content(".turn .quote") == "**Decision:** The *board*"  # it is all there
    page.click(".tool[data-copy]")
    page.wait_for_selector("text=Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[:3] == [
        "Decision: The board", "", "“Decision: The board approved it.”",
    ]  # fmt: skip
