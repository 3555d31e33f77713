"""The components of the page, and what all listeners share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from qa.page.handlers.chat import Update
from qa.page.theme import asset

__all__ = [
    "ANSWERED",
    "FOCUS",
    "PRIVATE",
    "QUICK",
    "TAKE",
    "Parts",
    "documents_parts",
    "kept_link",
    "linked_question",
    "shown_parts",
    "values",
]

ANSWERED = "() => { document.dispatchEvent(new CustomEvent('citespan-source-answered')); }"
"""Says that what was asked of the source is done."""
FOCUS = "() => { document.querySelector('#question textarea')?.focus(); }"
TAKE = asset("take.js")
"""Takes the question out of the box at once, so that what is typed next stays there."""
PRIVATE: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# A pressed button does not wait for questions, and no press is lost.
QUICK: dict[str, Any] = {**PRIVATE, "trigger_mode": "multiple", "concurrency_id": "quick"}
_FILLED = 4  # parts that an update of the conversation fills, see ``shown_parts``


@dataclass(frozen=True, slots=True)
class Parts:
    """The components of the page."""

    question: gr.Textbox
    button: gr.Button
    conversation: gr.HTML
    source: gr.HTML
    session: gr.State
    brand: gr.HTML
    drop: gr.HTML
    results: gr.HTML
    search: gr.HTML
    documents: gr.HTML
    scope: gr.HTML
    choice: gr.State
    download: gr.HTML
    history: gr.HTML
    kept: gr.HTML
    kept_listing: gr.State
    settings: gr.HTML
    following: gr.HTML


def shown_parts(parts: Parts) -> list[Any]:
    """The parts that an update of the conversation fills, in its order."""
    return [parts.question, parts.conversation, parts.source, parts.session]


def documents_parts(parts: Parts) -> list[Any]:
    """The parts that an update of the documents panel fills, in its order."""
    return [parts.results, parts.documents, parts.scope, parts.choice]


def values(update: tuple[Any, ...]) -> tuple[Any, ...]:
    """What the parts get; None leaves one as it is."""
    if isinstance(update, Update):
        update = update[:_FILLED]  # the rest is for the server
    return tuple(gr.skip() if value is None else value for value in update)


def linked_question(request: gr.Request) -> str:
    """The question in the address of the page, or ""."""
    return "" if kept_link(request) else str(request.query_params.get("q") or "")


def kept_link(request: gr.Request) -> str:
    """The conversation or the answer in the address of the page, or ""."""
    return str(request.query_params.get("c") or "")
