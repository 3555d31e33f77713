"""Serves the page over HTTP, on this machine unless told otherwise."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from collections.abc import Collection
from dataclasses import replace

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware import Middleware
from uvicorn.config import LOGGING_CONFIG

from index.platform.memory import give_back_memory
from qa.errors import AddressError
from qa.page.shared import Page, Shared
from qa.page.theme import ASSETS, style, theme
from qa.page.web.access import LOOPBACK, Login, own_names
from qa.page.web.api import ENDPOINTS
from qa.page.web.connections import HEAD_BYTES, BoundedConnection, most_connections
from qa.page.web.front import Front, Rules
from qa.page.web.gradio_compat import answer_mcp_in_json, gradio_app
from qa.page.web.gradio_streams import Tabs
from qa.page.web.logins import Logins
from qa.page.web.owners import Owners

__all__ = ["DEFAULT_HOST", "Login", "application", "is_loopback", "is_news", "listen", "server"]

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860
PORTS_TRIED = 100
BACKLOG = 100  # connections taken in one go, before any is looked at
KEEP_ALIVE_SECONDS = 5
TIDY_SECONDS = 60
SHUTDOWN_SECONDS = 1  # browsers hold a stream open; waiting for them would never end


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int | None) -> socket.socket:
    """A listening socket; without ``port`` the first free one from ``DEFAULT_PORT`` on.

    Raises:
        AddressError: The host cannot be bound here, or the port is taken.
    """
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ports = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED) if port is None else (port,)
    reason = ""
    for candidate in ports:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen()
        except OSError as error:
            listener.close()
            reason = f"cannot listen on {host}:{candidate}: {error.strerror}"
        else:
            return listener
    raise AddressError(reason)


def application(
    page: Page,
    host: str,
    login: Login | None = None,
    names: Collection[str] = (),
    *,
    open_metrics: bool = False,
) -> FastAPI:
    """The page as an ASGI application, with its limits and its guard in front.

    Args:
        page: What is served.
        host: Where it listens.
        login: Who may see it; None for anyone.
        names: Further host names under which it may be asked for.
        open_metrics: Whether figures are shown without a login.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _mount(app, page, login)
    app.add_middleware(
        Front,
        rules=replace(rules(host, login, names), open_metrics=open_metrics),
        logins=Logins(login, gradio_app(app), page.shared.logins),
        owners=Owners(login, is_shared=not is_loopback(host) or bool(names)),
        shared=page.shared,
        style=style(),
    )
    app.state.shared = page.shared
    return app


def _mount(app: FastAPI, page: Page, login: Login | None) -> None:
    """Serve the page under an application's root, without what Gradio offers beside it."""
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        app_kwargs={
            "middleware": [Middleware(Tabs, open_tabs=page.shared.tabs)],
            "openapi_url": None,
        },
        auth=None if login is None else (login.user, login.password),
        favicon_path=str(ASSETS / "favicon.svg"),
        footer_links=[],
        run_history=False,  # it would keep the questions in the browser and offer to upload them
        ssr_mode=False,
        mcp_server=True,
        max_file_size=page.shared.limits.file_bytes,
        enable_monitoring=False,
        show_error=False,
        theme=theme(),
    )
    answer_mcp_in_json(page)


def rules(host: str, login: Login | None, names: Collection[str] = ()) -> Rules:
    """Which names the page answers to.

    With a login, the browser keeps it for the name under which it was given, and a proxy may have
    any name. Without, the page answers to names of this machine only and, where others can
    reach it, to addresses.
    """
    if is_loopback(host):
        return Rules(ENDPOINTS, frozenset({*LOOPBACK, host.strip("[]").lower(), *names}))
    if login is not None:
        return Rules(ENDPOINTS)
    return Rules(ENDPOINTS, own_names(host, names), addresses=True)


def is_news(record: logging.LogRecord) -> bool:
    """Whether a line of the server's log says more than that it ends.

    At its end it cancels the streams that browsers hold open, and logs a traceback of each.
    """
    ended = record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not ended and "timeout graceful shutdown exceeded" not in record.getMessage()


def server(app: FastAPI, *, own_log: bool = True) -> uvicorn.Server:
    """A server for ``app``; ``run(sockets=[listen(...)])`` serves until Ctrl-C.

    Args:
        app: See ``application``.
        own_log: Whether it sets up its log, or hands lines on to whoever did.
    """
    logging.getLogger("uvicorn.error").addFilter(is_news)
    shared: Shared | None = getattr(app.state, "shared", None)

    async def tidy() -> None:
        if shared is not None:
            shared.sent_files.remove_old()
        await asyncio.to_thread(give_back_memory)

    most = most_connections()
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=BoundedConnection,
            log_level="warning",
            log_config=LOGGING_CONFIG if own_log else None,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            limit_concurrency=most + BACKLOG,  # the places are given out by the connections
            backlog=BACKLOG,
            h11_max_incomplete_event_size=HEAD_BYTES,
            callback_notify=tidy,
            timeout_notify=TIDY_SECONDS,
            ws="none",
        )
    )
