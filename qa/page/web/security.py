"""Removes references to other hosts from the page, and refuses requests from other sites.

An ASGI middleware around Gradio's own application. It takes the outward references out of the
HTML, names the page's inline scripts in a Content-Security-Policy (so that no other script runs,
whatever a document might say), and closes what this page does not offer. It also puts the style
sheet in: Gradio would rewrite its selectors, and only once the page is there.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.page.web.access import Login, has_credentials, is_foreign, is_open, is_own_host
from qa.page.web.gradio_compat import MCP, UPLOAD, is_logged_in, log_in, login_cookie

__all__ = ["Guard", "own_references"]

_ENVELOPE = 65_536  # bytes of a request around the file that it carries
_OUTWARD_META = re.compile(
    r"<meta\s[^>]*?(?:property|name)=\"(?:og|twitter):[^>]*>\s*", re.IGNORECASE
)
_OUTWARD_LINK = re.compile(
    r"<(?:link|script)\s[^>]*?(?:href|src)=\"(?:https?:)?//[^>]*>(?:\s*</script>)?\s*",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)


def own_references(html: str) -> str:
    """``html`` without link previews and without anything loaded from another host."""
    return _OUTWARD_LINK.sub("", _OUTWARD_META.sub("", html))


def policy(nonce: str) -> str:
    """The Content-Security-Policy: this origin only, inline scripts by ``nonce`` only.

    Gradio compiles its templates in the browser, hence ``unsafe-eval``, and styles its
    components inline.
    """
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


class Guard:
    """Middleware as described above.

    Args:
        app: The application inside.
        endpoints: Names of the API endpoints that may be called by name.
        style: The page's style sheet, without ``</``.
        hosts: Host names under which the page may be asked for, or None for any. With the
            loopback names alone, another site cannot reach the page by pointing its own name
            at this machine.
        login: Who may come in; None for anyone. Gradio asks for it itself, except from programs
            that speak MCP; here it also counts as HTTP basic authentication.
        upload_bytes: Size of the largest file that may be sent.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        endpoints: Sequence[str],
        style: str = "",
        hosts: Sequence[str] | None = None,
        login: Login | None = None,
        upload_bytes: int = 0,
    ) -> None:
        self._app = app
        self._style = style
        self._endpoints = frozenset(endpoints)
        self._hosts = None if hosts is None else frozenset(hosts)
        self._login = login
        self._upload_bytes = upload_bytes
        self._token = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        send = _Rewriter(send, nonce, self._style)
        refusal = self._refusal(scope, Headers(scope=scope))
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        path = scope["path"]
        if not is_own_host(headers.get("host", ""), self._hosts):
            return PlainTextResponse("This page answers to its own address only.\n", 403)
        if not is_open(path, self._endpoints):
            return PlainTextResponse("Not found.\n", 404)
        if is_foreign(scope["method"], headers):
            return PlainTextResponse("Another site may not send anything here.\n", 403)
        if path.startswith(UPLOAD):
            size = headers.get("content-length", "")
            if not size.isdecimal():
                return PlainTextResponse("The size of the upload is not given.\n", 411)
            if int(size) > self._upload_bytes + _ENVELOPE:
                return PlainTextResponse("The file is too large.\n", 413)
        return self._login_refusal(scope, headers)

    def _login_refusal(self, scope: Scope, headers: Headers) -> Response | None:
        """Let basic authentication count as a login, and ask for one where Gradio does not."""
        if self._login is None:
            return None
        gradio = scope["app"]
        if has_credentials(headers, self._login):
            log_in(gradio, self._token, self._login.user)
            mutable = MutableHeaders(scope=scope)
            mutable["cookie"] = f"{login_cookie(gradio)}={self._token}"
            return None
        if not scope["path"].startswith(MCP):
            return None
        if is_logged_in(gradio, Request(scope).cookies):
            return None
        ask = {"WWW-Authenticate": 'Basic realm="Citespan", charset="UTF-8"'}
        return PlainTextResponse("A login is needed.\n", 401, headers=ask)


class _Rewriter:
    """Sends a response on, with the headers added and an HTML body rewritten."""

    def __init__(self, send: Send, nonce: str, style: str) -> None:
        self._send = send
        self._nonce = nonce
        self._style = style
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = policy(self._nonce)
            headers["Referrer-Policy"] = "no-referrer"
            headers["X-Content-Type-Options"] = "nosniff"
            # Gradio lets every page served from this machine read the answers.
            for name in ("access-control-allow-origin", "access-control-allow-credentials"):
                if name in headers:
                    del headers[name]
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            html = own_references(self._body.decode("utf-8"))
            html = _SCRIPT.sub(f'<script nonce="{self._nonce}"', html)
            html = html.replace("</head>", f"<style>{self._style}</style></head>", 1)
            body = html.encode("utf-8")
            headers = MutableHeaders(scope=self._start)
            if "content-length" in headers and self._body:
                headers["Content-Length"] = str(len(body))
            await self._send(self._start)
            message = {"type": "http.response.body", "body": body}
        await self._send(message)
