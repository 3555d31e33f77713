"""Handles pressed buttons and sent files of the documents panel, and returns new HTML.

What takes time is a task; see ``task_actions``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from index.errors import CorpusBusyError, UnknownDocumentError
from qa.background import progress_in_words
from qa.entries import Entry
from qa.page.bot import Bot
from qa.page.handlers.task_actions import TaskActions, tasks_of
from qa.page.handlers.uploads import Claim
from qa.page.tasks import Tasks
from qa.page.upload_limits import UploadLimits
from qa.page.views.documents_panel import Choice, documents_html, scope_html
from qa.page.views.wording import capital, line

__all__ = ["DocumentHandlers", "DocumentsUpdate"]

logger = logging.getLogger(__name__)


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
        tasks: The line in which files are added.
    """

    def __init__(
        self, bot: Bot, claim: Claim, limits: UploadLimits, tasks: Tasks | None = None
    ) -> None:
        self._bot = bot
        tasks = tasks or tasks_of(bot.library, limits)
        self._tasks = TaskActions(bot.library, claim, limits, tasks)
        self._known: tuple[int | None, set[str]] = (None, set())

    def show(self, choice: Choice | None) -> DocumentsUpdate:
        """The panel as it is now."""
        return self._listed(choice or Choice())

    def restricted(self, choice: Choice | None, documents: Iterable[str]) -> DocumentsUpdate:
        """The panel with these documents chosen, of those that are there; all if there are none."""
        return self._listed((choice or Choice()).only(documents))

    def refresh(self, choice: Choice | None) -> DocumentsUpdate:
        """The tasks, and the list if the documents changed since it was shown."""
        choice = choice or Choice()
        if choice.version == self._bot.library.version():
            names = self._bot.library.namesakes
            scope = scope_html(choice, self._used(), self._reading(), names)
            return DocumentsUpdate(self._tasks.html(), None, scope, None)
        return self._listed(choice)

    def select(self, event: Mapping[str, Any], choice: Choice | None) -> DocumentsUpdate:
        """A pressed button; what no button offers changes nothing."""
        action, choice = event.get("action"), choice or Choice()
        document, file = str(event.get("document", "")), str(event.get("file", ""))
        message, excluded = "", None
        try:
            if action == "choose":
                choice = choice.toggled(document, event.get("on") is True)
            elif action == "all":
                choice = choice.only(())
            elif action == "include":
                choice = choice.only(choice.documents | choice.newcomers(self._used()))
            elif action == "filter":
                choice = replace(choice, filter=str(event.get("text", ""))[:200])
            elif not self._bot.library.takes_files:
                pass
            elif action == "withdraw":
                entry = self._entry(file)
                self._bot.library.withdraw(document, entry.source)
                excluded = entry if entry.kind == "file" else None
            elif action == "restore":
                self._bot.library.restore(self._entry(file).source)
        except UnknownDocumentError:
            message = "That file is no longer there."
        except CorpusBusyError:
            message = "Another program is indexing these documents; try again when it has finished."
        except Exception as error:
            logger.exception("a change of the documents failed")
            message = f"That failed: {capital(line(error))}"
        return self._listed(choice, message, excluded)

    def add(self, files: object, choice: Choice | None, person: str = "") -> DocumentsUpdate:
        """Put sent files into the line; ``refresh`` shows what becomes of them."""
        self._tasks.add(files, person)
        return self.refresh(choice)

    def drop(self, files: object) -> DocumentsUpdate:
        """Remove sent files that are no longer wanted."""
        self._tasks.drop(files)
        return DocumentsUpdate(None, None, None, None)

    def act_on_task(
        self, event: Mapping[str, Any], choice: Choice | None, person: str = ""
    ) -> DocumentsUpdate:
        """A pressed button of the task list."""
        self._tasks.act(event, person)
        return self.refresh(choice)

    def _used(self) -> set[str]:
        # An open panel asks every second; the whole list is read only after a change.
        version = self._bot.library.version()
        if self._known[0] != version:
            self._known = version, _documents_of(self._bot.library.entries())
        return self._known[1]

    def _entry(self, key: str) -> Entry:
        """The file that a button stands for.

        Raises:
            UnknownDocumentError: It is no longer there.
        """
        for entry in self._bot.library.entries():
            if entry.key == key:
                return entry
        raise UnknownDocumentError("no such file")

    def _reading(self) -> str:
        """How far the documents are read, in words; "" where nothing is being read."""
        now = self._bot.library.background.work().now
        return "" if now is None else progress_in_words(now)

    def _listed(
        self, choice: Choice, message: str = "", excluded: Entry | None = None
    ) -> DocumentsUpdate:
        names = self._bot.library.namesakes
        version = self._bot.library.version()  # before: what comes meanwhile is listed next time
        entries = self._bot.library.entries()
        used = _documents_of(entries)
        choice = replace(choice.among(used), version=version)
        return DocumentsUpdate(
            self._tasks.html(),
            documents_html(
                entries,
                choice,
                self._bot.library.relative,
                names,
                message,
                excluded,
                takes_files=self._bot.library.takes_files,
            ),
            scope_html(choice, used, self._reading(), names),
            choice,
        )


def _documents_of(entries: Iterable[Entry]) -> set[str]:
    return {entry.document for entry in entries if entry.document is not None}
