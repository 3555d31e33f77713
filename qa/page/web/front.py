"""The first of all layers: answers, refuses or passes on each request, before Gradio sees it.

In this order: is it a check of health or readiness, is it for this host, is anything served there,
does another site send it, may its sender see the page, are too many open, is it too large or too
slow. Only then its body is read. Sent files, logins and log-outs are answered here; Gradio gets the
rest.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.page.shared import Shared
from qa.page.web.access import is_foreign, is_open, is_own_host, is_public
from qa.page.web.bodies import (
    BodyRefusedError,
    carries_body,
    check_announced_size,
    read_body,
    replay,
)
from qa.page.web.connections import ADMITTED
from qa.page.web.gradio_compat import (
    API,
    JOIN,
    LOGIN,
    LOGOUT,
    UPLOAD,
    called_endpoint,
    unfinished_events,
)
from qa.page.web.logins import Logins, address_of
from qa.page.web.owners import Owners
from qa.page.web.people import OWNER, PERSON, Pace, People, TooManyRequestsError
from qa.page.web.prometheus import CONTENT_TYPE, METRICS, metrics_text
from qa.page.web.readiness import READY
from qa.page.web.receiving import receive_file
from qa.page.web.security import Rewriter
from qa.page.web.text_only import names_a_file

__all__ = ["Front", "Rules"]

HEALTH = "/health"
MOST_BODY = 1_000_000  # bytes of a request that is no file
MOST_LOGIN_BODY = 16_384
MOST_EVENTS = 200  # of one person, or address, at once
BURST_OF_EVENTS, EVENTS_A_SECOND = 300, 20.0  # of one person; each costs milliseconds


@dataclass(frozen=True, slots=True)
class Rules:
    """What is let in.

    Attributes:
        endpoints: Names of the API endpoints that may be called by name.
        hosts: Host names under which the page may be asked for, or None for any. Another site
            cannot reach the page by pointing its own name at this machine.
        addresses: Whether the page may also be asked for under any IP address.
        open_metrics: Whether the figures are shown without a login.
    """

    endpoints: Collection[str]
    hosts: Collection[str] | None = None
    addresses: bool = False
    open_metrics: bool = False


class Front:
    """Middleware as described above.

    Args:
        app: The application inside.
        rules: What is let in.
        logins: Who may come in.
        owners: Whose conversations they see.
        shared: What the page and its server share.
        style: The page's style sheet, without ``</``.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        rules: Rules,
        logins: Logins,
        owners: Owners,
        shared: Shared,
        style: str = "",
    ) -> None:
        self._app = app
        self._owners = owners
        self._rules = rules
        self._logins = logins
        self._shared = shared
        self._style = style
        self._people = People()
        self._pace = Pace(BURST_OF_EVENTS, EVENTS_A_SECOND)
        self._strangers = People(each=100, most=200)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        cookie = self._owners.cookie(scope) if _path(scope) == "/" else None
        sending = Rewriter(send, secrets.token_urlsafe(16), self._style, cookie)
        is_asked_of_readiness = scope["path"] == READY and scope["method"] in ("GET", "HEAD")
        response = None if is_asked_of_readiness else self._refusal(scope, Headers(scope=scope))
        if response is None:
            try:
                answer = self._ready(scope) if is_asked_of_readiness else None
                response = await (answer or self._answer(scope, receive, sending))
            except BodyRefusedError as error:
                response = error.response()
            except TooManyRequestsError as error:
                response = PlainTextResponse(f"{error}\n", 503, headers={"Retry-After": "60"})
            except asyncio.CancelledError:  # the server ends, and has waited long enough
                if not sending.has_begun:
                    await _ending()(scope, receive, sending)
                raise
        if response is not None:
            await response(scope, receive, sending)

    async def _ready(self, scope: Scope) -> Response:
        """Whether questions can be answered, for whoever asks."""
        with self._strangers.asking(address_of(scope)):
            state = await self._shared.readiness.look()
        return JSONResponse(state, 200 if state["ready"] else 503)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        """The answer to a request that needs no look at its sender."""
        path, rules = scope["path"], self._rules
        if path == HEALTH and scope["method"] in ("GET", "HEAD"):
            return PlainTextResponse("ok")
        if not is_own_host(headers.get("host", ""), rules.hosts, addresses=rules.addresses):
            return PlainTextResponse(
                "This page answers to its own address only; see --allow-host.\n", 403
            )
        if _path(scope) != METRICS and not is_open(path, rules.endpoints):
            return PlainTextResponse("Not found.\n", 404)
        if is_foreign(scope["method"], headers):
            return PlainTextResponse("Another site may not send anything here.\n", 403)
        return None

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> Response | None:
        """Answer a request, or have Gradio do so and return None."""
        path, method, headers = _path(scope), scope["method"], Headers(scope=scope)
        if path in (LOGIN, LOGOUT) and method == "POST":
            check_announced_size(headers, MOST_LOGIN_BODY)
            body = await read_body(receive, MOST_LOGIN_BODY)
            if path == LOGIN:
                return await self._logins.log_in(scope, replay(body, receive))
        if path == LOGOUT:
            return await self._logins.log_out(scope)
        person = await self._logins.person(scope)
        if isinstance(person, Response):
            return person
        is_shown = is_public(method, path) or (self._rules.open_metrics and path == METRICS)
        if person is None and (not is_shown or carries_body(headers)):
            return self._logins.refusal(scope)
        scope[PERSON] = person
        scope[OWNER] = self._owners.owner(scope)
        scope[ADMITTED] = person is not None
        people = self._strangers if person is None else self._people
        with people.asking(person or address_of(scope)):
            if path == METRICS and method == "GET":
                await self._shared.readiness.look()
                return PlainTextResponse(metrics_text(self._shared), media_type=CONTENT_TYPE)
            if path == UPLOAD and method == "POST":
                return await receive_file(scope, receive, self._shared.sent_files, str(person))
            return await self._pass_on(scope, receive, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> Response | None:
        headers, path = Headers(scope=scope), _path(scope)
        if carries_body(headers):
            if path == JOIN and not self._pace.allows(str(scope[PERSON])):
                return JSONResponse({"detail": "You are too fast; wait a moment."}, 429)
            check_announced_size(headers, MOST_BODY)
            body = b"".join(await read_body(receive, MOST_BODY))
            if names_a_file(body):
                return _unprocessable("Arguments are text and numbers; files are not fetched.")
            receive = replay([body], receive)
        if path == JOIN and self._events(scope[PERSON]) >= MOST_EVENTS:
            return JSONResponse({"detail": "Too many of your actions wait already."}, 503)
        if is_call(path):
            await _while_awaited(self._app, scope, receive, send)
        else:
            await self._app(scope, receive, send)
        return None

    def _events(self, person: str) -> int:
        page = self._shared.page
        return 0 if page is None else unfinished_events(page, PERSON, person)


def is_call(path: str) -> bool:
    """Whether the answer to a request is the result of an endpoint, at once."""
    return called_endpoint(path) is not None and path.startswith((f"{API}run/", f"{API}api/"))


async def _while_awaited(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Run ``app`` until the client leaves.

    When this is cancelled, nothing that ``app`` makes of it is sent on.
    """
    waiting = [await receive()]
    left = asyncio.Event()
    is_cancelled = False

    async def sent(message: Message) -> None:
        if not is_cancelled:
            await send(message)

    async def once() -> Message:
        if waiting:
            return waiting.pop()
        await left.wait()
        return {"type": "http.disconnect"}

    async def watch() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        left.set()

    answering = asyncio.ensure_future(app(scope, once, sent))
    watching = asyncio.ensure_future(watch())
    try:
        await asyncio.wait({answering, watching}, return_when=asyncio.FIRST_COMPLETED)
        if answering.done():
            answering.result()
    except asyncio.CancelledError:
        is_cancelled = True
        raise
    finally:
        for task in (answering, watching):
            task.cancel()
        await asyncio.gather(answering, watching, return_exceptions=True)


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    return path if path == "/" else path.rstrip("/")


def _ending() -> Response:
    text = "The page is ending; ask again when it is back.\n"
    return PlainTextResponse(text, 503, headers={"Retry-After": "10"})


def _unprocessable(message: str) -> Response:
    body = json.dumps({"error": message, "detail": message})
    return Response(body, 422, media_type="application/json")
