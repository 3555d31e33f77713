"""Gives the conversation of a session as a file, in the form that the reader chose."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from datetime import datetime

from index.loaders.drawn_pages import NotDrawn, Picture
from index.values import Document, Page, Span
from qa.exports.docx_form import as_docx
from qa.exports.export_head import ExportHead, file_stem
from qa.exports.html_form import as_html
from qa.exports.json_form import as_json
from qa.exports.markdown_form import as_markdown
from qa.kept.kept_conversations import title_of
from qa.page.bot import Bot
from qa.page.session import Session
from qa.page.views.header import download_html
from qa.page.views.wording import count_in_words

__all__ = ["Exporter"]

DRAWING_SECONDS = 60.0  # for the pages of one export together
_count = itertools.count(1)


class Exporter:
    """Exports conversations.

    Args:
        bot: About whose documents they are.
        folder: The name under which the documents are shown.
    """

    def __init__(self, bot: Bot, folder: str = "") -> None:
        self._bot = bot
        self._folder = folder

    def export(self, session: Session | None, form: object) -> str | None:
        """A link to the file as HTML, which the page follows; None if there is nothing to export.

        Args:
            session: With the answers.
            form: One of the ``EXPORT_FORMS`` of the header.
        """
        if session is None or not session.answers:
            return None
        answers, head = session.answers, self._head(session)
        relative = self._bot.library.relative
        if form == "docx":
            data = as_docx(answers, head, relative)
        elif form == "html":
            data = as_html(answers, head, _Drawing(self._bot), relative).encode("utf-8")
        elif form == "json":
            data = as_json(answers, head, relative).encode("utf-8")
        elif form == "md":
            data = as_markdown(answers, head, relative).encode("utf-8")
        else:
            return None
        return download_html(f"{file_stem(head)}.{form}", data, form, next(_count))

    def _head(self, session: Session) -> ExportHead:
        """Named as the conversation is kept, or else by its first question that is still there."""
        title = self._bot.conversations.title(session.id, session.owner)
        return ExportHead(
            datetime.now().astimezone(),
            title or title_of(session.turns[0].question),
            self._folder,
            count_in_words(self._bot.document_count()),
        )


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
