"""Who may see the page: sessions in cookies, and HTTP basic authentication for programs.

Each login is a session of its own and ends alone. Wrong passwords are slowed by ``attempts``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import time
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope

from qa.page.web.access import Login
from qa.page.web.attempts import Attempts, Devices, network_of
from qa.page.web.gradio_compat import log_in, log_out, login_cookie, session_token

__all__ = ["Logins", "address_of"]

MOST_SESSIONS = 1_000
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
    """

    def __init__(self, login: Login | None, gradio: Any) -> None:
        self._login = login
        self._gradio = gradio
        self._attempts = Attempts()
        self._devices = Devices()
        self._sessions: dict[str, float] = {}
        self._basic = secrets.token_urlsafe(32)
        if login is not None:
            log_in(gradio, self._basic, login.user)

    async def person(self, scope: Scope) -> str | Response | None:
        """Who sends a request; None for a stranger; an answer where the password is wrong."""
        address = address_of(scope)
        if self._login is None:
            return address
        headers = Headers(scope=scope)
        self._end_old_sessions()
        token = session_token(self._gradio, Request(scope).cookies)
        if token is not None and token != self._basic:
            return f"session {hashlib.sha256(token.encode()).hexdigest()[:16]}"
        given = _basic_credentials(headers)
        if given is None:
            return None
        refusal = await self._refusal(given, scope)
        if refusal is not None:
            return refusal
        MutableHeaders(scope=scope)["cookie"] = f"{login_cookie(self._gradio)}={self._basic}"
        return f"program at {address}"

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
        token = self._begin(self._login.user)
        response = JSONResponse({"success": True})
        response.set_cookie(login_cookie(self._gradio), token, httponly=True, samesite="lax")
        response.set_cookie(
            Devices.NAME,
            self._devices.issue(),
            max_age=DEVICE_SECONDS,
            path="/login",
            httponly=True,
            samesite="strict",
        )
        return response

    def log_out(self, scope: Scope) -> Response:
        """End the session of a request; a link only shows the button that does."""
        if scope["method"] != "POST":
            return HTMLResponse(_END)
        token = session_token(self._gradio, Request(scope).cookies)
        if token is not None and token != self._basic:
            self._end(token)
        response = PlainTextResponse("", 303, headers={"Location": "./"})
        response.delete_cookie(login_cookie(self._gradio))
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

    def _begin(self, user: str) -> str:
        token = secrets.token_urlsafe(32)
        self._sessions[token] = time.monotonic()
        log_in(self._gradio, token, user)
        while len(self._sessions) > MOST_SESSIONS:
            self._end(next(iter(self._sessions)))
        return token

    def _end(self, token: str) -> None:
        self._sessions.pop(token, None)
        log_out(self._gradio, token)

    def _end_old_sessions(self) -> None:
        oldest = time.monotonic() - SESSION_SECONDS
        while self._sessions:
            token, begun = next(iter(self._sessions.items()))
            if begun > oldest:
                return
            self._end(token)


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
