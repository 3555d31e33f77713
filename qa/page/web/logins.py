"""Who may see the page: sessions in cookies, and HTTP basic authentication for programs.

Each login is a session of its own and ends alone; every process of a page over the same documents
knows it. Wrong passwords are slowed by ``attempts``. Gradio has a login of its own, which is given
to each request that was let in here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from typing import Any

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope

from qa.kept.kept_logins import KeptLogins
from qa.page.web.access import Login
from qa.page.web.attempts import Attempts, Devices, network_of
from qa.page.web.gradio_compat import log_in, login_cookie

__all__ = ["Logins", "address_of"]

SESSION_SECONDS = 7 * 24 * 60 * 60
DEVICE_SECONDS = 365 * 24 * 60 * 60
_ASK = {"WWW-Authenticate": 'Basic realm="Citespan", charset="UTF-8"'}
_SLOW_DOWN = "Too many passwords are being tried from your address; try again in a minute."
_END = """<!doctype html><html lang="en"><head><title>Citespan</title></head><body>
<form method="post" action="logout"><p>End this session?</p><button>Log out</button></form>
</body></html>"""


class Logins:
    """The sessions of one page.

    Args:
        login: Who may come in; None for anyone.
        gradio: Gradio's application, which asks for a session too.
        kept: The sessions; needed for a login.
    """

    def __init__(self, login: Login | None, gradio: Any, kept: KeptLogins | None = None) -> None:
        self._login = login
        self._gradio = gradio
        self._attempts = Attempts()
        self._inner = secrets.token_urlsafe(32)
        if login is not None and kept is not None:
            self._kept = kept
            self._secret = f"{login.user}\n{login.password}"
            self._devices = Devices(kept.derived("devices"))
            # A browser sends a host's cookies to all its ports, where other pages may be.
            self._cookie = f"citespan-login-{kept.derived('cookie').hex()[:8]}"
            log_in(gradio, self._inner, login.user)

    async def person(self, scope: Scope) -> str | Response | None:
        """Who sends a request; None for a stranger; an answer where the password is wrong."""
        address = address_of(scope)
        if self._login is None:
            return address
        ticket = await self._ticket(scope)
        if ticket is not None:
            self._let_in(scope)
            return f"session {hashlib.sha256(ticket.encode()).hexdigest()[:16]}"
        given = _basic_credentials(Headers(scope=scope))
        if given is None:
            return None
        refusal = await self._refusal(given, scope)
        if refusal is not None:
            return refusal
        self._let_in(scope)
        return f"program at {address}"

    def _let_in(self, scope: Scope) -> None:
        """Have Gradio take the request for one of its own login."""
        MutableHeaders(scope=scope)["cookie"] = f"{login_cookie(self._gradio)}={self._inner}"

    async def _ticket(self, scope: Scope) -> str | None:
        """The session that a request carries, if it is a good one."""
        ticket = Request(scope).cookies.get(self._cookie)
        if ticket is None:
            return None
        is_good = await anyio.to_thread.run_sync(self._kept.is_good, ticket, self._secret)
        return ticket if is_good else None

    async def log_in(self, scope: Scope, receive: Receive) -> Response:
        """Answer the form of the login page."""
        try:
            form = await Request(scope, receive).form(max_files=0, max_fields=10)
        except Exception:  # whatever a parser makes of what is no form
            return JSONResponse({"detail": "This is not the form of the login page."}, 400)
        user, password = str(form.get("username", "")).strip(), str(form.get("password", ""))
        if self._login is None:
            return JSONResponse({"detail": "This page needs no login."}, 404)
        refusal = await self._refusal(f"{user}:{password}".encode(errors="replace"), scope)
        if refusal is not None:
            status = 400 if refusal.status_code == 401 else refusal.status_code
            detail = "Incorrect credentials." if status == 400 else _SLOW_DOWN
            return JSONResponse({"detail": detail}, status)
        issue = self._kept.ticket
        ticket = await anyio.to_thread.run_sync(issue, self._secret, SESSION_SECONDS)
        response = JSONResponse({"success": True})
        response.set_cookie(self._cookie, ticket, httponly=True, samesite="lax")
        response.set_cookie(
            Devices.NAME,
            self._devices.issue(),
            max_age=DEVICE_SECONDS,
            path="/login",
            httponly=True,
            samesite="strict",
        )
        return response

    async def log_out(self, scope: Scope) -> Response:
        """End the session of a request; a link only shows the button that does."""
        if scope["method"] != "POST":
            return HTMLResponse(_END)
        response = PlainTextResponse("", 303, headers={"Location": "./"})
        if self._login is not None:
            ticket = await self._ticket(scope)
            if ticket is not None:
                await anyio.to_thread.run_sync(self._kept.end, ticket)
            response.delete_cookie(self._cookie)
        return response

    def refusal(self, scope: Scope) -> Response:
        """The answer to a stranger."""
        # A browser would put up a dialog of its own; it has the login page.
        is_browser = "sec-fetch-mode" in Headers(scope=scope)
        headers = {} if is_browser else _ASK
        return PlainTextResponse("A login is needed.\n", 401, headers=headers)

    async def _refusal(self, given: bytes, scope: Scope) -> Response | None:
        """Wait for the turn of these credentials, and refuse wrong ones."""
        if self._login is None:
            return None
        device = self._devices.known(Request(scope).cookies.get(Devices.NAME, ""))
        line = device or address_of(scope)
        if not await self._attempts.turn(line):
            return PlainTextResponse(f"{_SLOW_DOWN}\n", 429, headers={"Retry-After": "60"})
        right = f"{self._login.user}:{self._login.password}".encode()
        if secrets.compare_digest(given, right):
            if device is not None:
                self._attempts.was_right(line)
            return None
        self._attempts.was_wrong(line)
        return self.refusal(scope)


def _basic_credentials(headers: Headers) -> bytes | None:
    """``user:password`` of HTTP basic authentication; None if there is none."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""


def address_of(scope: Scope) -> str:
    """Where a request comes from, as one person has it."""
    client = scope.get("client")
    return network_of(client[0]) if client else "unknown"
