"""Serves the page over HTTP, on this machine unless told otherwise."""

from __future__ import annotations

import ipaddress
import socket

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware import Middleware

from qa.errors import AddressError
from qa.page.theme import ASSETS, style, theme
from qa.page.upload_limits import UploadLimits
from qa.page.web.access import LOOPBACK, Login
from qa.page.web.api import ENDPOINTS
from qa.page.web.gradio_compat import answer_mcp_in_json
from qa.page.web.gradio_streams import Tabs
from qa.page.web.security import Guard

__all__ = ["DEFAULT_HOST", "Login", "application", "is_loopback", "listen", "server"]

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860
PORTS_TRIED = 100
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
    page: gr.Blocks, host: str, login: Login | None = None, limits: UploadLimits | None = None
) -> FastAPI:
    """The page as an ASGI application with its guard around it."""
    hosts = (*LOOPBACK, host.strip("[]").lower()) if is_loopback(host) else None
    limits = limits or UploadLimits()
    guard = Middleware(
        Guard,
        endpoints=ENDPOINTS,
        style=style(),
        hosts=hosts,
        login=login,
        upload_bytes=limits.file_bytes,
    )
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        app_kwargs={"middleware": [guard, Middleware(Tabs)], "openapi_url": None},
        auth=None if login is None else (login.user, login.password),
        favicon_path=str(ASSETS / "favicon.svg"),
        footer_links=[],
        run_history=False,  # it would keep the questions in the browser and offer to upload them
        ssr_mode=False,
        mcp_server=True,
        max_file_size=limits.file_bytes,
        enable_monitoring=False,
        show_error=False,
        theme=theme(),
    )
    answer_mcp_in_json(page)
    return app


def server(app: FastAPI) -> uvicorn.Server:
    """A server for ``app``; ``run(sockets=[listen(...)])`` serves until Ctrl-C."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            ws="none",
        )
    )
