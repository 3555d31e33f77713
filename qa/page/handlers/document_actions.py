"""Handles pressed buttons and sent files of the documents panel, and returns new HTML."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from index.errors import CorpusBusyError, UnknownDocumentError
from qa.page.bot import Bot
from qa.page.handlers.uploads import Claim, take
from qa.page.upload_limits import UploadLimits
from qa.page.upload_result import UploadResult
from qa.page.views.documents_panel import Choice, documents_html, results_html, scope_html
from qa.page.views.wording import capital, line

__all__ = ["DocumentHandlers", "DocumentsUpdate"]

logger = logging.getLogger(__name__)

SHOWN_MEANWHILE = 5  # results shown while further files are indexed


class DocumentsUpdate(NamedTuple):
    """New contents of the panel; None leaves a part as it is."""

    results: str | None
    documents: str | None
    scope: str | None
    choice: Choice | None


class DocumentHandlers:
    """Handlers of the documents panel.

    Args:
        bot: Whose documents they are.
        claim: Which paths of sent files are real.
        limits: What may be sent.
    """

    def __init__(self, bot: Bot, claim: Claim, limits: UploadLimits) -> None:
        self._bot = bot
        self._claim = claim
        self._limits = limits

    def show(self, choice: Choice | None) -> DocumentsUpdate:
        """The panel as it is now."""
        return self._listed(choice or Choice())

    def refresh(self, choice: Choice | None) -> DocumentsUpdate:
        """The panel anew if the documents changed since it was shown, by a sync in between."""
        choice = choice or Choice()
        if choice.version == self._bot.library.version():
            return DocumentsUpdate(None, None, None, None)
        return self._listed(choice)

    def select(self, event: Mapping[str, Any], choice: Choice | None) -> DocumentsUpdate:
        """A pressed button; what no button offers changes nothing."""
        action, choice = event.get("action"), choice or Choice()
        document, source = str(event.get("document", "")), str(event.get("source", ""))
        message = ""
        try:
            if action == "choose":
                choice = choice.toggled(document, event.get("on") is True)
            elif action == "all":
                choice = replace(choice, documents=frozenset())
            elif action == "filter":
                choice = replace(choice, filter=str(event.get("text", ""))[:200])
            elif action == "withdraw":
                self._bot.library.withdraw(document, source)
            elif action == "restore":
                self._bot.library.restore(source)
        except UnknownDocumentError:
            message = "That file is no longer there."
        except CorpusBusyError:
            message = "Another program is indexing these documents; try again when it has finished."
        except Exception as error:
            logger.exception("a change of the documents failed")
            message = f"That failed: {capital(line(error))}"
        return self._listed(choice, message)

    def add(self, files: object, choice: Choice | None) -> Iterator[DocumentsUpdate]:
        """Index sent files one by one, with a line for each."""
        results: list[UploadResult] = []
        sent = len(files) if isinstance(files, list) else 0
        count = min(sent, self._limits.at_once)
        yield DocumentsUpdate(results_html((), f"Indexing 1 of {sent:,}…"), None, None, None)
        try:
            for upload in take(self._bot.library, files, self._claim, self._limits):
                results.append(upload)
                working = f"Indexing {len(results) + 1} of {sent:,}…"
                working = working if len(results) < count else ""
                # A few at a time: the whole list, file by file, would be quadratic.
                shown = results_html(results[-SHOWN_MEANWHILE:], working)
                yield DocumentsUpdate(shown, None, None, None)
        except Exception as error:
            logger.exception("adding files failed")
            results.append(UploadResult("the rest", "refused", line(error)))
        yield self._listed(choice or Choice())._replace(results=results_html(results))

    def _listed(self, choice: Choice, message: str = "") -> DocumentsUpdate:
        version = self._bot.library.version()  # before: what comes meanwhile is listed next time
        entries = self._bot.library.entries()
        used = {entry.document for entry in entries if entry.document is not None}
        choice = replace(choice.among(used), version=version)
        return DocumentsUpdate(
            None,
            documents_html(entries, choice, message),
            scope_html(len(choice.documents), len(used)),
            choice,
        )
