"""Decides which requests are let in, by path, host and origin.

Everything else that Gradio serves is closed (files, proxies, streams, server functions), and so is
every listener by name: Gradio only hides private ones. A request that changes something
must come from this page, not from another site that is open in the same browser.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from qa.page.web.gradio_compat import called_endpoint, is_login_page, is_needed_route

__all__ = [
    "LOOPBACK",
    "Login",
    "is_foreign",
    "is_open",
    "is_own_host",
    "is_public",
    "is_this_machine",
    "origin_of",
    "own_names",
]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


@dataclass(frozen=True, slots=True)
class Login:
    """The one user who may see the page."""

    user: str
    password: str


def is_open(path: str, endpoints: Collection[str]) -> bool:
    """Whether anything is served there; ``endpoints`` may be called by name.

    No path holds control characters. Gradio takes one with a line end behind it for the path
    itself, and whatever looks for the path here would not.
    """
    if not path.isprintable():
        return False
    called = called_endpoint(path)
    return is_needed_route(path) if called is None else called in endpoints


def is_public(method: str, path: str) -> bool:
    """Whether a path is answered before a login: the login page and its assets."""
    return method in ("GET", "HEAD") and is_login_page(path)


def own_names(host: str, names: Collection[str] = ()) -> frozenset[str]:
    """The host names under which a page that listens on ``host`` may be asked for.

    Another site can point a name of its own at this machine, and read the page under it. It
    cannot have one of these names, nor an address (see ``is_own_host``).

    Args:
        host: Where the page listens.
        names: Further names that lead here, say of a proxy.
    """
    machine = socket.gethostname().lower()
    own = [*LOOPBACK, host.strip("[]"), machine, f"{machine.partition('.')[0]}.local", *names]
    return frozenset(name.lower() for name in own if name)


def is_own_host(host: str, hosts: Collection[str] | None, *, addresses: bool = False) -> bool:
    """Whether a Host header names one of ``hosts``; None stands for any.

    With ``addresses`` any IP address will do: no site can give that as its name.
    """
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    if hosts is None or name.lower() in hosts:
        return True
    return addresses and _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def is_this_machine(address: str) -> bool:
    """Whether an address that a request came from is one of the machine it came to."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def is_foreign(method: str, headers: Headers) -> bool:
    """Whether another site's page makes the browser send something here."""
    if method in ("GET", "HEAD", "OPTIONS"):
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = origin_of(headers)
    return origin is not None and (not origin or origin != headers.get("host"))


def origin_of(headers: Headers) -> str | None:
    """Host and port of the page that sends a request; "" for none that can be named.

    None if the request does not say, as those of programs.
    """
    origin = headers.get("origin")
    try:
        return None if origin is None else urlsplit(origin).netloc
    except ValueError:
        return ""
