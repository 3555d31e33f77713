"""Gives each question its turn, and drops those whose asker has left."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator

import gradio as gr

from qa.errors import AbandonedError
from qa.page.handlers.chat import Handlers, Update
from qa.page.shared import Shared
from qa.page.showing import Showing
from qa.page.web.gradio_compat import is_awaited
from qa.page.web.people import person_of
from qa.page.web.threads import in_thread
from qa.page.web.turns import LineFullError
from qa.wanted import Wanted

__all__ = ["Asking", "tab_of", "wanted_by"]

GRACE_SECONDS = 10.0  # a browser that asks opens the stream of its answers within this time


class Asking:
    """Runs the two steps of a question: it is shown at once, and answered when it is its turn.

    Args:
        handlers: Of the page.
        showing: Shows what they give.
        shared: Turns and open tabs.
    """

    def __init__(self, handlers: Handlers, showing: Showing, shared: Shared) -> None:
        self._handlers = handlers
        self._showing = showing
        self._shared = shared

    async def __call__(
        self, steps: Iterator[Update], request: gr.Request | None
    ) -> AsyncIterator[Update]:
        """The updates of ``Handlers.ask``, each when it is due."""
        first = await _next(steps)
        if first is None:
            return
        yield first
        if first.session is None:  # nothing was asked
            return
        person = person_of(request)
        tab, wanted = tab_of(request), wanted_by(self._shared, request)
        begin, figures = time.monotonic(), self._shared.figures
        try:
            async with self._shared.turns.turn(person, tab, wanted):
                waited = time.monotonic() - begin
                answered = await _next(steps, wanted)
        except LineFullError as error:
            figures.unanswered("page", "refused")
            answered = self._handlers.refuse(first.session, str(error))
        except AbandonedError:
            figures.unanswered("page", "abandoned")
            return
        else:
            self._count(answered, waited)
        if answered is not None:
            yield self._showing.begin(answered, tab)

    def _count(self, answered: Update | None, waited: float) -> None:
        session = None if answered is None else answered.session
        answer = None if session is None else session.turns[-1].answer
        if answer is None:
            self._shared.figures.unanswered("page", "error")
        else:
            self._shared.figures.given("page", answer.kind, answer.milliseconds, waited)


def wanted_by(shared: Shared, request: gr.Request | None) -> Wanted:
    """Whether the browser still waits for what it asked for by ``request``."""
    begin, tab = time.monotonic(), tab_of(request)

    def wanted() -> bool:
        if not is_awaited(shared.page, request):
            return False
        return time.monotonic() - begin < GRACE_SECONDS or shared.tabs.is_listening(tab)

    return wanted


def tab_of(request: gr.Request | None) -> str:
    """The browser tab that a request came from; "" for programs."""
    return str((request and request.session_hash) or "")


async def _next(steps: Iterator[Update], wanted: Wanted = lambda: True) -> Update | None:
    return await in_thread(lambda: next(steps, None), wanted)
