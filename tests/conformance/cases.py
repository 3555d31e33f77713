"""What the cases of the suite share: vectors, contents and comparisons."""

from __future__ import annotations

import numpy as np
import pytest

from tests.conformance.memory_changes import DIMENSION, unit

__all__ = ["DIAGONAL", "EAST", "NORTH", "UP", "assert_scored", "fill", "ids"]

EAST, NORTH, UP, DIAGONAL = unit(1), unit(0, 1), unit(0, 0, 1), unit(1, 1)


def ids(scored):
    return [id_ for id_, _ in scored]


def assert_scored(scored, expected):
    assert ids(scored) == ids(expected)
    assert [s for _, s in scored] == pytest.approx([s for _, s in expected], abs=1e-5)


def fill(bench, count=40):
    """One passage a document, "d0", "d1" and so on; every third has the word bell."""
    rng = np.random.default_rng(count)
    for number in range(count):
        text = f"word{number % 7} and {'bell' if number % 3 == 0 else 'horn'}"
        bench.changes.put(f"d{number}", (text, unit(*rng.normal(size=DIMENSION))))
    return bench.update()
