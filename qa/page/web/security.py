"""Removes references to other hosts from the page, and lets no other site read it.

Rewrites responses on their way out. It takes the outward references out of the HTML, names the
page's inline scripts in a Content-Security-Policy (so that no other script runs, whatever a
document might say), and takes out the headers by which Gradio lets other sites read. It also puts
the style sheet in: Gradio would rewrite its selectors, and only once the page is there.
"""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

__all__ = ["Rewriter", "own_references"]

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


class Rewriter:
    """Sends a response on, with the headers set and an HTML body rewritten.

    Args:
        send: Takes it.
        nonce: Names the page's own scripts.
        style: The style sheet, without ``</``.
        cookie: A Set-Cookie header for an HTML page.
    """

    def __init__(self, send: Send, nonce: str, style: str, cookie: str | None = None) -> None:
        self._cookie = cookie
        self._send = send
        self._nonce = nonce
        self._style = style
        self._start: Message | None = None
        self._body = b""
        self.has_begun = False
        """Whether a response has begun to be sent on."""

    async def __call__(self, message: Message) -> None:
        """Send one message on."""
        if message["type"] == "http.response.start":
            self.has_begun = True
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = policy(self._nonce)
            headers["Referrer-Policy"] = "no-referrer"
            headers["X-Content-Type-Options"] = "nosniff"
            # Gradio lets every page served from this machine read the answers.
            for name in {name for name in headers if name.startswith("access-control-")}:
                del headers[name]
            if headers.get("content-type", "").startswith("text/html"):
                # No proxy gives one browser's cookie to the next.
                headers["Cache-Control"] = "private, no-cache"
                if self._cookie is not None:
                    headers.append("Set-Cookie", self._cookie)
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            html = own_references(self._body.decode("utf-8"))
            html = _SCRIPT.sub(f'<script nonce="{self._nonce}"', html)
            title = "" if "<title" in html else "<title>Citespan</title>"
            html = html.replace("</head>", f"{title}<style>{self._style}</style></head>", 1)
            body = html.encode("utf-8")
            headers = MutableHeaders(scope=self._start)
            if "content-length" in headers and self._body:
                headers["Content-Length"] = str(len(body))
            await self._send(self._start)
            message = {"type": "http.response.body", "body": body}
        await self._send(message)
