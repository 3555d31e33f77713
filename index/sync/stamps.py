"""Stamps: they identify the loader and the limits behind a result of extraction.

A source is read again when its stamp is no longer the one that the same file would get now.
"""

from __future__ import annotations

from index.loaders import Limits, version
from index.values import LoaderStamp

__all__ = ["member_stamp", "refusal_stamp", "text_stamp"]


def text_stamp(suffix: str) -> LoaderStamp:
    """The stamp of the text of a file."""
    return LoaderStamp(version(suffix))


def refusal_stamp(suffix: str, limits: Limits) -> LoaderStamp:
    """The stamp of a refusal; the file may be used under other limits."""
    return LoaderStamp(version(suffix), limits=limits.fingerprint)


def member_stamp(suffix: str, count: int, limits: Limits) -> LoaderStamp:
    """The stamp of each member of a container with ``count`` members.

    The count shows that a run was cut short, or that a user took a member back.
    """
    return LoaderStamp(version(suffix), members=count, limits=limits.fingerprint)
