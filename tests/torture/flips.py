"""Single bits of files of a corpus, flipped."""

import random
from pathlib import Path

__all__ = ["files_of", "flip"]


def files_of(location: Path) -> list[Path]:
    """Every file of a corpus that holds something, by name, relative to it."""
    return sorted(
        path.relative_to(location)
        for path in location.rglob("*")
        if path.is_file() and path.stat().st_size
    )


def flip(path: Path, chosen: random.Random) -> str:
    """Flip a random bit of a file; returns which one."""
    data = bytearray(path.read_bytes())
    place, bit = chosen.randrange(len(data)), chosen.randrange(8)
    data[place] ^= 1 << bit
    path.write_bytes(data)
    return f"{path.name}, byte {place}, bit {bit}"
