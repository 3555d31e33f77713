"""Progress of a run, in bytes of files."""

from __future__ import annotations

from index.protocols import Progress

__all__ = ["ProgressMeter"]


class ProgressMeter:
    """Adds up the work done and tells a ``Progress``; silent where there is nothing to do."""

    def __init__(self, total: float, progress: Progress | None = None) -> None:
        self._total = total
        self._progress = progress if total > 0 else None
        self._done = 0.0
        self.passages = 0
        """Passages embedded so far."""

    def advance(self, work: float, passages: int = 0) -> None:
        """Count work and embedded passages."""
        # Shares of a file's bytes add up to a little more than the file.
        self._done = min(self._done + work, self._total)
        self.passages += passages
        if self._progress is not None:
            self._progress(self._done, self._total, self.passages)
