"""At its end the server cancels the streams that browsers hold open; that is no news."""

import asyncio
import logging

import pytest

from qa.page.web.server import is_news


def record(message, error=None):
    info = None if error is None else (type(error), error, None)
    return logging.LogRecord("uvicorn.error", logging.ERROR, "x.py", 1, message, None, info)


@pytest.mark.parametrize(
    ("message", "error", "expected"),
    [
        ("Exception in ASGI application\n", asyncio.CancelledError("Task cancelled"), False),
        ("Cancel 2 running task(s), timeout graceful shutdown exceeded", None, False),
        ("Exception in ASGI application\n", ValueError("x"), True),
        ("Invalid HTTP request received.", None, True),
    ],
)
def test_only_what_goes_wrong_is_news(message, error, expected):
    assert is_news(record(message, error)) is expected
