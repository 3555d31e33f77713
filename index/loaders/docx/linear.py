"""Equations as pieces of text on one line: ``a/b``, ``(a+b)/c``, ``x^2``, ``x_i``, ``√(x)``.

The letters and signs are those of the file; brackets, strokes and signs that stand for a layout are
generated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from index.loaders.drafts import Piece

__all__ = [
    "Pieces", "fraction", "generated", "grouped", "joined", "limits_of", "power", "root",
    "script",
]  # fmt: skip

Pieces = list[Piece]

_SIMPLE: Final = re.compile(r"[^\W_]+(?:[.,]\d+)?|[^\w\s]?")
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}", "|": "|"}


def generated(text: str) -> Pieces:
    """Text that stands in no file."""
    return [Piece(text, is_generated=True)]


def joined(parts: Iterable[Pieces], separator: str) -> Pieces:
    """The parts that are not empty, with a generated separator between them."""
    pieces: Pieces = []
    for part in parts:
        if not part:
            continue
        pieces += (generated(separator) if pieces and separator else []) + part
    return pieces


def grouped(pieces: Pieces) -> Pieces:
    """In round brackets, unless it is one letter, word or number, or stands in brackets."""
    text = "".join(piece.text for piece in pieces).strip()
    if _SIMPLE.fullmatch(text) or _is_bracketed(text):
        return pieces
    return [*generated("("), *pieces, *generated(")")]


def _is_bracketed(text: str) -> bool:
    """Whether the first bracket is closed by the last code point."""
    closing = _BRACKETS.get(text[:1])
    if closing is None or text[-1] != closing:
        return False
    depth = 0
    for position, character in enumerate(text):
        depth += (character == text[0]) - (character == closing and closing != text[0])
        if depth == 0 and position < len(text) - 1:
            return False
    return closing != text[0] or text.count(closing) == 2


def fraction(numerator: Pieces, denominator: Pieces) -> Pieces:
    """``a/b``."""
    return [*grouped(numerator), *generated("/"), *grouped(denominator)]


def script(base: Pieces, sub: Pieces, sup: Pieces) -> Pieces:
    """``x_i^2``; scripts that are empty are left out."""
    pieces = list(base)
    for mark, part in (("_", sub), ("^", sup)):
        if part:
            pieces += generated(mark) + grouped(part)
    return pieces


def power(base: Pieces, exponent: Pieces) -> Pieces:
    """``x^2``."""
    return script(grouped(base), [], exponent)


def root(radicand: Pieces, degree: Pieces) -> Pieces:
    """``√(x)``, ``√[3](x)``."""
    of = [*generated("["), *degree, *generated("]")] if degree else []
    name = [*generated("√"), *of]
    return [*name, *generated("("), *radicand, *generated(")")]


def limits_of(operator: Pieces, sub: Pieces, sup: Pieces, operand: Pieces) -> Pieces:
    """``∑_(i=1)^n x_i``."""
    space = generated(" ") if (sub or sup) and operand else []
    return [*script(operator, sub, sup), *space, *operand]
