"""A progress bar on standard error for whatever reports to ``index.protocols.Progress``."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from tqdm import tqdm

from index.protocols import Progress

__all__ = ["indexing_bar"]


@contextmanager
def indexing_bar(is_shown: bool) -> Iterator[Progress | None]:
    """Yield a ``Progress`` that draws a bar from its first call on.

    None if it is not to be shown, or standard error is no terminal.
    """
    bar: tqdm[NoReturn] | None = None
    started = time.perf_counter()

    def draw(done: float, total: float, passages: int) -> None:
        nonlocal bar
        if bar is None:
            bar = tqdm(
                total=total,
                desc="indexing",
                unit="B",
                unit_scale=True,
                file=sys.stderr,
                dynamic_ncols=True,
            )
        rate = passages / (time.perf_counter() - started)
        bar.set_postfix_str(f"{passages} passages, {rate:.0f}/s", refresh=False)
        bar.update(done - bar.n)

    try:
        yield draw if is_shown and sys.stderr.isatty() else None
    finally:
        if bar is not None:
            bar.close()
