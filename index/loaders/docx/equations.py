"""Word's equations (OMML) as text on one line; ``linear`` has the forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from index.loaders.docx.linear import (
    Pieces,
    fraction,
    generated,
    grouped,
    joined,
    limits_of,
    power,
    root,
    script,
)
from index.loaders.docx.parts import W
from index.loaders.drafts import Piece

__all__ = ["EQUATION", "EQUATIONS", "equation", "equations"]

_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
EQUATION: Final = f"{_M}oMath"
EQUATIONS: Final = f"{_M}oMathPara"
_LEFT_OUT: Final = frozenset({f"{W}del", f"{W}moveFrom", f"{W}rPr", f"{_M}ctrlPr"})
_TEXTS: Final = frozenset({f"{_M}t", f"{W}t"})
_DEEPEST: Final = 40


def equations(element: Any) -> Pieces:
    """The equations of a display (``m:oMathPara``), each on a line."""
    return joined([equation(child) for child in element.iter(EQUATION)], "\n")


def equation(element: Any, depth: int = 0) -> Pieces:
    """An element of an equation and what is in it."""
    pieces: Pieces = []
    for child in element:
        tag = child.tag
        if tag in _TEXTS:
            if child.text:
                pieces.append(Piece(child.text))
            continue
        if not isinstance(tag, str) or tag in _LEFT_OUT or tag.endswith("Pr"):
            continue
        layout = _LAYOUTS.get(tag) if depth < _DEEPEST else None
        pieces += equation(child, depth + 1) if layout is None else layout(child, depth + 1)
    return pieces


def _part(element: Any, name: str, depth: int) -> Pieces:
    child = element.find(f"{_M}{name}")
    return [] if child is None else equation(child, depth)


def _property(element: Any, name: str, default: str) -> str:
    """``m:val`` of a property; the default where it is not there, empty where it has no value."""
    child = element.find(f"{element.tag}Pr/{_M}{name}")
    return default if child is None else child.get(f"{_M}val") or ""


def _fraction(element: Any, depth: int) -> Pieces:
    numerator, denominator = _part(element, "num", depth), _part(element, "den", depth)
    if _property(element, "type", "bar") == "noBar":
        return joined([numerator, denominator], "; ")
    return fraction(numerator, denominator)


def _scripts(element: Any, depth: int) -> Pieces:
    base, sub, sup = (_part(element, name, depth) for name in ("e", "sub", "sup"))
    return power(base, sup) if not sub else script(base, sub, sup)


def _prescripts(element: Any, depth: int) -> Pieces:
    base, sub, sup = (_part(element, name, depth) for name in ("e", "sub", "sup"))
    return [*script([], sub, sup), *base]


def _root(element: Any, depth: int) -> Pieces:
    return root(_part(element, "e", depth), _part(element, "deg", depth))


def _large_operator(element: Any, depth: int) -> Pieces:
    sign = [Piece(_property(element, "chr", "∫"))]
    sub, sup, operand = (_part(element, name, depth) for name in ("sub", "sup", "e"))
    return limits_of(sign, sub, sup, operand)


def _delimited(element: Any, depth: int) -> Pieces:
    parts = [equation(child, depth) for child in element.iterchildren(f"{_M}e")]
    opening, closing = _property(element, "begChr", "("), _property(element, "endChr", ")")
    inside = joined(parts, _property(element, "sepChr", "|"))
    return [*generated(opening), *inside, *generated(closing)]


def _function(element: Any, depth: int) -> Pieces:
    name, operand = _part(element, "fName", depth), _part(element, "e", depth)
    space = [] if operand and operand[0].text.startswith("(") else generated(" ")
    return [*name, *space, *operand]


def _limit(element: Any, depth: int) -> Pieces:
    base, limit = _part(element, "e", depth), _part(element, "lim", depth)
    is_below = element.tag == f"{_M}limLow"
    return script(base, limit if is_below else [], [] if is_below else limit)


def _matrix(element: Any, depth: int) -> Pieces:
    rows = [
        joined([equation(cell, depth) for cell in row.iterchildren(f"{_M}e")], ", ")
        for row in element.iterchildren(f"{_M}mr")
    ]
    return [*generated("["), *joined(rows, "; "), *generated("]")]


def _array(element: Any, depth: int) -> Pieces:
    return joined([equation(row, depth) for row in element.iterchildren(f"{_M}e")], "; ")


def _accent(element: Any, depth: int) -> Pieces:
    return [*_part(element, "e", depth), Piece(_property(element, "chr", "\u0302"))]


def _bar(element: Any, depth: int) -> Pieces:
    return [*grouped(_part(element, "e", depth)), Piece("\u0305")]


def _phantom(element: Any, depth: int) -> Pieces:
    is_shown = _property(element, "show", "1") not in ("0", "false", "off")
    return _part(element, "e", depth) if is_shown else []


_LAYOUTS: Final[dict[str, Callable[[Any, int], Pieces]]] = {
    f"{_M}f": _fraction,
    f"{_M}sSup": _scripts,
    f"{_M}sSub": _scripts,
    f"{_M}sSubSup": _scripts,
    f"{_M}sPre": _prescripts,
    f"{_M}rad": _root,
    f"{_M}nary": _large_operator,
    f"{_M}d": _delimited,
    f"{_M}func": _function,
    f"{_M}limLow": _limit,
    f"{_M}limUpp": _limit,
    f"{_M}m": _matrix,
    f"{_M}eqArr": _array,
    f"{_M}acc": _accent,
    f"{_M}bar": _bar,
    f"{_M}phant": _phantom,
}
