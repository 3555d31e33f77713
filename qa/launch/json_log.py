"""The log as JSON, an object a line, without texts of documents and without questions.

Lines of this program say what they say as text. Of other libraries only the first line of a message
is kept, without what was put into it, and of an exception its class and where it was raised: both
may hold pieces of what people read and ask.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TextIO

__all__ = ["JsonFormatter", "json_log", "tell"]

_OWN = ("citespan", "index", "qa")
log = logging.getLogger(__name__)
_FRAMES = 20  # of an exception, the innermost


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON.

    ``time`` (ISO 8601, UTC), ``level``, ``logger``, ``message``, and what the record has as
    ``fields``; of an exception ``error`` (its class) and ``at`` (file:line function, outermost
    first).
    """

    def format(self, record: logging.LogRecord) -> str:
        """See above."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        fields = getattr(record, "fields", None)
        if isinstance(fields, dict):
            line.update(fields)
        if record.exc_info is not None and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            line["error"] = kind.__name__
            frames = traceback.extract_tb(trace)[-_FRAMES:]
            line["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False)


def tell(line: object) -> None:
    """Write a line for people on standard error; into the log while that is JSON."""
    handlers = logging.getLogger().handlers
    if any(isinstance(handler.formatter, JsonFormatter) for handler in handlers):
        log.warning("%s", line)
    else:
        print(line, file=sys.stderr, flush=True)


def _message(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in _OWN:
        return record.getMessage()
    return str(record.msg).strip().partition("\n")[0][:200]


@contextmanager
def json_log(stream: TextIO | None = None) -> Iterator[None]:
    """Write all that is logged as JSON, to standard error if no stream is given.

    Questions that were answered are logged too, as outcomes and times.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    root, questions = logging.getLogger(), logging.getLogger("citespan")
    before = root.handlers[:], root.level, questions.level
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    questions.setLevel(logging.INFO)
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.handlers[:], level, own_level = before[0], before[1], before[2]
        root.setLevel(level)
        questions.setLevel(own_level)
