"""SIGTERM ends the program as Ctrl-C does: in one line, what is open closed, nothing left behind.

Imports the standard library alone: what else a program imports takes seconds, in which a person may
press Ctrl-C.
"""

from __future__ import annotations

import atexit
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import NoReturn

__all__ = ["end_now", "ending_in_order", "interrupted_in_one_line"]


def interrupted_in_one_line() -> None:
    """From now on, a Ctrl-C that nothing handles is one line instead of a traceback."""
    sys.excepthook = _excepthook


def _excepthook(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        print("interrupted", file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, traceback)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Raise ``KeyboardInterrupt`` in the main thread at SIGTERM."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def end_now(status: int) -> NoReturn:
    """End the process, when everything is closed, without taking its objects apart one by one.

    The interpreter would spend longer on that than the page on all else that it does at its end.

    Args:
        status: For who started it.
    """
    atexit._run_exitfuncs()
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        # Nobody may be listening any more.
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)
