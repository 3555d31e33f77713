"""Stamps: they identify the loader and the limits behind a result of extraction.

A source is read again when its stamp is no longer the one that the same file would get now.
"""

from __future__ import annotations

from index.loaders import Limits, read_as, read_as_in, version
from index.values import LoaderStamp

__all__ = ["member_stamp", "refusal_stamp", "text_stamp", "text_stamp_again"]


def text_stamp(suffix: str, data: bytes) -> LoaderStamp:
    """The stamp of the text of a file with these bytes."""
    return LoaderStamp(version(suffix, read_as(data, suffix)))


def text_stamp_again(suffix: str, known: LoaderStamp) -> LoaderStamp:
    """The stamp that the same bytes would get now, which got ``known`` when they were read."""
    return LoaderStamp(version(suffix, read_as_in(known.version)))


def refusal_stamp(suffix: str, limits: Limits) -> LoaderStamp:
    """The stamp of a refusal; the file may be used under other limits."""
    return LoaderStamp(version(suffix), limits=limits.fingerprint)


def member_stamp(suffix: str, count: int, limits: Limits) -> LoaderStamp:
    """The stamp of each member of a container with ``count`` members.

    The count shows that a run was cut short, or that a user took a member back.
    """
    return LoaderStamp(version(suffix), members=count, limits=limits.fingerprint)
