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
from index.packed_structure import check_structure, pack_structure
from index.platform.printable import printable
from index.values import BOX_BYTES, Extracted, Member, Page, Recognition

__all__ = [
    "BYTES_PER_CHARACTER",
    "pack_extracted",
    "receive",
    "send",
    "unpack_extracted",
    "unpack_members",
    "unpack_reason",
]

_LENGTH: Final = struct.Struct("<I")
_LONGEST_HEADER: Final = 50_000_000
_MOST_NOTES: Final = 200
_LONGEST_NOTE: Final = 300
_LONGEST_REASON: Final = 1_000

BYTES_PER_CHARACTER: Final = 48
"""Most bytes of an answer for each code point of its text: four of its own, nine of recognition,
and its share of the blocks, cells and generated spans of a table of one-digit numbers."""


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
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise WireError("no header") from error
    if min(sizes, default=0) < 0 or sum(sizes) > most:
        raise WireError("too large")
    return header, [_exactly(stream, size) for size in sizes]


def unpack_members(header: dict[str, Any], most: int) -> tuple[Member, ...]:
    """The members of a container that a header lists.

    Raises:
        WireError: It lists none or more than ``most``, one of them twice, or a name that leads
            elsewhere.
    """
    try:
        members = header["members"]
        if not isinstance(members, list) or len(members) > most:
            raise TypeError
        listed = tuple(Member(_text(name), _text(refused)) for name, refused in members)
        names = {member.name for member in listed}
        if len(names) != len(listed) or not all(map(_leads_inside, names)):
            raise ValueError
        return listed
    except (ValueError, KeyError, TypeError) as error:
        raise WireError("no members") from error


def unpack_reason(header: dict[str, Any]) -> str:
    """Why a file was refused, as one short line."""
    return printable(" ".join(str(header.get("reason")).split()))[:_LONGEST_REASON]


def pack_extracted(extracted: Extracted) -> tuple[dict[str, Any], list[bytes]]:
    """Header and blocks of what a loader made; long notes are cut, and many are counted.

    Raises:
        UnicodeEncodeError: Its text, title or a label holds a lone surrogate.
        ValueError: Its blocks are out of order, or overlap.
    """
    characters = array("i")
    boxes, confidences = [], []
    pages = []
    for page in extracted.pages:
        characters.extend(page.characters)
        if page.recognised is not None:
            boxes.append(page.recognised.boxes)
            confidences.append(page.recognised.confidences)
        is_recognised = page.recognised is not None
        pages.append((page.number, page.start, page.end, len(page.characters), is_recognised))
    if extracted.title is not None:
        extracted.title.encode("utf-8")
    header = {"title": extracted.title, "pages": pages, "notes": _lines(extracted.notes)}
    return header, [
        extracted.text.encode("utf-8"),
        characters.tobytes(),
        b"".join(boxes),
        b"".join(confidences),
        pack_structure(extracted.structure),
    ]


def unpack_extracted(header: dict[str, Any], blocks: Sequence[bytes]) -> Extracted:
    """Restore what ``pack_extracted`` packed.

    Raises:
        WireError: It is not of that form.
    """
    try:
        text_bytes, characters, boxes, confidences, structure = blocks
        text = text_bytes.decode("utf-8")
        title = header["title"]
        if not isinstance(title, str | None):
            raise TypeError
        (title or "").encode("utf-8")
        return Extracted(
            text,
            title,
            _pages(header["pages"], len(text), (characters, boxes, confidences)),
            check_structure(structure, len(text)),
            _notes(header["notes"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise WireError("no text") from error


def _pages(
    rows: list[tuple[int, int, int, int, bool]], length: int, blocks: tuple[bytes, bytes, bytes]
) -> tuple[Page, ...]:
    """Pages from the rows of a header, with their parts of the characters and recognition."""
    characters = array("i")
    characters.frombytes(blocks[0])
    boxes, confidences = blocks[1:]
    _check_recognition(boxes, confidences)
    # One integer object per index for all pages, as the loader had it.
    integers = list(range(max(characters, default=-1) + 1)) if _is_map(characters) else []
    pages: list[Page] = []
    begin = recognised_to = last_number = last_end = 0
    for number, start, end, count, is_recognised in rows:
        if any(type(value) is not int for value in (number, start, end, count)):
            raise TypeError
        if not (last_number < number < 2**31 and last_end <= start <= end <= length):
            raise ValueError
        part = characters[begin : begin + count]
        if count not in (0, end - start) or len(part) != count or (count and is_recognised):
            raise ValueError
        recognised = None
        if is_recognised:
            low, recognised_to = recognised_to, recognised_to + end - start
            recognised = Recognition(
                boxes[low * BOX_BYTES : recognised_to * BOX_BYTES], confidences[low:recognised_to]
            )
        indices = tuple(integers[on_page] for on_page in part)
        pages.append(Page(number, start, end, indices, recognised))
        begin, last_number, last_end = begin + count, number, end
    if begin != len(characters) or recognised_to != len(confidences):
        raise ValueError
    return tuple(pages)


def _check_recognition(boxes: bytes, confidences: bytes) -> None:
    """Raise ``ValueError`` unless there is a box and a confidence for each code point."""
    import numpy as np

    if len(boxes) != len(confidences) * BOX_BYTES:
        raise ValueError
    if np.frombuffer(confidences, "u1").max(initial=0) > 100:
        raise ValueError
    left, top, right, bottom = np.frombuffer(boxes, "<u2").reshape(-1, 4).T
    if (left > right).any() or (top > bottom).any():
        raise ValueError


def _lines(notes: Sequence[str]) -> list[str]:
    """Notes as few short lines."""
    lines = [printable(" ".join(note.split()))[:_LONGEST_NOTE] for note in notes[:_MOST_NOTES]]
    if len(notes) > _MOST_NOTES:
        lines.append(f"and {len(notes) - _MOST_NOTES:,} more")
    return lines


def _notes(lines: Any) -> tuple[str, ...]:
    """The notes of a header."""
    if not isinstance(lines, list) or len(lines) > _MOST_NOTES + 1:
        raise TypeError
    for line in lines:
        if not isinstance(line, str):
            raise TypeError
        if not line.isprintable() or len(line) > _LONGEST_NOTE:
            raise ValueError
    return tuple(lines)


def _leads_inside(name: str) -> bool:
    """Whether a member's name is a relative path, or the name "" of the whole."""
    return not name or not {"", ".", ".."} & set(name.replace("\\", "/").split("/"))


def _text(value: Any) -> str:
    """A name as text that can be stored: half characters, which JSON can hold, become "?"."""
    if not isinstance(value, str):
        raise TypeError
    return value.encode("utf-8", "replace").decode()


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
