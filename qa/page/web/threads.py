"""Work in a thread that is waited for even when whoever asked for it leaves.

A thread cannot be ended. If its caller went on, the thread would work beside the ones that are
counted, and who asks and leaves could have any number of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

import anyio

__all__ = ["in_thread"]

T = TypeVar("T")


async def in_thread(call: Callable[[], T]) -> T:
    """The result of ``call``; when cancelled, only once it has ended."""
    working = asyncio.ensure_future(anyio.to_thread.run_sync(call))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait({working})
        if not working.cancelled():
            working.exception()  # nobody wants to know
        raise
