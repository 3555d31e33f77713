"""Folders of small files whose texts name their file and version."""

from __future__ import annotations

import os
import random
import re
from email.message import EmailMessage
from pathlib import Path

from tests.index.loaders.format_samples import zipped

__all__ = ["NAMED", "Changing", "changed", "filled", "text_of"]

NAMED = re.compile(r"File (\d+), version (\d+)\.")
_WORDS = ("tide", "bell", "snow", "rope", "salt", "road", "boat", "noon", "kelp", "lamp", "frost")


def text_of(number: int, version: int) -> str:
    """A text of several passages that begins with its number and version."""
    chosen = random.Random(f"{number} {version}")
    sentences = [
        f"The {chosen.choice(_WORDS)} of {number} met the {chosen.choice(_WORDS)} {i} times."
        for i in range(chosen.randint(1, 5))
    ]
    return " ".join([f"File {number}, version {version}.", *sentences])


def filled(folder: Path, count: int) -> Path:
    """``count`` files of several formats in a new folder."""
    folder.mkdir(parents=True)
    for number in range(count):
        _put(folder, number, 0)
    return folder


def changed(folder: Path, count: int) -> None:
    """Change, remove, rename, swap and add files of ``filled``."""
    paths = {number: _path(folder, number) for number in range(count)}
    for number, path in paths.items():
        match number % 6:
            case 0:
                _put(folder, number, 1)
            case 1:
                path.unlink()
            case 2:
                path.rename(path.with_stem(f"renamed-{number:04}"))
            case 3 if number + 1 < count and path.suffix == paths[number + 1].suffix:
                path.replace(paths[number + 1])
    for number in range(count, count + count // 6):
        _put(folder, number, 0)


class Changing:
    """A folder of text files without partial files: each is written aside and renamed."""

    def __init__(self, folder: Path, count: int, seed: int = 0) -> None:
        self._folder = folder
        self._count = count
        self._random = random.Random(seed)
        self._version = 0

    def fill(self) -> None:
        """Write every file."""
        self._folder.mkdir(parents=True)
        for number in range(self._count):
            self._write(number)

    def step(self) -> None:
        """Change, remove or rename a few files."""
        self._version += 1
        for _ in range(self._random.randint(1, 4)):
            number = self._random.randrange(self._count)
            there = sorted(self._folder.glob(f"{number:04}*.txt"))
            match self._random.randrange(4):
                case 0 if there:
                    there[0].unlink()
                case 1 if there:
                    there[0].rename(self._folder / f"{number:04}-{self._version}.txt")
                case _:
                    self._write(number)

    def _write(self, number: int) -> None:
        scratch = self._folder / ".new"
        scratch.write_text(text_of(number, self._version))
        scratch.replace(self._folder / f"{number:04}.txt")


def _path(folder: Path, number: int) -> Path:
    kinds = ("txt", "txt", "md", "csv", "eml", "zip", "txt")
    suffix = kinds[number // 3 % len(kinds)]
    return folder / f"{number % 7}" / f"{number:04}.{suffix}"


def _put(folder: Path, number: int, version: int) -> None:
    path, text = _path(folder, number), text_of(number, version)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(_bytes_of(path.suffix, number, version, text))
    # Long past, so that times can be trusted.
    stamp = 1_600_000_000 + 10 * number + version
    os.utime(path, (stamp, stamp))


def _bytes_of(suffix: str, number: int, version: int, text: str) -> bytes:
    if suffix == ".csv":
        return "\n".join(["What,Said", *(f"line,{part}" for part in text.split(". "))]).encode()
    if suffix == ".eml":
        message = EmailMessage()
        message["Subject"] = f"Letter {number}"
        message.set_content(text)
        return message.as_bytes()
    if suffix == ".zip":
        other = text_of(number + 100_000, version)
        return zipped({"one.txt": text.encode(), "in/two.md": other.encode()})
    return text.encode()
