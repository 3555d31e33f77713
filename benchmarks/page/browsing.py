"""Serves the page in a process of its own and opens it in headless Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

__all__ = ["browser", "served"]

_ROOT = Path(__file__).parents[2]
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium; the program ends with one line if it is not installed."""
    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield chromium
        chromium.close()


@contextmanager
def served(corpus: Path, store: Path) -> Iterator[str]:
    """Serve the page of a folder, with its index in ``store``; yield its address.

    Raises:
        RuntimeError: The server ended before it had an address.
    """
    command = [sys.executable, str(_ROOT / "app.py"), "--corpus", str(corpus), "--port", "0"]
    process = subprocess.Popen(  # noqa: S603  our own program, no shell
        [*command, "--store", str(store)], stdout=subprocess.PIPE, text=True, cwd=_ROOT
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            found = re.search(r"http://\S+", line)
            if found:
                yield found.group()
                return
        raise RuntimeError("the page could not be served")
    finally:
        process.terminate()
        process.wait()
