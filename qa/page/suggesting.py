"""Offers questions to ask next, while nobody asks one."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from qa.errors import AbandonedError
from qa.marks import escape
from qa.page.bot import Bot
from qa.page.examples.following import next_questions
from qa.page.session import Session
from qa.page.shared import Shared
from qa.page.views.wording import line
from qa.page.web.threads import in_thread
from qa.wanted import Wanted

__all__ = ["Suggesting"]

log = logging.getLogger(__name__)


class Suggesting:
    """Finds questions for the last answer of a tab; whatever the tab does next ends the search.

    Args:
        bot: Answers.
        shared: Turns: while anybody asks, nothing is looked for.
    """

    def __init__(self, bot: Bot, shared: Shared) -> None:
        self._bot = bot
        self._shared = shared
        self._latest: dict[str, object] = {}

    async def __call__(
        self, event: Mapping[str, Any], session: Session | None, tab: str, wanted: Wanted
    ) -> str | None:
        """The questions as HTML for the page; None where there are none, or nobody wants them.

        Args:
            event: With ``id`` of the turn; without, the search of the tab ends.
            session: Whose last turn it is.
            tab: Where it is shown.
            wanted: Whether the reader is still there.
        """
        self._latest.pop(tab, None)
        turn = session.turns[-1] if session is not None and session.turns else None
        if session is None or turn is None or turn.id != event.get("id") or turn.answer is None:
            return None
        answer, asked = turn.answer, [each.question for each in session.turns]
        token = self._latest[tab] = object()

        def goes_on() -> bool:
            return self._latest.get(tab) is token and self._shared.turns.is_idle and wanted()

        try:
            questions = await in_thread(
                lambda: next_questions(self._bot, answer, asked, goes_on), goes_on
            )
        except AbandonedError:
            return None
        except Exception as error:
            # Documents can go while they are read; the answer is there all the same.
            log.warning("no suggestions: %s", line(error))
            return None
        finally:
            if self._latest.get(tab) is token:
                del self._latest[tab]
        return _html(turn.id, questions) if questions else None


def _html(turn: str, questions: tuple[str, ...]) -> str:
    buttons = "".join(
        f'<li><button type="button" class="example" data-event="ask" '
        f'data-question="{escape(question)}"><bdi>{escape(question)}</bdi></button></li>'
        for question in questions
    )
    return (
        f'<section class="next" data-for="{turn}"><h3>Ask next</h3>'
        f'<ul class="examples">{buttons}</ul></section>'
    )
