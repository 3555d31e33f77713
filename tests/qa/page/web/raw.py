"""Requests byte by byte, such as no client library sends."""

import contextlib
import socket
import time
from urllib.parse import urlsplit


def opened(address, data=b""):
    """A socket to the page, with ``data`` sent."""
    parts = urlsplit(address)
    connection = socket.create_connection((parts.hostname, parts.port), timeout=30)
    connection.sendall(data)
    return connection


def head(method, path, **headers):
    """The head of a request."""
    fields = {"Host": "localhost", **{k.replace("_", "-"): v for k, v in headers.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode()


def status_of(connection):
    """The status of the answer; None when the connection ended without one."""
    try:
        answer = connection.recv(65_536)
    except ConnectionError:
        return None
    return int(answer.split()[1]) if answer else None


def status_of_body(address, path, megabytes, *, chunked=False, **headers):
    """The status after sending so much to a path."""
    block = b"x" * 1_000_000
    size = {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": megabytes * 10**6}
    with contextlib.closing(opened(address, head("POST", path, **{**size, **headers}))) as sent:
        with contextlib.suppress(ConnectionError):
            for _ in range(megabytes):
                sent.sendall(b"%x\r\n%s\r\n" % (len(block), block) if chunked else block)
            sent.sendall(b"0\r\n\r\n" if chunked else b"")
        return status_of(sent)


def seconds_open(connection, most=20.0):
    """How long the server leaves a silent connection open."""
    begin = time.monotonic()
    connection.settimeout(most)
    with contextlib.suppress(ConnectionError):
        while connection.recv(65_536):
            pass
    return time.monotonic() - begin
