"""The panel of kept conversations as escaped HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from index.user_values import KEPT_DELETED, StoredConversation
from qa.kept.kept_conversations import LONGEST_TITLE
from qa.marks import escape
from qa.page.views.wording import day_in_words

__all__ = ["SHOWN", "Listing", "history_head_html", "kept_html", "recent_html"]

SHOWN = 200  # rows at once


@dataclass(frozen=True, slots=True)
class Listing:
    """What of the conversations is listed.

    Attributes:
        search: Words that they have.
        kept: At most so many of those that are kept.
        gone: At most so many of those that were deleted.
    """

    search: str = ""
    kept: int = SHOWN
    gone: int = SHOWN


_FIRST = Listing()


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
    listing: Listing = _FIRST,
    message: str = "",
) -> str:
    """The list of conversations, with what can be done with each.

    Args:
        kept: Last changed first.
        current: Id of the one that is open.
        gone: Those that were deleted and can be restored, last deleted first.
        deleted: Id and title of the one that was deleted just now, to undo it at once.
        listing: What was looked for, and how many are shown.
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
    searched = bool(listing.search.strip())
    rows = "".join(_row(about, about.id == current) for about in kept[: listing.kept])
    more = _more(len(kept) - listing.kept, "kept")
    none = "" if kept else f'<p class="cut">{_none(searched, bool(gone))}</p>'
    return (
        f'{alert}<p class="undo-note" role="status">{undo}</p>'
        f'<ul class="kept-list" aria-label="Conversations">{rows}</ul>{more}{none}'
        f"{_gone(gone, listing.gone, searched)}"
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


def _none(searched: bool, is_any_gone: bool) -> str:
    if not searched:
        return "No conversation yet." if not is_any_gone else "No conversation."
    if is_any_gone:
        return "Only deleted conversations have these words."
    return "No conversation with these words."


def _more(rest: int, shown: str) -> str:
    """Leads to rows that are not shown; "" where there are none."""
    if rest <= 0:
        return ""
    step = f"{min(rest, SHOWN):,} more"
    of = f" of {rest:,}" if rest > SHOWN else ""
    return (
        f'<p class="cut"><button type="button" class="tool" data-event="select" '
        f'data-action="more" data-list="{shown}">Show {step}{of}</button></p>'
    )


def _gone(gone: Sequence[StoredConversation], most: int, searched: bool) -> str:
    """Those that were deleted, folded up unless they were looked for; each comes back by itself."""
    if not gone:
        return ""
    rows = "".join(map(_gone_row, gone[:most]))
    state, words = (" data-searched open", ", with these words") if searched else ("", "")
    return (
        f'<details class="deleted"{state}><summary>Recently deleted{words} ({len(gone):,})'
        f'</summary><div class="empty-line"><p class="cut">Erased {KEPT_DELETED.days} days after '
        f"they were deleted.</p>{'' if searched else _erasing(len(gone))}</div>"
        f'<ul class="kept-list" aria-label="Recently deleted conversations">{rows}</ul>'
        f"{_more(len(gone) - most, 'gone')}</details>"
    )


def _erasing(count: int) -> str:
    """Erases all that were deleted, after a question."""
    return (
        '<details class="confirm"><summary class="tool">Erase now…</summary>'
        "<div><span>They go for good.</span> "
        '<button type="button" class="tool danger" data-event="select" data-action="empty">'
        f"Erase {count:,} conversation{'' if count == 1 else 's'}</button></div></details>"
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
