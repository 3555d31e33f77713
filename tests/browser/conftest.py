"""A real Chromium on the real page, with a bot whose answers can be worked out by hand.

Where Chromium or Playwright is missing these tests are skipped, unless REQUIRE_BROWSER is 1.
"""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack, contextmanager
from importlib.resources import files

import pytest

from qa import Chatbot
from tests.browser.pages import Visitor
from tests.qa.page.web.serving import serving

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def missing(reason):
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(f"REQUIRE_BROWSER is 1, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium():
    """The browser, with every host but this machine unreachable."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    path = shutil.which("chromium")
    if path is None:
        missing("chromium is not installed")
    with sync_playwright() as playwright:
        nowhere = ["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS + nowhere)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Opens pages, each in a browser session of its own, and watches what they do."""
    with ExitStack() as stack:

        def opened(address, path="/", **options):
            context = stack.enter_context(_context(chromium, options))
            return Visitor(context.new_page(), address, path)

        visitors = []

        def remembered(*arguments, **options):
            visitors.append(opened(*arguments, **options))
            return visitors[-1]

        yield remembered
        for visitor in visitors:
            visitor.check()


@contextmanager
def _context(chromium, options):
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    context.set_default_timeout(60_000)
    try:
        yield context
    finally:
        context.close()


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core."""
    try:
        return files("axe_playwright_python").joinpath("axe.min.js").read_text()
    except ModuleNotFoundError:
        missing("axe-playwright-python is not installed")


@pytest.fixture
def serve():
    """Serves a bot and gives its address."""
    with ExitStack() as stack:

        def served(bot, **options):
            if isinstance(bot, Chatbot):
                stack.callback(bot.close)
            return stack.enter_context(serving(bot, **options))

        yield served
