"""Stamps: they identify the loader and the limits behind a result of extraction.

A source is read again when its stamp is no longer the one that the same file would get now.
"""

from __future__ import annotations

from typing import Final

from index.loaders import Limits, read_as, read_as_in, version
from index.loaders.formats import recognises
from index.values import LoaderStamp

__all__ = ["member_stamp", "refusal_stamp", "text_stamp", "text_stamp_again"]


_UNRECOGNISED: Final = "no-ocr"


def text_stamp(suffix: str, data: bytes, limits: Limits) -> LoaderStamp:
    """The stamp of the text of a file with these bytes.

    Whether text in pictures was recognised belongs to it, where the format may have any.
    """
    return _text_stamp(suffix, read_as(data, suffix), limits)


def text_stamp_again(suffix: str, known: LoaderStamp, limits: Limits) -> LoaderStamp:
    """The stamp that the same bytes would get now, which got ``known`` when they were read."""
    return _text_stamp(suffix, read_as_in(known.version), limits)


def _text_stamp(suffix: str, read_as: str, limits: Limits) -> LoaderStamp:
    is_without = not limits.recognise and recognises(suffix, read_as)
    return LoaderStamp(version(suffix, read_as), limits=_UNRECOGNISED if is_without else "")


def refusal_stamp(suffix: str, limits: Limits) -> LoaderStamp:
    """The stamp of a refusal; the file may be used under other limits."""
    return LoaderStamp(version(suffix), limits=limits.fingerprint)


def member_stamp(suffix: str, count: int, limits: Limits) -> LoaderStamp:
    """The stamp of each member of a container with ``count`` members.

    The count shows that a run was cut short, or that a user took a member back.
    """
    return LoaderStamp(version(suffix), members=count, limits=limits.fingerprint)
