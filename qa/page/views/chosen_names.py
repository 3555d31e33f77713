"""The names of chosen documents as escaped HTML."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from typing import Final

from qa.marks import escape
from qa.page.bot import DocumentNames

__all__ = ["named_html"]

_MOST: Final = 3


def named_html(chosen: Collection[str], names: DocumentNames | None) -> str:
    """Such as ": Lease; Rent review"; "" where there are many, or none is there any more.

    Args:
        chosen: Ids of the documents.
        names: Of the documents.
    """
    if names is None or len(chosen) > _MOST:
        return ""
    known = sorted(filter(None, map(names.name, islice(chosen, _MOST))))
    listed = "; ".join(f"<bdi>{escape(name)}</bdi>" for name in known)
    return f": {listed}" if listed else ""
