"""Goes on with a conversation that another process of the page had, after its tab came here.

Gradio keeps the state of a tab in one process. The address of the page names the conversation, and
its turns are kept with the documents.
"""

from __future__ import annotations

import gradio as gr

from qa.errors import UnknownConversationError
from qa.page.handlers.chat import Handlers
from qa.page.linking import documents_of
from qa.page.page_parts import kept_link
from qa.page.session import Session
from qa.page.views.documents_panel import Choice
from qa.page.web.people import owner_of

__all__ = ["resumed", "resumed_choice"]


def resumed(handlers: Handlers, state: Session | None, request: gr.Request) -> Session | None:
    """The state of a tab; where there is none, that of the conversation its address names."""
    link = kept_link(request)
    if state is not None or not link:
        return state
    try:
        return handlers.resumed(link, owner_of(request))
    except UnknownConversationError:
        return None


def resumed_choice(
    state: Session | None, session: Session | None, choice: Choice | None
) -> Choice | None:
    """The documents that a tab has chosen; those of the last answer where it has just come here.

    Args:
        state: Of the tab, as it was here.
        session: What ``resumed`` made of it.
        choice: Of the tab, as it was here.
    """
    if state is not None or session is None or choice is not None or not session.turns:
        return choice
    return Choice().only(documents_of(session.turns[-1].answer))
