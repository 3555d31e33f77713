"""How well a text reads: whether its letters stand where letters stand.

Bytes of an unknown code page decode in almost any other one. The right one shows by the places of
the characters beyond ASCII: letters in words of their own script, small ones inside them, quotation
marks at their ends, lines of a frame next to each other.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

__all__ = ["likeliest", "plausibility"]

_FAR: Final = re.compile(r"[^\x00-\x7f]")
_SAMPLE: Final = 4_000
"""Characters beyond ASCII that are looked at."""

_COMMON: Final = frozenset(
    "äöüßÄÖÜéèêëàâáãçñóòôîïíìúùûåæøœ"  # Western Europe
    "ÅÆØÉÈÇÀÁÓÍÚ"
    "ąćęłńśźżčďěňřšťůýžőűăşţğıİ"  # Central Europe, Turkey
)
_OPENING: Final = frozenset("“„«‘‚‹¿¡")
_CLOSING: Final = frozenset("”»’›…")
_JOINING: Final = frozenset("’‘·-–—\u00ad\u2011")
_WIDE: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH", "IDEOGRAPHIC")


def plausibility(text: str) -> float:
    """Mean over the characters beyond ASCII at the start, from -1 to 1; 1 where there is none."""
    score = 0.0
    count = 0
    for match in _FAR.finditer(text):
        at = match.start()
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        score += _fit(match[0], before, after)
        count += 1
        if count == _SAMPLE:
            break
    return score / count if count else 1.0


def likeliest(data: bytes, encodings: tuple[str, ...]) -> tuple[str, float, str] | None:
    """The text that reads best, its plausibility and its encoding; None if it fits in none.

    Of equals, the first.
    """
    best: tuple[str, float, str] | None = None
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = plausibility(text)
        if best is None or score > best[1]:
            best = text, score, encoding
    return best


def _fit(character: str, before: str, after: str) -> float:
    if character.isalpha():
        return _letter_fit(character, before, after)
    inside = before.isalpha() and after.isalpha()
    if character in _OPENING and character not in _JOINING:
        return -1.0 if before.isalnum() else 0.5 if not after.isspace() else 0.0
    if character in _CLOSING and not inside:
        return 0.5 if not before.isspace() else 0.0
    if character in _JOINING:
        return 0.3 if character != "‘" or not inside else -0.5
    if "\u2500" <= character <= "\u259f":
        is_frame = any(
            "\u2500" <= other <= "\u259f" or other.isspace() for other in (before, after)
        )
        return -1.0 if inside else 0.8 if is_frame else 0.0
    return -1.0 if inside or unicodedata.category(character)[0] == "C" else 0.2


def _letter_fit(character: str, before: str, after: str) -> float:
    neighbours = [other for other in (before, after) if other.isalpha()]
    if any(_script(other) != _script(character) for other in neighbours):
        return -1.0
    if character.isupper() and before.islower():
        return -1.0
    if not neighbours:
        return 0.0
    if character.isupper() and after.islower() and before.isupper():
        return -0.5
    if _script(character) == "HALFWIDTH":
        return 0.3
    is_common = character in _COMMON or _script(character) != "LATIN"
    return 1.0 if is_common else 0.5


@cache
def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    if name.startswith("HALFWIDTH"):
        return "HALFWIDTH"
    return "WIDE" if name.startswith(_WIDE) else name.partition(" ")[0]
