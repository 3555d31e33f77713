"""Equations as text on one line: ``a/b``, ``(a+b)/c``, ``x^2``, ``x_i``, ``sqrt(x)``.

The letters and signs are those of the file; brackets, strokes and names that stand for a layout are
generated. ``mathml`` reads MathML; OMML, which Word writes, is read by the DOCX loader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from index.loaders.drafts import Piece

__all__ = [
    "Pieces", "fraction", "generated", "grouped", "joined", "limits_of", "mathml", "power", "root",
    "script",
]  # fmt: skip

Pieces = list[Piece]

_SIMPLE: Final = re.compile(r"[^\W_]+(?:[.,]\d+)?|[^\w\s]?")
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}", "|": "|"}
_INVISIBLE: Final = dict.fromkeys(range(0x2061, 0x2065))
_DEEPEST: Final = 40
"""Levels of layout in an equation below which only its letters are taken."""


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
    """``sqrt(x)``, ``root_3(x)``."""
    name = [*generated("root_"), *grouped(degree)] if degree else generated("sqrt")
    return [*name, *generated("("), *radicand, *generated(")")]


def limits_of(operator: Pieces, sub: Pieces, sup: Pieces, operand: Pieces) -> Pieces:
    """``∑_(i=1)^n x_i``."""
    space = generated(" ") if (sub or sup) and operand else []
    return [*script(operator, sub, sup), *space, *operand]


def mathml(element: Any, depth: int = 0) -> Pieces:
    """An element of MathML and what is in it."""
    if not isinstance(element.tag, str):
        return []
    name = element.tag.rpartition("}")[2]
    if name in _TOKENS:
        text = " ".join((element.text or "").split()).translate(_INVISIBLE)
        return [Piece(text)] if text else []
    if name in ("annotation", "annotation-xml", "mphantom", "none", "mprescripts"):
        return []
    if name == "mspace":
        return generated(" ")
    if depth >= _DEEPEST:
        return [Piece(" ".join("".join(element.itertext()).split()))]
    children = [child for child in element if isinstance(child.tag, str)]
    if name == "semantics":
        children = children[:1]
    parts = [mathml(child, depth + 1) for child in children]
    layout = _LAYOUTS.get(name)
    fits = layout is not None and len(parts) == layout[0]
    if layout is not None and fits:
        return layout[1](parts)
    if name == "msqrt":
        return root(joined(parts, ""), [])
    if name in ("mtable", "mtr", "mlabeledtr"):
        return joined(parts, "; " if name == "mtable" else ", ")
    if name == "mfenced":
        return _fenced(element, parts)
    return _row(children, parts)


_TOKENS: Final = frozenset({"mi", "mn", "mo", "mtext", "ms"})
_LAYOUTS: Final[dict[str, tuple[int, Callable[[Sequence[Pieces]], Pieces]]]] = {
    "mfrac": (2, lambda parts: fraction(parts[0], parts[1])),
    "msup": (2, lambda parts: power(parts[0], parts[1])),
    "msub": (2, lambda parts: script(parts[0], parts[1], [])),
    "msubsup": (3, lambda parts: script(parts[0], parts[1], parts[2])),
    "mroot": (2, lambda parts: root(parts[0], parts[1])),
    "munder": (2, lambda parts: script(parts[0], parts[1], [])),
    "mover": (2, lambda parts: _over(parts[0], parts[1])),
    "munderover": (3, lambda parts: script(parts[0], parts[1], parts[2])),
}


def _over(base: Pieces, over: Pieces) -> Pieces:
    """What stands over a letter: an accent stays with it, a limit is a power."""
    text = "".join(piece.text for piece in over)
    is_accent = len(text) == 1 and not text.isalnum()
    return [*base, *over] if is_accent else script(base, [], over)


def _fenced(element: Any, parts: list[Pieces]) -> Pieces:
    separator = (element.get("separators", ",").strip() or "")[:1]
    inside = joined(parts, separator)
    opening, closing = element.get("open", "("), element.get("close", ")")
    return [*generated(opening[:2]), *inside, *generated(closing[:2])]


def _row(children: list[Any], parts: list[Pieces]) -> Pieces:
    """Parts beside each other; a large operator with limits is set apart from what follows."""
    pieces: Pieces = []
    after_limits = False
    for child, part in zip(children, parts, strict=True):
        if part:
            pieces += (generated(" ") if after_limits else []) + part
            after_limits = child.tag.rpartition("}")[2] in ("munder", "munderover")
    return pieces
