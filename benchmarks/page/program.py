"""The page as people start it: ``app.py`` in a process of its own, with a login."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import httpx

__all__ = ["PASSWORD", "ROOT", "USER", "ended", "logged_in", "resident", "started"]

ROOT = Path(__file__).parents[2]
USER, PASSWORD = "ada", secrets.token_urlsafe(12)


def started(
    corpus: Path, store: Path, *options: str, log: IO[str] | None = None
) -> tuple[float, subprocess.Popen[str], str]:
    """Start the page of a folder.

    Args:
        corpus: The folder.
        store: Where its index is.
        options: More words of the command line.
        log: Gets what the program reports; nobody does if not given.

    Returns:
        Seconds until the page answers, its process, its address.

    Raises:
        RuntimeError: It ended before it had an address.
    """
    begin = time.perf_counter()
    command = [
        sys.executable, str(ROOT / "app.py"), "--corpus", str(corpus), "--port", "0",
        "--store", str(store), "--auth", USER, *options,
    ]  # fmt: skip
    process = subprocess.Popen(  # noqa: S603  our own program, no shell
        command, stdout=subprocess.PIPE, stderr=log or subprocess.DEVNULL, text=True, cwd=ROOT,
        env={**os.environ, "CITESPAN_PASSWORD": PASSWORD},
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        address = re.search(r"http://\S+\d", line)
        if address:
            break
    else:
        raise RuntimeError("the page could not be served")
    while True:
        with suppress(httpx.HTTPError):
            if httpx.get(address.group(), timeout=60).status_code == 200:
                return round(time.perf_counter() - begin, 2), process, address.group()
        time.sleep(0.05)


def ended(process: subprocess.Popen[str]) -> float:
    """End the page with SIGTERM; return the seconds that it took.

    Raises:
        subprocess.TimeoutExpired: It goes on after a minute.
    """
    begin = time.perf_counter()
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    return round(time.perf_counter() - begin, 2)


@contextmanager
def logged_in(address: str, password: str = PASSWORD) -> Iterator[httpx.Client]:
    """A client with a session of its own."""
    with httpx.Client(base_url=address, timeout=120) as client:
        form = {"username": USER, "password": password}
        client.post("/login", data=form).raise_for_status()
        yield client


def resident(process: int) -> float:
    """Resident memory of a process in MiB, with mapped files."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
