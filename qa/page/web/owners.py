"""Whose conversations a request may see.

With a login they belong to its user. Without one, a page that only its machine reaches has one
owner, whichever browser is used: the person who started it. On a shared page each browser is an
owner, known by a random cookie that no script reads. The store knows the cookie by its hash only.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from http.cookies import SimpleCookie

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from qa.page.web.access import LOOPBACK, Login, is_own_host, is_this_machine, origin_of

__all__ = ["Owners"]

LOCAL = ""
"""The one owner of a page that is not shared."""

COOKIE = "citespan-browser"
COOKIE_SECONDS = 400 * 24 * 60 * 60  # browsers keep none for longer; each visit renews it
# Lax: who follows a link from elsewhere is known; no other site sends it along.
_ATTRIBUTES = {"max-age": COOKIE_SECONDS, "path": "/", "httponly": True, "samesite": "lax"}
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


class Owners:
    """Names the owner of each request.

    Args:
        login: Who may see the page; None for anyone.
        is_shared: Whether the page is meant for others than the machine it runs on.
    """

    def __init__(self, login: Login | None, *, is_shared: bool) -> None:
        self._login = login
        self._is_shared = is_shared

    def owner(self, scope: Scope) -> str:
        """Whose conversations an admitted request may see.

        A browser that keeps no cookies owns what it asks until it is reloaded.
        """
        if self._login is not None:
            return self._login.user
        if not self._is_shared and _is_from_here(scope):
            return LOCAL
        token = _token(scope) or secrets.token_urlsafe(24)
        return f"browser {hashlib.sha256(token.encode()).hexdigest()[:32]}"

    def cookie(self, scope: Scope) -> str | None:
        """The Set-Cookie header by which a visitor is known again; None where there is no need."""
        if self._login is not None or (not self._is_shared and _is_from_here(scope)):
            return None
        cookie: SimpleCookie = SimpleCookie()
        cookie[COOKIE] = _token(scope) or secrets.token_urlsafe(24)
        for name, value in _ATTRIBUTES.items():
            cookie[COOKIE][name] = value
        return cookie[COOKIE].OutputString()


def _is_from_here(scope: Scope) -> bool:
    """Whether a request was made on this machine, and not passed on by a proxy on it.

    A proxy that adds no header of its own is known by the name that the browser has for the page.
    """
    headers = Headers(scope=scope)
    client = scope.get("client")
    if client is None or not is_this_machine(client[0]):
        return False
    if any(name in headers for name in _FORWARDED):
        return False
    names = (headers.get("host"), origin_of(headers))
    return all(is_own_host(name, LOOPBACK) for name in names if name)


def _token(scope: Scope) -> str | None:
    value = Request(scope).cookies.get(COOKIE, "")
    return value if _TOKEN.fullmatch(value) else None
