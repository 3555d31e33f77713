"""The watch over a page's scripts: it hears what fails, and forgives only a page that was left."""

import pytest

from tests.browser.script_errors import ScriptErrors


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def test_what_fails_is_heard(page):
    errors = ScriptErrors(page)
    page.goto("data:text/html,<script>console.error('told', 2); console.log('fine')</script>")
    page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    page.evaluate("void Promise.reject(new Error('refused'))")
    page.wait_for_timeout(100)
    assert errors.all[0] == "told 2" and len(errors.all) == 3
    assert errors.all[1].startswith("Error: ") and errors.all[2].startswith("Error: ")


def test_only_a_page_that_is_left_is_forgiven(page):
    errors = ScriptErrors(page)
    told = "<script>addEventListener('beforeunload', () => console.error('late'));"
    page.goto(f"data:text/html,{told}console.error('early')</script>")
    errors.leave()
    page.reload()
    assert errors.all == ["early", "early"]  # one of each page
    page.reload()  # nobody said that it is left
    assert errors.all == ["early", "early", "late", "early"]
