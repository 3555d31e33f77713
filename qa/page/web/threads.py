"""Work in a thread that is waited for even when whoever asked for it leaves.

A thread cannot be ended. If its caller went on, the thread would work beside the ones that are
counted, and who asks and leaves could have any number of them.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

import anyio

from qa.wanted import Wanted, while_wanted

__all__ = ["in_thread"]

T = TypeVar("T")


async def in_thread(call: Callable[[], T], wanted: Wanted = lambda: True) -> T:
    """The result of ``call``; when cancelled, only once it has ended.

    Args:
        call: Is told to stop at its next step when it is cancelled or no longer wanted.
        wanted: Whether anybody waits for the result.
    """
    left = threading.Event()

    def run() -> T:
        with while_wanted(lambda: not left.is_set() and wanted()):
            return call()

    working = asyncio.ensure_future(anyio.to_thread.run_sync(run))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        left.set()
        await asyncio.wait({working})
        if not working.cancelled():
            working.exception()  # nobody wants to know
        raise
