"""Decides which requests are let in, by path, host, origin and credentials.

Everything else that Gradio serves is closed (files, proxies, streams, server functions), and so is
every listener by name: Gradio only hides private ones. A request that changes something
must come from this page, not from another site that is open in the same browser.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from qa.page.web.gradio_compat import called_endpoint, is_needed_route

__all__ = ["LOOPBACK", "Login", "has_credentials", "is_foreign", "is_open", "is_own_host"]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


@dataclass(frozen=True, slots=True)
class Login:
    """The one user who may see the page."""

    user: str
    password: str


def is_open(path: str, endpoints: Collection[str]) -> bool:
    """Whether anything is served there; ``endpoints`` may be called by name."""
    called = called_endpoint(path)
    return is_needed_route(path) if called is None else called in endpoints


def is_own_host(host: str, hosts: Collection[str] | None) -> bool:
    """Whether a Host header names one of ``hosts``; None stands for any."""
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return hosts is None or name.lower() in hosts


def is_foreign(method: str, headers: Headers) -> bool:
    """Whether another site's page makes the browser send something here."""
    if method in ("GET", "HEAD", "OPTIONS"):
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def has_credentials(headers: Headers, login: Login) -> bool:
    """Whether the request carries the login as HTTP basic authentication."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        given = base64.b64decode(value.strip(), validate=True)
    except binascii.Error:
        return False
    return secrets.compare_digest(given, f"{login.user}:{login.password}".encode())
