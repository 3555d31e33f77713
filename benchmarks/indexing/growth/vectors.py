"""Makes vectors around real ones, as close to them as real ones are to each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from index.protocols import Vectors

__all__ = ["VectorMaker", "median_nearest"]

_SAMPLE = 400
_ROUNDS = 7
_BATCH = 20_000
_DRAWN_MOST = 1_000_000
_FACTOR = 4
_SAME = 0.999  # stored vectors have a length of 1 to about 0.0003


def median_nearest(sample: Vectors, batches: Iterable[Vectors]) -> float:
    """Return the median cosine of vectors with their nearest others; copies do not count.

    Args:
        sample: Unit vectors, shape (n, dimension).
        batches: Unit vectors, shape (any, dimension) each.
    """
    best = np.full(len(sample), -1, np.float32)
    for batch in batches:
        scores = sample @ batch.T
        scores[scores > _SAME] = -1
        best = np.maximum(best, scores.max(axis=1))
    return float(np.median(best))


class VectorMaker:
    """Moves real vectors by the difference of two others, which keeps typical directions."""

    def __init__(
        self, real: Vectors, size: int, rng: np.random.Generator, drawn_most: int = _DRAWN_MOST
    ) -> None:
        """Find, by bisection, the distance that gives the median nearest cosine of real ones.

        Args:
            real: Unit vectors, shape (n, dimension).
            size: Number of vectors, with the real ones.
            rng: Draws the samples of the search.
            drawn_most: The distance of a larger number is extrapolated, since so many are drawn in
                each round: it grows about evenly whenever the number grows fourfold.
        """
        self._real = real
        drawn = real[rng.choice(len(real), min(_SAMPLE, len(real)), replace=False)]
        self.median = median_nearest(drawn, [real])
        """Median cosine of real vectors with their nearest others."""
        self._distance = self._fitting(rng, drawn, min(size, drawn_most))
        if size > drawn_most:
            most = self._distance
            step = most - self._fitting(rng, drawn, drawn_most // _FACTOR)
            self._distance = most + step * math.log(size / drawn_most, _FACTOR)

    def _fitting(self, rng: np.random.Generator, drawn: Vectors, size: int) -> float:
        """The distance for so many vectors."""
        low, high = 0.2, 2.0
        more = max(size - len(self._real), 0)
        self._distance = 0.0
        for _ in range(_ROUNDS if more else 0):
            self._distance = (low + high) / 2
            new = rng.binomial(_SAMPLE, more / size)
            sample = np.concatenate([drawn[: _SAMPLE - new], self.draw(rng, new)])
            if median_nearest(sample, self._all(rng, more)) > self.median:
                low = self._distance
            else:
                high = self._distance
        return self._distance

    def draw(self, rng: np.random.Generator, count: int) -> Vectors:
        """Draw unit vectors, shape (count, dimension)."""
        one, from_, to = (self._real[rng.integers(len(self._real), size=count)] for _ in range(3))
        moved: Vectors = one + np.float32(self._distance) * (to - from_)
        moved /= np.linalg.norm(moved, axis=1, keepdims=True)
        return moved

    def _all(self, rng: np.random.Generator, more: int) -> Iterator[Vectors]:
        yield self._real
        for start in range(0, more, _BATCH):
            yield self.draw(rng, min(_BATCH, more - start))
