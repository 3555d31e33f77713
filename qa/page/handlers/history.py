"""Handles the panel of kept conversations and the settings, and returns new HTML."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from index.errors import StoreError
from qa.errors import UnknownConversationError
from qa.exports.citation_styles import STYLES
from qa.kept.kept_conversations import KeptConversations
from qa.page.bot import Bot
from qa.page.handlers.chat import UNCHANGED, Handlers, Update
from qa.page.linking import linked, linked_documents
from qa.page.session import Session
from qa.page.views.history_panel import SHOWN, Listing, kept_html
from qa.page.views.settings_menu import settings_html
from qa.page.views.wording import capital, line

__all__ = ["HistoryHandlers", "HistoryUpdate"]

logger = logging.getLogger(__name__)

MOST_SEARCHED = 200  # code points
_CHANGES = ("rename", "delete", "restore")


class HistoryUpdate(NamedTuple):
    """New contents of the page.

    Attributes:
        shown: Of the conversation and its source.
        kept: The list; None leaves it as it is.
        listing: What the list is restricted to.
        documents: Ids of the documents that the opened conversation asks; None leaves the choice.
    """

    shown: Update
    kept: str | None
    listing: Listing
    documents: tuple[str, ...] | None = None


class HistoryHandlers:
    """Handlers of kept conversations.

    Args:
        bot: Whose conversations they are.
        chat: Shows the one that is opened.
    """

    def __init__(self, bot: Bot, chat: Handlers) -> None:
        self._bot = bot
        self._chat = chat

    @property
    def _conversations(self) -> KeptConversations:
        return self._bot.conversations

    def scope(self, link: str, owner: str) -> tuple[str, ...]:
        """Ids of the documents that what a link leads to was asked of; empty for all."""
        try:
            return linked_documents(*linked(self._conversations, link, owner))
        except UnknownConversationError:
            return ()

    def select(
        self, event: Mapping[str, Any], session: Session | None, listing: Listing, owner: str
    ) -> HistoryUpdate:
        """A pressed button; what no button offers only lists anew."""
        action, id_ = event.get("action"), str(event.get("id") or "")
        deleted, message = None, ""
        shown, documents = UNCHANGED, None
        try:
            if action == "search":
                listing = Listing(str(event.get("text") or "")[:MOST_SEARCHED])
            elif action == "more":
                listing = _longer(listing, event.get("list"))
            elif action == "open" and not (session and session.pending):
                shown, documents = self._chat.opened(id_, owner), self.scope(id_, owner)
            elif action == "rename":
                self._conversations.rename(id_, owner, _text(event.get("title")))
            elif action == "delete" and not (session and session.pending and session.id == id_):
                deleted = id_, self._conversations.open(id_, owner).title
                self._conversations.delete(id_, owner)
                if session is not None and session.id == id_:
                    shown = self._chat.begin(owner)
            elif action == "restore":
                self._conversations.restore(id_, owner)
            elif action == "empty":
                self._conversations.erase_deleted(owner)
        except UnknownConversationError:
            message = "That conversation is no longer there."
        except (StoreError, OSError) as error:
            logger.warning("a change of the conversations failed: %s", line(error))
            message = f"That failed: {capital(line(error))}"
        if action in _CHANGES and shown is UNCHANGED:
            shown = self._chat.relisted(session, owner)
        current = (shown.session or session or Session(self._bot.conversation())).id
        kept, gone = self._conversations.kept_and_deleted(owner, listing.search)
        html = kept_html(
            kept, current, gone=gone, deleted=deleted, listing=listing, message=message
        )
        return HistoryUpdate(shown, html, listing, documents)

    def settings(self, event: Mapping[str, Any], owner: str) -> str:
        """The menu of settings, after a change if the event is one."""
        settings = self._conversations.settings(owner)
        action = event.get("action")
        if action == "guess":
            settings = replace(settings, guess=event.get("on") is True)
        elif action == "least":
            settings = replace(settings, least=_least(event.get("text")))
        elif action == "citing" and event.get("text") in STYLES:
            settings = replace(settings, citing=str(event["text"]))
        if action in ("guess", "least", "citing"):
            try:
                self._conversations.set(owner, settings)
            except (StoreError, OSError) as error:
                logger.warning("a setting cannot be kept: %s", line(error))
        kept = self._conversations.settings(owner)
        return settings_html(kept, self._bot.thresholds.answer)


def _longer(listing: Listing, shown: object) -> Listing:
    """With more rows of one of the two lists."""
    if shown == "kept":
        return replace(listing, kept=listing.kept + SHOWN)
    return replace(listing, gone=listing.gone + SHOWN) if shown == "gone" else listing


def _least(value: object) -> float | None:
    try:
        least = float(str(value))
    except ValueError:
        return None
    return least if 0 <= least <= 1 else None


def _text(value: object) -> str:
    """Text, without half characters that JSON can hold."""
    return str(value or "").encode("utf-8", "replace").decode()
