"""Work that the page does for people in the background, one task after the other.

The corpus has one writer, so tasks wait for each other; people take turns. A task goes on when the
tab that asked for it is closed, and everybody sees it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Literal

from index.errors import StoppedError
from qa.errors import PageError
from qa.page.upload_result import UploadResult

__all__ = ["Task", "TaskLineFullError", "Tasks"]

logger = logging.getLogger(__name__)

MOST_FINISHED = 200
"""Finished tasks that are still listed; older ones go first."""
FINISHED_SECONDS = 60 * 60.0

State = Literal["waiting", "running", "finished", "cancelled"]


class TaskLineFullError(PageError):
    """Too many tasks wait; says so in one line."""


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work.

    Attributes:
        id: Tells it from the others; counts up.
        person: Who asked for it.
        name: What the list calls it: a file's name.
        size: Of the file, in bytes.
        state: Where it is.
        result: What came of it; None before it is finished.
        changed: When the state changed, on the monotonic clock.
    """

    id: int
    person: str
    name: str
    size: int
    state: State = "waiting"
    result: UploadResult | None = None
    changed: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.state in ("waiting", "running")


@dataclass(slots=True)
class _Work:
    do: Callable[[Event], UploadResult]
    drop: Callable[[], object]
    wish: Event = field(default_factory=Event)


class Tasks:
    """A line of tasks, and one thread that does them.

    Args:
        stop: Asks the work that got this event to end; it then raises ``StoppedError``.
        most: Tasks that may wait.
        each: Tasks of one person that may wait.
        bytes_each: Size of these together.
        told: Hears the names of those that wait whenever they change.
    """

    def __init__(
        self,
        stop: Callable[[Event], object],
        *,
        most: int = 400,
        each: int = 100,
        bytes_each: int = 1_000_000_000,
        told: Callable[[Sequence[str]], object] = lambda names: None,
    ) -> None:
        self._stop_running = stop
        self._most = most
        self._each = each
        self._bytes_each = bytes_each
        self._told = told
        self._tasks: dict[int, Task] = {}
        self._work: dict[int, _Work] = {}
        self._served: dict[str, int] = {}
        self._count = 0
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    # -- for people

    def add(
        self,
        person: str,
        name: str,
        do: Callable[[Event], UploadResult],
        *,
        size: int = 0,
        drop: Callable[[], object] = lambda: None,
    ) -> Task:
        """Put a task into the line.

        Args:
            person: Whose it is.
            name: What the list calls it.
            do: The work; the event is set when it should come to an end.
            size: Bytes that it holds meanwhile.
            drop: Called when it is over, done or not.

        Raises:
            TaskLineFullError: Too many wait.
        """
        with self._changed:
            self._check_room(person, size)
            self._count += 1
            task = Task(self._count, person, name, size, changed=time.monotonic())
            self._tasks[task.id] = task
            self._work[task.id] = _Work(do, drop)
            self._tell()
            if self._thread is None:
                # It ends with the last task; a program that ends does not wait for it.
                self._thread = threading.Thread(target=self._run, name="tasks", daemon=True)
                self._thread.start()
            return task

    def refused(self, person: str, result: UploadResult) -> Task:
        """Put a result into the list for which there was nothing to do."""
        with self._changed:
            self._count += 1
            now = time.monotonic()
            task = Task(self._count, person, result.name, 0, "finished", result, now)
            self._tasks[task.id] = task
            self._forget_old()
            return task

    def cancel(self, id_: int) -> None:
        """Take a task that waits out of the line, or ask the one under way to end."""
        with self._changed:
            task = self._tasks.get(id_)
            if task is None or not task.is_open:
                return
            if task.state == "waiting":
                self._end(task, "cancelled", None)
                return
            wish = self._work[id_].wish
        self._stop_running(wish)

    def cancel_waiting(self) -> None:
        """Take all tasks that wait out of the line."""
        with self._changed:
            for task in [task for task in self._tasks.values() if task.state == "waiting"]:
                self._end(task, "cancelled", None)

    def forget(self, id_: int | None = None) -> None:
        """Take a finished task, or all of them, off the list."""
        with self._changed:
            for task in list(self._tasks.values()):
                if not task.is_open and id_ in (None, task.id):
                    del self._tasks[task.id]

    def listed(self) -> tuple[Task, ...]:
        """All tasks, oldest first."""
        with self._changed:
            self._forget_old()
            return tuple(self._tasks.values())

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is left to do; False if there still is something after that time."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not any(task.is_open for task in self._tasks.values()), seconds
            )

    # -- the thread

    def _run(self) -> None:
        while True:
            with self._changed:
                task = self._next()
                if task is None:
                    self._thread = None
                    return
                work = self._work[task.id]
            state, result = self._done(task, work)
            with self._changed:
                self._end(task, state, result)

    def _next(self) -> Task | None:
        """The next task, of the person who was served longest ago; it counts as running."""
        waiting = [task for task in self._tasks.values() if task.state == "waiting"]
        if not waiting:
            return None
        task = min(waiting, key=lambda task: (self._served.get(task.person, 0), task.id))
        self._served.pop(task.person, None)
        self._served[task.person] = max(self._served.values(), default=0) + 1
        while len(self._served) > self._most:
            del self._served[next(iter(self._served))]
        task = replace(task, state="running", changed=time.monotonic())
        self._tasks[task.id] = task
        self._tell()
        return task

    @staticmethod
    def _done(task: Task, work: _Work) -> tuple[State, UploadResult | None]:
        try:
            return "finished", work.do(work.wish)
        except StoppedError:
            return "cancelled", None
        except Exception as error:
            logger.exception("a task failed")
            reason = " ".join(str(error).split()) or type(error).__name__
            return "finished", UploadResult(task.name, "refused", reason)

    def _end(self, task: Task, state: State, result: UploadResult | None) -> None:
        work = self._work.pop(task.id)
        self._tasks[task.id] = replace(task, state=state, result=result, changed=time.monotonic())
        self._tell()
        self._forget_old()
        self._changed.notify_all()
        try:
            work.drop()
        except OSError:
            logger.warning("what was left of %s could not be removed", task.name)

    # -- the line

    def _check_room(self, person: str, size: int) -> None:
        waiting = [task for task in self._tasks.values() if task.state == "waiting"]
        own = [task.size for task in waiting if task.person == person]
        if len(waiting) >= self._most:
            raise TaskLineFullError(f"{len(waiting):,} files wait already; add it again later")
        if len(own) >= self._each or sum(own) + size > self._bytes_each:
            raise TaskLineFullError(f"{len(own):,} of your files wait already; add it again later")

    def _tell(self) -> None:
        self._told([task.name for task in self._tasks.values() if task.state == "waiting"])

    def _forget_old(self) -> None:
        oldest = time.monotonic() - FINISHED_SECONDS
        finished = [task for task in self._tasks.values() if not task.is_open]
        for place, task in enumerate(finished):
            if place < len(finished) - MOST_FINISHED or task.changed < oldest:
                del self._tasks[task.id]
