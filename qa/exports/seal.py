"""A digest over all bytes of a file that stands in the file itself.

It tells accidents and careless edits. It is no signature: who changes a file can seal it again.
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal

__all__ = ["BLANK", "BLANK_BYTES", "SealState", "seal_state", "sealed"]

SealState = Literal["whole", "changed", "none"]

BLANK = f"citespan-sha256:{'0' * 64}"
BLANK_BYTES = BLANK.encode("ascii")
_SEAL = re.compile(rb"citespan-sha256:[0-9a-f]{64}")


def sealed(data: bytes) -> bytes:
    """``data`` with its last ``BLANK`` filled in: the SHA-256 of it all while it is blank.

    Raises:
        ValueError: There is no ``BLANK``.
    """
    place = data.rindex(BLANK_BYTES)
    seal = _seal_of(data)
    return data[:place] + seal + data[place + len(seal) :]


def seal_state(data: bytes) -> SealState:
    """Whether every byte is as it was when ``data`` was sealed; ``none`` if it never was.

    The last seal counts: a quoted document may hold others.
    """
    last = max(_SEAL.finditer(data), key=lambda match: match.start(), default=None)
    if last is None:
        return "none"
    blank = data[: last.start()] + BLANK_BYTES + data[last.end() :]
    return "whole" if _seal_of(blank) == last[0] else "changed"


def _seal_of(blank: bytes) -> bytes:
    return f"citespan-sha256:{hashlib.sha256(blank).hexdigest()}".encode("ascii")
