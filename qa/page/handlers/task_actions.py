"""Handles what people do with tasks: files to add, files to try again, and their end."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event
from typing import Any

from qa.page.bot import DocumentLibrary
from qa.page.handlers.uploads import Claim, SentFile, add, refusal, sent_files
from qa.page.tasks import TaskLineFullError, Tasks
from qa.page.upload_limits import UploadLimits
from qa.page.upload_result import UploadResult
from qa.page.views.task_list import task_list_html
from qa.page.views.wording import file_name

__all__ = ["TaskActions", "tasks_of"]

FOLDER = "the folder"


def tasks_of(library: DocumentLibrary, limits: UploadLimits) -> Tasks:
    """A line of tasks on these documents."""
    return Tasks(
        library.background.cancel,
        most=limits.sent,
        each=limits.sent_each,
        bytes_each=limits.sent_bytes_each,
        told=library.background.tell_queue,
    )


class TaskActions:
    """Puts tasks into the line, ends them, and shows the list.

    Args:
        library: Whose documents they change.
        claim: Which paths of sent files are real.
        limits: What may be sent.
        tasks: The line.
    """

    def __init__(
        self, library: DocumentLibrary, claim: Claim, limits: UploadLimits, tasks: Tasks
    ) -> None:
        self._library = library
        self._claim = claim
        self._limits = limits
        self._tasks = tasks

    def html(self) -> str:
        """The list as it is now."""
        return task_list_html(
            self._tasks.listed(), self._library.background.work(), self._library.relative,
            takes_files=self._library.takes_files,
        )  # fmt: skip

    def add(self, files: object, person: str) -> None:
        """Add sent files, each as a task; one that is refused at once is only listed."""
        for file in sent_files(files, self._claim, self._limits):
            refused = refusal(self._library, file, self._limits)
            if refused is None:
                refused = self._queued(file, person)
            if refused is not None:
                self._tasks.refused(person, refused)
                file.drop()

    def drop(self, files: object) -> None:
        """Remove files that were sent before somebody cancelled the rest."""
        for file in sent_files(files, self._claim, self._limits):
            file.drop()

    def act(self, event: Mapping[str, Any], person: str) -> None:
        """A pressed button of the list; what no button offers does nothing."""
        action, task = event.get("action"), str(event.get("task", ""))
        if action == "cancel" and task.isascii() and task.isdecimal() and len(task) < 16:
            self._tasks.cancel(int(task))
        elif action == "cancel-waiting":
            self._tasks.cancel_waiting()
        elif action == "clear":
            self._tasks.forget()
        elif action == "stop":
            self._library.background.cancel()
        elif not self._library.takes_files:
            return
        elif action == "sync":
            self._put(person, FOLDER, lambda _: self._synced())
        elif action == "again":
            self._again(str(event.get("file", "")), person)

    # -- parts

    def _queued(self, file: SentFile, person: str) -> UploadResult | None:
        def do(wish: Event) -> UploadResult:
            return add(self._library, file, wish)

        try:
            self._tasks.add(person, file.name, do, size=file.size, drop=file.drop)
        except TaskLineFullError as error:
            return UploadResult(file.name, "refused", str(error))
        return None

    def _again(self, path: str, person: str) -> None:
        failed = self._library.background.work().failed
        paths = [file.path for file in failed if self._library.relative(file.path) == path]
        if paths:
            self._put(person, file_name(path), lambda _: self._tried(paths[0]))

    def _put(self, person: str, name: str, do: Any) -> None:
        try:
            self._tasks.add(person, name, do)
        except TaskLineFullError as error:
            self._tasks.refused(person, UploadResult(name, "refused", str(error)))

    def _tried(self, path: str) -> UploadResult:
        name = file_name(self._library.relative(path))
        self._library.background.try_again(path)
        reasons = {file.path: file.reason for file in self._library.background.work().failed}
        if path in reasons:
            return UploadResult(name, "refused", reasons[path])
        return UploadResult(name, "indexed")

    def _synced(self) -> UploadResult:
        report = self._library.sync()
        changed = report.added + report.changed + report.removed
        return UploadResult(FOLDER, "indexed" if changed else "unchanged")
