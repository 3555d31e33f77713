"""Sources of files in other files: archives, and messages with attachments.

Each member is a document with a source of its own, the container's path and its own name:
``archive.zip/inner/name.txt``. There is no row for the container.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from pathlib import PurePosixPath

from index.loaders import CONTAINERS

__all__ = ["inside", "is_container", "member_source", "title"]


def is_container(suffix: str) -> bool:
    """Whether files with this suffix can hold other files."""
    return suffix.lower() in CONTAINERS


def member_source(container: str, name: str) -> str:
    """The source of a member; a message's own text has the source of its file."""
    return f"{container}/{name}" if name else container


def inside(container: str, sources: Sequence[str]) -> list[str]:
    """Those of ``sources``, which are sorted, that are the container or in it."""
    place = bisect_left(sources, container)
    own = [container] if sources[place : place + 1] == [container] else []
    # The slash and the character after it enclose everything in the container.
    return own + list(
        sources[bisect_left(sources, f"{container}/") : bisect_left(sources, f"{container}0")]
    )


def title(source: str) -> str:
    """The title of a file that has none of its own."""
    return PurePosixPath(source).stem
