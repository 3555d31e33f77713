"""The panel of kept conversations as escaped HTML."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from index.user_values import KEPT_DELETED, StoredConversation
from qa.kept.kept_conversations import LONGEST_TITLE
from qa.marks import escape
from qa.page.views.wording import day_in_words

__all__ = ["history_head_html", "kept_html", "recent_html"]

SHOWN = 200  # rows at once


def history_head_html() -> str:
    """Title and search box of the panel."""
    return (
        '<div class="shelf-head"><h2 id="history-title" tabindex="-1">Conversations</h2>'
        '<button type="button" class="tool" data-pane="source">Close</button></div>'
        '<input type="search" class="find" aria-label="Find a conversation" '
        'placeholder="Find words of a title or a question" autocomplete="off" maxlength="200">'
    )


def kept_html(
    kept: Sequence[StoredConversation],
    current: str = "",
    *,
    gone: Sequence[StoredConversation] = (),
    deleted: tuple[str, str] | None = None,
    searched: bool = False,
    message: str = "",
) -> str:
    """The list of conversations, with what can be done with each.

    Args:
        kept: Last changed first.
        current: Id of the one that is open.
        gone: Those that were deleted and can be restored, last deleted first.
        deleted: Id and title of the one that was deleted just now, to undo it at once.
        searched: Whether these are only what was looked for.
        message: What went wrong.
    """
    alert = f'<p class="error" role="alert">{escape(message)}</p>' if message else ""
    undo = ""
    if deleted is not None:
        id_, title = map(escape, deleted)
        undo = (
            f'<span>Deleted <bdi>{title}</bdi></span> <button type="button" class="tool" '
            f'data-event="select" data-action="restore" data-id="{id_}">Undo</button>'
        )
    rows = "".join(_row(about, about.id == current) for about in kept[:SHOWN])
    rest = len(kept) - SHOWN
    more = f'<p class="cut">And {rest:,} more; look for a word.</p>' if rest > 0 else ""
    none = ""
    if not kept:
        words = "No conversation with these words." if searched else "No conversation yet."
        none = f'<p class="cut">{words}</p>'
    return (
        f'{alert}<p class="undo-note" role="status">{undo}</p>'
        f'<ul class="kept-list" aria-label="Conversations">{rows}</ul>{more}{none}{_gone(gone)}'
    )


def recent_html(kept: Sequence[StoredConversation]) -> str:
    """The last conversations, offered before the first question; "" if there are none."""
    rows = "".join(
        f'<li><button type="button" class="example go-on" data-event="history" data-action="open" '
        f'data-id="{escape(about.id)}"><bdi>{escape(about.title)}</bdi> '
        f"<small>{_when(about.changed)}</small></button></li>"
        for about in kept
    )
    return f'<h3>Go on with</h3><ul class="examples recent">{rows}</ul>' if rows else ""


def _gone(gone: Sequence[StoredConversation]) -> str:
    """Those that were deleted, folded up; each comes back by itself."""
    if not gone:
        return ""
    rows = "".join(map(_gone_row, gone[:SHOWN]))
    count = f"{len(gone):,} conversation{'' if len(gone) == 1 else 's'}"
    rest = len(gone) - SHOWN
    more = f'<p class="cut">And {rest:,} more.</p>' if rest > 0 else ""
    return (
        f'<details class="deleted"><summary>Recently deleted ({len(gone):,})</summary>'
        f'<div class="empty-line"><p class="cut">Erased {KEPT_DELETED.days} days after they were '
        'deleted.</p><details class="confirm"><summary class="tool">Erase now…</summary>'
        "<div><span>They go for good.</span> "
        '<button type="button" class="tool danger" data-event="select" data-action="empty">'
        f"Erase {count}</button></div></details></div>"
        f'<ul class="kept-list" aria-label="Recently deleted conversations">{rows}</ul>{more}'
        "</details>"
    )


def _gone_row(about: StoredConversation) -> str:
    title = escape(about.title)
    return (
        f'<li><span class="kept-gone"><bdi class="title">{title}</bdi>'
        f'<span class="facts">deleted {_when(about.deleted)} · {_questions(about)}</span></span>'
        f'<button type="button" class="tool" data-event="select" data-action="restore" '
        f'data-id="{escape(about.id)}" aria-label="Restore {title}">Restore</button></li>'
    )


def _questions(about: StoredConversation) -> str:
    return "1 question" if about.turns == 1 else f"{about.turns:,} questions"


def _row(about: StoredConversation, is_current: bool) -> str:
    id_, title = escape(about.id), escape(about.title)
    current = ' aria-current="true"' if is_current else ""
    return (
        f'<li><button type="button" class="kept-open" data-event="select" data-action="open" '
        f'data-id="{id_}"{current}><bdi class="title">{title}</bdi>'
        f'<span class="facts">{_when(about.changed)} · {_questions(about)}</span></button>'
        f'<details class="rename"><summary class="tool" aria-label="Rename {title}">Rename'
        f'</summary><form data-event="select" data-action="rename" data-id="{id_}">'
        f'<input name="title" aria-label="New title" maxlength="{LONGEST_TITLE}" '
        f'value="{title}" autocomplete="off"><button type="submit">Save</button>'
        '<button type="button" class="tool" data-cancel>Cancel</button></form></details>'
        f'<button type="button" class="tool" data-event="select" data-action="delete" '
        f'data-id="{id_}" aria-label="Delete {title}">Delete</button></li>'
    )


def _when(changed: str) -> str:
    return day_in_words(datetime.fromisoformat(changed).astimezone(), datetime.now().astimezone())
