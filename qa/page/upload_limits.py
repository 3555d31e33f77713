"""Limits on what a browser may send."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["UploadLimits"]


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Limits on files added from the page."""

    file_bytes: int = 50_000_000
    at_once: int = 50
    files: int = 2_000
