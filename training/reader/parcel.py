"""Files in numbered parts of limited size, checked when they are joined.

For machines that take and give only so much at a time: ``pack`` writes ``PARCEL.json`` and
``PARCEL.000``, ``PARCEL.001`` …, ``unpack`` joins them wherever they have been brought together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

__all__ = ["MIB", "pack", "unpack"]

MIB = 1 << 20
_CHUNK = MIB


def pack(files: Mapping[str, Path], output: Path, name: str, part_bytes: int) -> list[Path]:
    """Write the files end to end, cut into parts.

    Args:
        files: Paths by the names that they will have.
        output: Folder, made if missing; older parts of this name are removed.
        name: Of the parcel.
        part_bytes: Size of every part but the last.

    Returns:
        The table and the parts.

    Raises:
        ValueError: The parts would hold nothing.
    """
    if part_bytes < 1:
        raise ValueError("parts must hold at least one byte")
    output.mkdir(parents=True, exist_ok=True)
    for old in output.glob(f"{name}.*"):
        old.unlink()
    table = [
        {"name": own, "bytes": path.stat().st_size, "sha256": _hash(path)}
        for own, path in files.items()
    ]
    written = _cut(files, output / name, part_bytes)
    described = output / f"{name}.json"
    content = {"files": table, "parts": len(written)}
    described.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return [described, *written]


def _cut(files: Mapping[str, Path], output: Path, part_bytes: int) -> list[Path]:
    written: list[Path] = []
    room = 0
    for path in files.values():
        for chunk in _chunks(path):
            left = chunk
            while left:
                if not room:
                    written.append(output.with_name(f"{output.name}.{len(written):03}"))
                    room = part_bytes
                piece, left = left[:room], left[room:]
                with written[-1].open("ab") as part:
                    part.write(piece)
                room -= len(piece)
    return written


def unpack(source: Path, name: str, output: Path) -> list[Path]:
    """Join the parts in ``source`` and write the files into ``output``; return their paths.

    Raises:
        FileNotFoundError: The table or a part is missing.
        ValueError: A file is not what was packed, or its name leads out of ``output``.
    """
    content = json.loads((source / f"{name}.json").read_text(encoding="utf-8"))
    parts = [source / f"{name}.{number:03}" for number in range(content["parts"])]
    missing = [part.name for part in parts if not part.is_file()]
    if missing:
        raise FileNotFoundError(f"{source}: lacks {', '.join(missing)}")
    stream = b"".join(part.read_bytes() for part in parts)
    written = []
    start = 0
    for entry in content["files"]:
        piece = stream[start : start + entry["bytes"]]
        start += entry["bytes"]
        path = output / entry["name"]
        if not path.resolve().is_relative_to(output.resolve()):
            raise ValueError(f"{entry['name']}: leads out of {output}")
        if hashlib.sha256(piece).hexdigest() != entry["sha256"]:
            raise ValueError(f"{entry['name']}: is not what was packed")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(piece)
        written.append(path)
    return written


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return digest.hexdigest()
