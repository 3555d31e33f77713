"""Makes text with the words, word pairs and sentence lengths of real text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.values import Span

__all__ = ["TextMaker"]

_STOP = 0
"""Number of the word that ends a sentence."""


class TextMaker:
    """Draws each word after its predecessor as often as real text does.

    A chain of word pairs (Shannon 1948) keeps the frequencies of words, of word pairs and of
    sentence lengths, which set the cost of term search and phrases.
    """

    def __init__(self, sentences: Sequence[str]) -> None:
        """Count the words of real sentences, of which at least one is not empty."""
        numbers: dict[str, int] = {"": _STOP}
        text = [_STOP]
        for sentence in sentences:
            text += [numbers.setdefault(word, len(numbers)) for word in sentence.split()]
            if text[-1] != _STOP:
                text.append(_STOP)
        self._words = list(numbers)
        before = np.asarray(text[:-1], np.int32)
        after = np.asarray(text[1:], np.int32)
        order = np.argsort(before, kind="stable")
        self._after = after[order]
        self._count = np.bincount(before, minlength=len(numbers))
        self._first = np.cumsum(self._count) - self._count

    def passages(
        self, rng: np.random.Generator, count: int, words: int
    ) -> list[tuple[str, tuple[Span, ...]]]:
        """Return texts of whole sentences, of about so many words, each with its sentences.

        A text ends with the first sentence that reaches the number.
        """
        drawn = self._draw(rng, count, 2 * words)
        return [self._text(row, words) for row in drawn]

    def _draw(self, rng: np.random.Generator, count: int, steps: int) -> npt.NDArray[np.int32]:
        """Draw sequences of words, shape (count, steps); sentences end with ``_STOP``."""
        drawn = np.empty((count, steps), np.int32)
        now = np.full(count, _STOP, np.int32)
        for step in range(steps):
            choice = (rng.random(count) * self._count[now]).astype(np.int64)
            now = self._after[self._first[now] + choice]
            drawn[:, step] = now
        return drawn

    def _text(self, row: npt.NDArray[np.int32], words: int) -> tuple[str, tuple[Span, ...]]:
        stops = np.flatnonzero(row == _STOP)
        enough = int(np.searchsorted(stops, words))
        ends = [int(stop) for stop in stops[: enough + 1]] or [len(row)]
        spans, parts, at, begin = [], [], 0, 0
        for end in ends:
            sentence = " ".join(self._words[i] for i in row[begin:end])
            begin = end + 1
            if sentence:
                spans.append(Span(at, at + len(sentence)))
                parts.append(sentence)
                at += len(sentence) + 1
        return " ".join(parts), tuple(spans)
