"""The one error that loaders raise."""

from __future__ import annotations

__all__ = ["RefusedError"]


class RefusedError(ValueError):
    """A file that cannot become a document.

    Its text is one line: why, and what to do. It does not name the file; the caller, who knows
    the path, puts it in front.
    """
