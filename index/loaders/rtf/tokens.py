"""RTF source to tokens: braces, control words with their numbers, and bytes of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = ["Token", "tokens"]

_TOKEN: Final = re.compile(
    rb"\\(?:([a-zA-Z]{1,40})(-?[0-9]{1,9})?[ ]?|'([0-9a-fA-F]{2})|([^a-zA-Z]))"
    rb"|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)


class Token(NamedTuple):
    """One token; exactly one of ``word`` and ``text`` is not empty.

    Attributes:
        word: Control word, control symbol, or a brace; ``"'"`` for a byte given by its number.
        number: The number behind a control word, None without one; the byte.
        text: Bytes in some code page.
    """

    word: str
    number: int | None
    text: bytes


def tokens(source: bytes) -> Iterator[Token]:
    """The tokens in order. Line ends and binary data are left out; nothing is refused."""
    at = 0
    while at < len(source):
        for match in _TOKEN.finditer(source, at):
            word, number, byte, symbol, brace, text = match.groups()
            if text is not None:
                yield Token("", None, text)
            elif brace is not None:
                yield Token(brace.decode(), None, b"")
            elif word is not None:
                value = None if number is None else int(number)
                if word == b"bin":
                    at = match.end() + max(value or 0, 0)
                    break
                yield Token(word.decode(), value, b"")
            elif byte is not None:
                yield Token("'", int(byte, 16), b"")
            elif symbol is not None and symbol in b"{}\\":
                yield Token("", None, symbol)
            elif symbol is not None and symbol != b"'":
                yield Token(symbol.decode("latin-1"), None, b"")
        else:
            return
