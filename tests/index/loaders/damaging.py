"""Bytes damaged at random."""

import random

__all__ = ["mutated"]

_PIECES = (
    b"\0", b"\xff" * 9, b"<" * 50, b"{" * 300, b"(" * 300, b"&x;", b"]]>", b"<!DOCTYPE a [",
    b"\x1b", b"%PDF-1.7", b"PK\x03\x04", b"\xed\xa0\x80", b"9" * 40, b"-1", b"\r\n" * 9,
    b'"' * 7, b"=?q?", b"\\u", b"A" * 5000,
)  # fmt: skip


def mutated(data: bytes, random_: random.Random) -> bytes:
    """The data with a few bytes changed, cut out, doubled or put in."""
    changed = bytearray(data)
    for _ in range(random_.randint(1, 6)):
        at = random_.randrange(len(changed) + 1)
        length = random_.choice((1, 2, 8, 64, 512))
        match random_.randrange(6):
            case 0:
                changed[at : at + 1] = random_.randbytes(1)
            case 1:
                del changed[at : at + length]
            case 2:
                changed[at:at] = changed[at : at + length]
            case 3:
                changed[at:at] = random_.choice(_PIECES)
            case 4:
                other = random_.randrange(len(changed) + 1)
                changed[at : at + length] = changed[other : other + length]
            case _:
                del changed[at : None if random_.random() < 0.3 else at + 3]
    return bytes(changed)
