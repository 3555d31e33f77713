"""A question-answering model that ONNX Runtime runs without torch, window by window.

A score depends on question and passage alone. Windows are therefore run one by one, a worker a
core, and never padded together: the graph knows no padding, and its dynamic int8 one scale for
a whole batch, so that a score would depend on what is read beside it. On two cores this is also
the faster way (docs/reader.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from index.onnx.session import open_session, run_tokens
from qa.errors import ReaderError
from qa.readers.windows import Logits, Window
from qa.wanted import Wanted, check_wanted, wanted_here

__all__ = ["OnnxModel", "one_line"]


class OnnxModel:
    """Scores the tokens of windows; safe to use from several threads."""

    def __init__(self, path: Path, pool: ThreadPoolExecutor | None) -> None:
        """Load a graph.

        Args:
            path: An ONNX file.
            pool: Runs windows side by side; one after the other without it.

        Raises:
            ReaderError: ONNX Runtime cannot load it.
        """
        try:
            self._session = open_session(path)
        except Exception as error:  # the library raises bare exceptions
            raise ReaderError(
                f"{path.parent}: the reader cannot be loaded: {one_line(error)}"
            ) from error
        self._pool = pool

    def logits(self, windows: Sequence[Window]) -> list[list[Logits]]:
        """Start and end logits of each window's tokens, and evidence logits from a second head.

        Raises:
            AbandonedError: Nobody waits for the answer any more.
        """
        run = partial(self._run, wanted=wanted_here())
        if self._pool is None or len(windows) == 1:
            return [run(window) for window in windows]
        return list(self._pool.map(run, windows))

    def _run(self, window: Window, wanted: Wanted) -> list[Logits]:
        check_wanted(wanted)
        return run_tokens(self._session, window.ids, window.type_ids)


def one_line(error: Exception) -> str:
    """The first line of an error's message, or its kind."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
