"""Sources of files in other files: archives, and messages with attachments.

Each member is a document with a source of its own, the container's path and its own name:
``archive.zip/inner/name.txt``. There is no row for the container.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from index.loaders import CONTAINERS

__all__ = [
    "container_of", "count_in_rest", "inside", "is_container", "member_source", "rest_source",
    "title",
]  # fmt: skip


_REST: Final = " further files"


def is_container(suffix: str) -> bool:
    """Whether files with this suffix can hold other files."""
    return suffix.lower() in CONTAINERS


def member_source(container: str, name: str) -> str:
    """The source of a member; a message's own text has the source of its file."""
    return f"{container}/{name}" if name else container


def container_of(source: str) -> str:
    """The container that a source is a member of; "" if it is a file of its own.

    Folders can be named like containers; the disk tells.
    """
    # Most sources have no such name above them, and cost no look at the disk.
    if not any(f"{suffix}/" in source.lower() for suffix in CONTAINERS):
        return ""
    above = (source[:place] for place, sign in enumerate(source) if sign == "/")
    paths = (path for path in above if is_container(PurePosixPath(path).suffix))
    return next((path for path in paths if not Path(path).is_dir()), "")


def rest_source(container: str, count: int) -> str:
    """The source under which ``count`` members that were not read are refused together.

    No member has this name, since names of members have a suffix of a format.
    """
    return f"{container}/{count}{_REST}"


def count_in_rest(source: str) -> int:
    """Number of members for which a source of ``rest_source`` stands; 0 for any other."""
    count = source.removesuffix(_REST).rpartition("/")[2] if source.endswith(_REST) else ""
    return int(count) if count.isdecimal() else 0


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
