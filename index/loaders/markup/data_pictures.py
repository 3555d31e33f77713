"""Pictures that stand in a page itself, as ``data:`` addresses."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from index.errors import RefusedError
from index.loaders.entries import Entry
from index.loaders.markup.walking import PictureReader
from index.loaders.recognition.embedded import Pictures

__all__ = ["data_pictures", "is_data", "picture_data"]

_SCHEME: Final = "data:"
_BASE64: Final = ";base64"
_LONGEST_HEAD: Final = 200


def data_pictures(pictures: Pictures) -> PictureReader:
    """Reads the pictures that are in the page; those beside it are not looked for."""

    def read(element: Any) -> list[Entry]:
        source = element.get("src") or ""
        return pictures.read(lambda: picture_data(source)) if is_data(source) else []

    return read


def is_data(source: str) -> bool:
    """Whether an address holds the data that it stands for."""
    return source[:_LONGEST_HEAD].lstrip()[: len(_SCHEME)].lower() == _SCHEME


def picture_data(source: str) -> bytes:
    """What a ``data:`` address holds.

    Raises:
        RefusedError: It is damaged.
    """
    head, comma, body = source.partition(",")
    if not comma or len(head) > _LONGEST_HEAD:
        raise RefusedError("damaged address of a picture")
    data = unquote_to_bytes(body)
    if not head.rstrip().lower().endswith(_BASE64):
        return data
    try:
        # Line breaks and a cut end are no harm to browsers either.
        return base64.b64decode(data + b"==")
    except binascii.Error:
        raise RefusedError("damaged address of a picture") from None
