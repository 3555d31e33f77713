"""Numbers that PowerPoint puts in front of paragraphs by itself."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["Counter"]

_SCHEME: Final = re.compile(r"(arabic|alphaLc|alphaUc|romanLc|romanUc)(Period|ParenR|ParenBoth)?")
_FRAMES: Final = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", None: "{}"}
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST: Final = 32_767


class Counter:
    """Counts the numbered paragraphs of one shape."""

    def __init__(self) -> None:
        self._counts: dict[int, tuple[str, int]] = {}

    def skip(self, level: int) -> None:
        """A paragraph without a number ends the counts of its level and of deeper ones."""
        self._counts = {key: value for key, value in self._counts.items() if key < level}

    def next(self, level: int, scheme: str, start: int) -> str:
        """The number of the next paragraph, such as ``"(b)"``."""
        self.skip(level + 1)
        known, count = self._counts.get(level, ("", 0))
        count = count + 1 if known == scheme else min(max(start, 1), _LARGEST)
        self._counts[level] = scheme, count
        match = _SCHEME.match(scheme)
        kind, frame = (match[1], match[2]) if match else ("arabic", "Period")
        return _FRAMES[frame].format(_written(kind, count))


def _written(kind: str, count: int) -> str:
    if kind.startswith("alpha"):
        # After z come aa, bb and so on.
        text = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif kind.startswith("roman"):
        text = ""
        for value, letters in _ROMAN:
            text += letters * (count // value)
            count %= value
    else:
        return str(count)
    return text.upper() if kind.endswith("Uc") else text
