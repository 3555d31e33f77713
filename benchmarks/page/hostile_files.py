"""Files that ask for as much work as they can, made anew each time so that none is known."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

__all__ = ["KINDS", "hostile_file"]


def _quotes(number: int) -> tuple[str, bytes]:
    return "quotes.txt", f"{number}. a. {'“' * 400_000}".encode()


def _marks(number: int) -> tuple[str, bytes]:
    return "marks.txt", f"{number} {'e' + chr(0x301) * 100_000}".encode()


def _brackets(number: int) -> tuple[str, bytes]:
    return "brackets.md", f"{number}\n\n{'[' * 200_000}{'> ' * 100_000}".encode()


def _rtf(number: int) -> tuple[str, bytes]:
    return "nested.rtf", b"{\\rtf1 %d %s" % (number, b"{\\field{\\fldinst " * 20_000)


def _html(number: int) -> tuple[str, bytes]:
    return "deep.html", f"<p>{number}</p>{'<div><table><tr><td>' * 50_000}text".encode()


def _words(number: int) -> tuple[str, bytes]:
    lines = (f"Line {number} {n} says one thing and not another." for n in range(20_000))
    return "long.txt", "\n".join(lines).encode()


def _archive(number: int) -> tuple[str, bytes]:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in range(300):
            archive.writestr(f"{member}.html", _html(number * 1_000 + member)[1][:300_000])
    return "members.zip", data.getvalue()


KINDS: tuple[Callable[[int], tuple[str, bytes]], ...] = (
    _quotes, _marks, _brackets, _rtf, _html, _words, _archive,
)  # fmt: skip


def hostile_file(number: int) -> tuple[str, bytes]:
    """Name and bytes of a file; the kinds take turns, and no two files are the same."""
    name, data = KINDS[number % len(KINDS)](number)
    return f"{number}-{name}", data
