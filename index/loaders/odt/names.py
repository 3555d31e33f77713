"""Names of elements and attributes of ODF, and its values."""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "CHART", "DRAW", "FO", "MATH", "OFFICE", "STYLE", "SVG", "TABLE", "TEXT", "XLINK", "XML",
    "integer", "points",
]  # fmt: skip

_ODF: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
CHART: Final = _ODF % "chart"
DRAW: Final = _ODF % "drawing"
OFFICE: Final = _ODF % "office"
STYLE: Final = _ODF % "style"
TABLE: Final = _ODF % "table"
TEXT: Final = _ODF % "text"
FO: Final = _ODF % "xsl-fo-compatible"
SVG: Final = _ODF % "svg-compatible"
MATH: Final = "{http://www.w3.org/1998/Math/MathML}"
XLINK: Final = "{http://www.w3.org/1999/xlink}"
XML: Final = "{http://www.w3.org/XML/1998/namespace}"

_LENGTH: Final = re.compile(r"(\d{1,6}(?:\.\d{1,9})?)(cm|mm|in|pt|pc|px)")
_POINTS: Final = {
    "cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75,
}  # fmt: skip


def integer(text: str | None, default: int, most: int) -> int:
    """A number that is not negative, ``most`` at most; the default where there is none."""
    digits = (text or "")[:12]
    return min(int(digits), most) if digits.isascii() and digits.isdecimal() else default


def points(length: str | None) -> float:
    """A length in points; 0 where there is none."""
    match = _LENGTH.fullmatch(length or "")
    return float(match[1]) * _POINTS[match[2]] if match else 0.0
