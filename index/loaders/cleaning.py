"""Remove what no canonical text holds: control characters, and white space nobody typed."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["clean", "one_line"]

_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_NEWLINE: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """``text`` as it may be stored, for formats whose text is made by an extractor.

    Every line break becomes LF, control characters and noncharacters go, a pair of surrogates
    becomes its character and a lone one U+FFFD. No other character is touched.
    """
    # Most texts are; and a table has a million cells.
    if text.isprintable():
        return text
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROLS.sub("", _NEWLINE.sub("\n", text))


def one_line(text: str) -> str:
    """``text`` cleaned and on one line, each run of white space one space."""
    return " ".join(clean(text).split())
