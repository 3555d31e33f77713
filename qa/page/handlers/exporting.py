"""Gives the conversation of a session as a file, in the form that the reader chose."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from datetime import datetime

from index.loaders.drawn_pages import NotDrawn, Picture
from index.values import Document, Page, Span
from qa.exports.docx_form import as_docx
from qa.exports.html_form import as_html
from qa.exports.json_form import as_json
from qa.exports.markdown_form import as_markdown
from qa.page.bot import Bot
from qa.page.session import Session
from qa.page.views.header import download_html

__all__ = ["Exporter"]

DRAWING_SECONDS = 60.0  # for the pages of one export together
_count = itertools.count(1)


class Exporter:
    """Exports conversations about the documents of ``bot``."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def export(self, session: Session | None, form: object) -> str | None:
        """A link to the file as HTML, which the page follows; None if there is nothing to export.

        Args:
            session: With the answers.
            form: One of the ``EXPORT_FORMS`` of the header.
        """
        if session is None or not session.answers:
            return None
        answers, made = session.answers, datetime.now().astimezone()
        relative = self._bot.library.relative
        if form == "docx":
            data = as_docx(answers, made, relative)
        elif form == "html":
            data = as_html(answers, made, _Drawing(self._bot), relative).encode("utf-8")
        elif form == "json":
            data = as_json(answers, made, relative).encode("utf-8")
        elif form == "md":
            data = as_markdown(answers, made, relative).encode("utf-8")
        else:
            return None
        name = f"citespan-{made:%Y-%m-%d-%H%M%S}.{form}"
        return download_html(name, data, form, next(_count))


class _Drawing:
    """Draws pages, and waits for them, all in a limited time."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._end = time.monotonic() + DRAWING_SECONDS

    def __call__(self, document: Document, page: Page, spans: Sequence[Span]) -> Picture | NotDrawn:
        left = self._end - time.monotonic()
        if left <= 0:
            return NotDrawn("drawing the pages took too long")
        drawing = self._bot.library.draw(document, page, spans)
        try:
            return drawing.result(left)
        except TimeoutError:
            drawing.cancel()
            return NotDrawn("drawing the pages took too long")
