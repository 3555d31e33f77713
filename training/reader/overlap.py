"""Finds passages that training must not see: those that share words with a held-out set."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["SHARED_WORDS", "WordSequences"]

SHARED_WORDS = 13
"""Words in a shared sequence that counts as the same text (Brown et al., 2020, appendix C)."""

_WORD = re.compile(r"\w+")


class WordSequences:
    """All sequences of 13 words of some texts, without case and punctuation."""

    def __init__(self, texts: Iterable[str], length: int = SHARED_WORDS) -> None:
        self._length = length
        self._seen = {sequence for text in texts for sequence in self._sequences(text)}

    def shares(self, text: str) -> bool:
        """Whether ``text`` shares a sequence with the texts."""
        return any(sequence in self._seen for sequence in self._sequences(text))

    def _sequences(self, text: str) -> Iterable[tuple[str, ...]]:
        words = _WORD.findall(text.lower())
        for begin in range(len(words) - self._length + 1):
            yield tuple(words[begin : begin + self._length])
