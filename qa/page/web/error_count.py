"""Counts the errors that the program logs while a page is served."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from qa.page.page_figures import Figures

__all__ = ["counting_errors"]

_OUTSIDE_ROOT = "uvicorn"  # its logger hands nothing on to the root


class _Count(logging.Handler):
    def __init__(self, figures: Figures) -> None:
        super().__init__(logging.ERROR)
        self._figures = figures

    def emit(self, record: logging.LogRecord) -> None:
        part = record.name.partition(".")[0]
        self._figures.erred(part if part in ("index", "qa") else "other")


@contextmanager
def counting_errors(figures: Figures) -> Iterator[None]:
    """Count records of level ERROR and above, whoever logs them."""
    count = _Count(figures)
    uvicorn = logging.getLogger(_OUTSIDE_ROOT)
    root = logging.getLogger()
    if not root.handlers:  # else a first handler would silence Python's last resort
        root.addHandler(logging.lastResort or logging.StreamHandler())
    loggers = [root] if uvicorn.propagate else [root, uvicorn]
    for logger in loggers:
        logger.addHandler(count)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(count)
