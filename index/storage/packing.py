"""Numbers, spans, structure and boxes as compact bytes; stamps of loaders as one line."""

from __future__ import annotations

import json
import re
import zlib
from array import array
from collections.abc import Iterable, Sequence

import numpy as np

from index.errors import InvalidValueError
from index.packed_structure import check_structure, pack_structure, unpack_structure
from index.structure import Structure
from index.values import LoaderStamp, Span

__all__ = [
    "json_array",
    "pack_blocks",
    "pack_boxes",
    "pack_numbers",
    "pack_spans",
    "pack_stamp",
    "unpack_blocks",
    "unpack_boxes",
    "unpack_checked_blocks",
    "unpack_numbers",
    "unpack_spans",
    "unpack_stamp",
]

_MOST_BYTES = 1 << 30
"""More than the longest text with a box for each code point takes."""

_STAMP = re.compile(
    r"(?P<version>[^;]*)(?:; (?P<members>0|[1-9]\d*) files)?(?:; (?P<limits>[^; ]+))?"
)


def pack_numbers(numbers: Sequence[int]) -> bytes:
    """Numbers of 32 bits as deltas, compressed: page maps are nearly arithmetic."""
    deltas = np.diff(np.asarray(numbers, np.int32), prepend=np.int32(0))
    return zlib.compress(deltas.astype("<i4").tobytes(), 6)


def unpack_numbers(blob: bytes) -> tuple[int, ...]:
    """The numbers that ``pack_numbers`` was given."""
    deltas = np.frombuffer(_inflated(blob), "<i4")
    # Sums wrap around as the differences did.
    return tuple(np.cumsum(deltas, dtype=np.int32).tolist())


def pack_spans(spans: Sequence[Span]) -> bytes:
    """Starts and ends as unsigned 32-bit numbers."""
    flat = array("I", [n for span in spans for n in (span.start, span.end)])
    return flat.tobytes()


def unpack_spans(blob: bytes) -> tuple[Span, ...]:
    """The spans that ``pack_spans`` was given."""
    flat = array("I")
    flat.frombytes(blob)
    return tuple(Span(flat[i], flat[i + 1]) for i in range(0, len(flat), 2))


def pack_boxes(boxes: bytes) -> bytes:
    """Boxes of a ``Recognition``, compressed: code points of a word have the same or the next."""
    deltas = np.diff(np.frombuffer(boxes, "<u2").reshape(-1, 4), axis=0, prepend=np.uint16(0))
    return zlib.compress(np.ascontiguousarray(deltas.T).tobytes(), 6)


def unpack_boxes(blob: bytes) -> bytes:
    """The boxes that ``pack_boxes`` was given."""
    deltas = np.frombuffer(_inflated(blob), "<u2").reshape(4, -1)
    return np.cumsum(deltas, axis=1, dtype="<u2").T.tobytes()


def pack_blocks(structure: Structure) -> bytes:
    """Structure, compressed."""
    return zlib.compress(pack_structure(structure), 6)


def unpack_blocks(blob: bytes) -> Structure:
    """The structure that ``pack_blocks`` was given."""
    return unpack_structure(_inflated(blob))


def unpack_checked_blocks(blob: bytes, length: int) -> Structure:
    """``unpack_blocks`` of bytes that may be damaged, beside a text of ``length`` code points.

    Raises:
        ValueError: They are not of that form, or a range lies outside the text or its block.
    """
    return check_structure(_inflated(blob), length)


def pack_stamp(stamp: LoaderStamp) -> str:
    """A stamp as the column ``loader`` has it: ``zip/1+ab12; 3 files; limits-cd34``."""
    members = "" if stamp.members is None else f"; {stamp.members} files"
    limits = f"; {stamp.limits}" if stamp.limits else ""
    return f"{stamp.version}{members}{limits}"


def unpack_stamp(text: str) -> LoaderStamp:
    """The stamp that ``pack_stamp`` was given."""
    match = _STAMP.fullmatch(text)
    if match is None:
        return LoaderStamp(text)
    members = match["members"]
    return LoaderStamp(
        match["version"], None if members is None else int(members), match["limits"] or ""
    )


def json_array(values: Iterable[int] | Iterable[str]) -> str:
    """Values as one SQL parameter for ``json_each``, however many they are."""
    return json.dumps(list(values))


def _inflated(blob: bytes) -> bytes:
    """What was compressed; raises ``ValueError`` for bytes that are not, or become too many."""
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(blob, _MOST_BYTES)
    except zlib.error:
        raise InvalidValueError("compressed bytes are damaged") from None
    if not inflater.eof or inflater.unused_data:
        raise InvalidValueError("compressed bytes are cut short, or too many")
    return data
