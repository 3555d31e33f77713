"""Numbers that PowerPoint puts in front of paragraphs by itself."""

from __future__ import annotations

import re
from typing import Final

from index.loaders.numerals import repeated_letters, roman

__all__ = ["Counter"]

_SCHEME: Final = re.compile(r"(arabic|alphaLc|alphaUc|romanLc|romanUc)(Period|ParenR|ParenBoth)?")
_FRAMES: Final = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", None: "{}"}
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
    if kind == "arabic":
        return str(count)
    text = roman(count) if kind.startswith("roman") else repeated_letters(count)
    return text if kind.endswith("Uc") else text.lower()
