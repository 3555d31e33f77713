"""Messages between this process and the one that extracts: a JSON header and blocks of bytes.

No pickle: what comes back may have been made by a file that took the other process over, so it
is only ever read as numbers and text, and no more of it than is allowed.
"""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Sequence
from typing import Any, BinaryIO, Final

from index.errors import WireError
from index.values import Extracted, Page

__all__ = ["pack_extracted", "receive", "send", "unpack_extracted"]

_LENGTH: Final = struct.Struct("<I")
_LONGEST_HEADER: Final = 50_000_000


def send(stream: BinaryIO, header: dict[str, Any], *blocks: bytes) -> None:
    """Write one message.

    Raises:
        OSError: The other side is gone.
    """
    head = json.dumps({**header, "sizes": [len(block) for block in blocks]}).encode()
    stream.write(_LENGTH.pack(len(head)))
    stream.write(head)
    for block in blocks:
        stream.write(block)
    stream.flush()


def receive(stream: BinaryIO, most: int) -> tuple[dict[str, Any], list[bytes]]:
    """Read one message with at most ``most`` bytes of blocks.

    Raises:
        WireError: The stream ended, or what came is no message or too large.
    """
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > _LONGEST_HEADER:
        raise WireError("header too long")
    try:
        header = json.loads(_exactly(stream, length))
        sizes = [int(size) for size in header["sizes"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise WireError("no header") from error
    if min(sizes, default=0) < 0 or sum(sizes) > most:
        raise WireError("too large")
    return header, [_exactly(stream, size) for size in sizes]


def pack_extracted(extracted: Extracted) -> tuple[dict[str, Any], bytes, bytes]:
    """Header and blocks of what a loader made.

    Raises:
        UnicodeEncodeError: Its text or title holds a lone surrogate.
    """
    characters = array("i")
    for page in extracted.pages:
        characters.extend(page.characters)
    pages = [(page.number, page.start, page.end, len(page.characters)) for page in extracted.pages]
    if extracted.title is not None:
        extracted.title.encode("utf-8")
    header = {"title": extracted.title, "pages": pages}
    return header, extracted.text.encode("utf-8"), characters.tobytes()


def unpack_extracted(header: dict[str, Any], blocks: Sequence[bytes]) -> Extracted:
    """Restore what ``pack_extracted`` packed.

    Raises:
        WireError: It is not of that form.
    """
    try:
        text = blocks[0].decode("utf-8")
        characters = array("i")
        characters.frombytes(blocks[1])
        title = header["title"]
        if not isinstance(title, str | None):
            raise TypeError
        # One integer object per index for all pages, as the loader had it.
        integers = list(range(max(characters, default=-1) + 1)) if _is_map(characters) else []
        pages = []
        begin = 0
        for number, start, end, count in header["pages"]:
            if not (0 <= start <= end <= len(text) and count in (0, end - start)):
                raise ValueError
            part = characters[begin : begin + count]
            begin += count
            if len(part) != count:
                raise ValueError
            pages.append(
                Page(number, start, end, tuple(integers[number_on_page] for number_on_page in part))
            )
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise WireError("no text") from error
    return Extracted(text, title, tuple(pages))


def _is_map(characters: array[int]) -> bool:
    """Whether the numbers are few enough and small enough to be indices of characters."""
    if characters and not (min(characters) >= 0 and max(characters) <= 100_000_000):
        raise ValueError
    return bool(characters)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise WireError("the other side is gone")
    return data
