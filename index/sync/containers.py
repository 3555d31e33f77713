"""Files that hold other files: archives and messages with attachments.

Each file in one is a document with a source of its own, the container's path and its own name:
``archive.zip/inner/name.txt``. There is no row for the container. Each row carries the state of
the container's file, and in the place of the loader's version also how many members there are, so
that a run that was cut short, or a member that a user took back, is noticed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from index.loaders import CONTAINERS, Limits, version
from index.sync.scan import Found, looks_unchanged
from index.values import FileState

__all__ = ["inside", "is_container", "is_current", "loader_of_members", "member_source", "title"]


def is_container(suffix: str) -> bool:
    """Whether other files may be in files with this suffix."""
    return suffix.lower() in CONTAINERS


def member_source(container: str, name: str) -> str:
    """The source of a member; a message's own text has the source of its file."""
    return f"{container}/{name}" if name else container


def inside(container: str, sources: Sequence[str]) -> list[str]:
    """Those of ``sources``, which are sorted, that are the container or in it."""
    found = bisect_left(sources, container)
    own = [container] if sources[found : found + 1] == [container] else []
    # The slash and the character after it enclose everything in the container.
    return own + list(
        sources[bisect_left(sources, f"{container}/") : bisect_left(sources, f"{container}0")]
    )


def loader_of_members(suffix: str, count: int, limits: Limits) -> str:
    """What the rows of a container with ``count`` members have as their loader."""
    return f"{version(suffix)}; {count} files; {limits.fingerprint}"


def is_current(
    rows: Mapping[str, FileState],
    excluded: int,
    found: Found,
    limits: Limits,
    sha256: str | None = None,
) -> bool:
    """Whether all members are known as they are in the file now.

    Args:
        rows: State by source of the members that are stored or refused.
        excluded: Number of members that a user took out.
        found: The container.
        limits: Under which the members would be read.
        sha256: Of its bytes, if they were read; otherwise its size and time decide.
    """
    loader = loader_of_members(found.suffix, len(rows) + excluded, limits)
    return bool(rows) and all(
        state.loader == loader and state.sha256 == sha256
        if sha256 is not None
        else looks_unchanged(found, state, loader)
        for state in rows.values()
    )


def title(source: str) -> str:
    """The title of a file that has none of its own."""
    return PurePosixPath(source).stem
