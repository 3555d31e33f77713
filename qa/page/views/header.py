"""The head of the page: its name, the folder, and what concerns the whole conversation."""

from __future__ import annotations

import base64

from qa.marks import escape

__all__ = ["download_html", "header_html"]


def header_html(folder: str, *, has_login: bool = False) -> str:
    """Name and folder, with buttons for panels, export, a new conversation and to log out."""
    forms = "".join(
        f'<button type="button" class="tool" data-event="select" data-action="export" '
        f'data-form="{form}">{label}</button>'
        for form, label in (("md", "Markdown"), ("json", "JSON"))
    )
    log_out = (
        '<form method="post" action="logout"><button class="tool">Log out</button></form>'
        if has_login
        else ""
    )
    return (
        '<header class="brand"><h1 class="name">Citespan</h1>'
        f'<span class="folder"><bdi>{escape(folder)}</bdi></span>'
        '<nav aria-label="Page">'
        '<details class="menu needs-turns"><summary class="tool">Export</summary>'
        f"<div>{forms}</div></details>"
        '<button type="button" class="tool needs-turns" data-event="select" data-action="clear" '
        'aria-label="New conversation">New<span class="wide-only">&nbsp;conversation</span>'
        "</button>"
        '<button type="button" class="tool" data-pane="history" aria-expanded="false">Conversations'
        "</button>"
        '<button type="button" class="tool" data-pane="documents" aria-expanded="false">Documents'
        f"</button>{log_out}</nav></header>"
    )


def download_html(name: str, text: str, kind: str, count: int) -> str:
    """A file that the script saves at once.

    Args:
        name: Of the file.
        text: What is in it.
        kind: Its media type.
        count: Tells one file from the next that is the same.
    """
    data = base64.b64encode(text.encode("utf-8")).decode("ascii")
    return (
        f'<a download="{escape(name)}" href="data:{kind};charset=utf-8;base64,{data}" '
        f'data-count="{count}" tabindex="-1">{escape(name)}</a>'
    )
