"""The API for programs: three read-only calls with typed JSON, also offered as MCP tools.

Programs read the docstrings of the calls as descriptions of endpoints and tools.
"""

# Not `from __future__ import annotations`: Gradio reads the types of the results as they are.

import asyncio
import logging
import time
from functools import partial
from typing import Any, cast

import gradio as gr

from index.errors import CitespanError, UnknownDocumentError
from index.values import Span
from qa.errors import AbandonedError, RequestError
from qa.exports.relative_sources import with_relative_sources
from qa.page.bot import Bot
from qa.page.shared import Shared
from qa.page.web.api_types import AnswerRecord, DocumentsRecord, SearchRecord
from qa.page.web.gradio_compat import Refusal, is_awaited, offer_endpoint
from qa.page.web.people import person_of
from qa.page.web.threads import in_thread
from qa.page.web.turns import LineFullError, Turns

__all__ = ["ENDPOINTS", "Machines", "offer"]

ENDPOINTS = ("ask", "search", "documents")
MOST_PASSAGES = 50
AT_ONCE = 1  # so that programs leave room for people
_OUTCOMES: dict[type[Exception], str] = {LineFullError: "refused", AbandonedError: "abandoned"}
log = logging.getLogger(__name__)


class Machines:
    """The three calls, apart from any conversation."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def ask(self, question: str, documents: list[str] | None = None) -> dict[str, Any]:
        """See ``offer``."""
        return self._bot.ask(_text(question), _ids(documents)).to_dict()

    def search(
        self, question: str, k: int = 10, documents: list[str] | None = None
    ) -> dict[str, Any]:
        """See ``offer``."""
        if type(k) is not int or not 1 <= k <= MOST_PASSAGES:
            raise RequestError(f"k is a number from 1 to {MOST_PASSAGES}")
        passages = []
        for hit in self._bot.search(_text(question), k, _ids(documents)):
            pages = hit.document.pages_of(Span(hit.passage.start, hit.passage.end))
            passages.append(
                {
                    "document": hit.document.id,
                    "title": hit.document.title,
                    "source": hit.document.source,
                    "page": pages[0] if pages else None,
                    "start": hit.passage.start,
                    "end": hit.passage.end,
                    "text": hit.text,
                    "score": hit.score,
                }
            )
        return {"question": question, "passages": passages}

    def relative(self, source: str) -> str:
        """A source as programs see it."""
        return self._bot.library.relative(source)

    def documents(self) -> dict[str, Any]:
        """See ``offer``."""
        documents: dict[str, dict[str, Any]] = {}
        for entry in self._bot.library.entries():
            if entry.document is not None:
                documents.setdefault(
                    entry.document,
                    {
                        "id": entry.document,
                        "title": entry.title,
                        "source": entry.source,
                        "characters": entry.characters,
                        "pages": entry.pages,
                        "notes": list(entry.notes),
                    },
                )
        return {"documents": list(documents.values())}


def offer(bot: Bot, shared: Shared) -> None:
    """Add the three calls to the page that is being built."""
    machines = Machines(bot)
    # Not on the queue, so that one request gives one answer; turns take its place.
    run = partial(_run, machines, shared, Turns(AT_ONCE))

    async def ask(  # noqa: D417  # no program gives ``request``
        request: gr.Request, question: str, documents: list[str] | None = None
    ) -> AnswerRecord:
        """Answer a question from the documents with exact, cited quotations, or sentences on it.

        Every citation names its document (SHA-256 of its text), start and end in code points, and
        the text. "kind" is "answer" (words answer it; "items" of a list), "evidence" (sentences
        bear on it; you must judge), "none" (not found, which proves no absence) or "help".

        Args:
            question: The question, at most 2,000 characters.
            documents: Ids of the documents to look in; all if not given.
        """
        return cast("AnswerRecord", await run("ask", request, question, documents))

    async def search(  # noqa: D417
        request: gr.Request, question: str, k: int = 10, documents: list[str] | None = None
    ) -> SearchRecord:
        """Find the passages of the documents that are closest to a question, best first.

        Args:
            question: The question, at most 2,000 characters.
            k: How many passages, 1 to 50.
            documents: Ids of the documents to look in; all if not given.
        """
        return cast("SearchRecord", await run("search", request, question, k, documents))

    async def documents(request: gr.Request) -> DocumentsRecord:
        """List the documents that questions are answered from, with id, title and source."""
        return cast("DocumentsRecord", await run("documents", request))

    for endpoint in zip((ask, search, documents), ENDPOINTS, strict=True):
        offer_endpoint(*endpoint)


async def _run(
    machines: Machines, shared: Shared, turns: Turns, name: str, request: gr.Request, *given: Any
) -> Any:
    """The result of a call in a thread; what is wrong with it is one line for the program."""
    person, begin, outcome = person_of(request), time.monotonic(), "error"

    def wanted() -> bool:
        return is_awaited(shared.page, request)

    try:
        async with (
            turns.turn(person, wanted=wanted),
            shared.turns.turn(person, wanted=wanted),
        ):
            waited = time.monotonic() - begin
            record = await in_thread(lambda: getattr(machines, name)(*given), wanted)
        outcome = "done"
    except (ValueError, UnknownDocumentError, LineFullError, AbandonedError) as error:
        outcome = _OUTCOMES.get(type(error), outcome)
        raise Refusal(str(error), print_exception=False) from None
    except CitespanError as error:
        # Such as a store that cannot be reached: a program may try again.
        log.error("a call of %s failed: %s", name, " ".join(str(error).split()))
        raise Refusal(str(error), print_exception=False) from None
    except asyncio.CancelledError:
        outcome = "abandoned"
        raise
    finally:
        shared.figures.called(name, outcome)
        if name == "ask" and outcome != "done":
            shared.figures.unanswered("program", outcome)
    if name == "ask":
        shared.figures.given("program", record["kind"], record["milliseconds"], waited)
    return with_relative_sources(record, machines.relative)


def _text(question: object) -> str:
    """The question, which JSON can fill with anything."""
    if not isinstance(question, str):
        raise RequestError("the question is not text")
    try:
        question.encode("utf-8")
    except UnicodeEncodeError:
        raise RequestError("the question holds characters that are not text") from None
    return question


def _ids(documents: object) -> list[str] | None:
    if documents is None:
        return None
    if not isinstance(documents, list) or not all(isinstance(id_, str) for id_ in documents):
        raise RequestError("documents is a list of ids")
    return documents
