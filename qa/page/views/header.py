"""The head of the page: its name, the folder, and what concerns the whole conversation."""

from __future__ import annotations

import base64
from typing import Final

from qa.marks import escape

__all__ = ["EXPORT_FORMS", "download_html", "header_html"]

EXPORT_FORMS: Final = {
    "html": ("Web page", "text/html;charset=utf-8"),
    "docx": (
        "Word (DOCX)",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "md": ("Markdown", "text/markdown;charset=utf-8"),
    "json": ("JSON", "application/json;charset=utf-8"),
}
"""By the ending of a file, what people call the form, and its media type."""


def header_html(folder: str, *, has_login: bool = False) -> str:
    """Name and folder, with buttons for panels, export, a new conversation and to log out."""
    forms = "".join(
        f'<button type="button" class="tool" data-event="select" data-action="export" '
        f'data-form="{form}">{label}</button>'
        for form, (label, _) in EXPORT_FORMS.items()
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


def download_html(name: str, data: bytes, form: str, count: int) -> str:
    """A file that the script saves at once.

    Args:
        name: Of the file.
        data: What is in it.
        form: One of ``EXPORT_FORMS``.
        count: Tells one file from the next that is the same.
    """
    encoded = base64.b64encode(data).decode("ascii")
    return (
        f'<a download="{escape(name)}" href="data:{EXPORT_FORMS[form][1]};base64,{encoded}" '
        f'data-count="{count}" tabindex="-1">{escape(name)}</a>'
    )
