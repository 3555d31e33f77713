"""Questions of two parts: ``Who is the harbour master and when did she take office?``."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["question_parts"]

_WORD: Final = r"(?:who|whom|whose|when|where|why|how|what|which)"
_BEFORE: Final = r"(?:(?:in|at|on|by|for|from|to|with|since|until) )?"
_JOINT: Final = re.compile(
    r"\s*[,;?]?\s*\b(?:and|or)\s+(?:also\s+|then\s+)?"
    rf"(?={_BEFORE}{_WORD}\b(?! (?:not|else)\b))|\s*\?\s+(?={_BEFORE}{_WORD}\b)",
    re.IGNORECASE,
)
_BEGINS: Final = re.compile(rf"^(?:and |but |so )?{_BEFORE}{_WORD}\b", re.IGNORECASE)
_MOST: Final = 3
_SHORTEST: Final = 3
"""Words of the first part; the second may be one word: ``who signed it and when?``."""


def question_parts(question: str) -> tuple[str, ...]:
    """The questions that a question is made of; only itself where it is one.

    A part of one or two words (``and when?``) takes the rest of the part before with it.
    """
    text = " ".join(question.split())
    if not _BEGINS.match(text):
        return (question,)
    parts = [part.strip(" ,;?") for part in _JOINT.split(text)]
    parts = [part for part in parts if part]
    if not 2 <= len(parts) <= _MOST or len(parts[0].split()) < _SHORTEST:
        return (question,)
    whole = [parts[0]]
    for part in parts[1:]:
        words = part.split()
        if len(words) <= 2:
            rest = re.sub(rf"^{_WORD}\s+(?=\w+)", "", parts[0], count=1, flags=re.IGNORECASE)
            part = f"{part} {rest}"
        whole.append(part)
    return tuple(f"{part[:1].upper()}{part[1:]}?" for part in whole)
