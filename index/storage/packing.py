"""Numbers and spans as compact bytes."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Sequence

import numpy as np

from index.values import Span

__all__ = ["pack_numbers", "pack_spans", "unpack_numbers", "unpack_spans"]


def pack_numbers(numbers: Sequence[int]) -> bytes:
    """Numbers of 32 bits as deltas, compressed: page maps are nearly arithmetic."""
    deltas = np.diff(np.asarray(numbers, np.int32), prepend=np.int32(0))
    return zlib.compress(deltas.astype("<i4").tobytes(), 6)


def unpack_numbers(blob: bytes) -> tuple[int, ...]:
    """The numbers that ``pack_numbers`` was given."""
    deltas = np.frombuffer(zlib.decompress(blob), "<i4")
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
