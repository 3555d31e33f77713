"""Hypothesis strategies of structures."""

from itertools import pairwise
from typing import get_args

from hypothesis import strategies as st

from index.structure import Block, BlockKind, Cell, Span, Structure


@st.composite
def ranges(draw, end, start=0):
    """Pairs of offsets from ``start`` to ``end``, in order, not empty, not overlapping."""
    cuts = sorted(draw(st.sets(st.integers(start, end), max_size=8)))
    return [pair for pair in pairwise(cuts) if draw(st.booleans())]


@st.composite
def structures(draw, length):
    """Structures of a text of ``length`` code points."""
    labels = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
    blocks = []
    for start, end in draw(ranges(length)):
        cells = tuple(
            Cell(low, high, draw(st.integers(0, 2**20)), draw(st.booleans()))
            for low, high in draw(ranges(end, start))
        )
        blocks.append(
            Block(
                draw(st.sampled_from(get_args(BlockKind))),
                start,
                end,
                draw(st.integers(0, 9)),
                draw(labels),
                draw(st.none() | st.just(0)),
                cells,
            )
        )
    generated = tuple(Span(*pair) for pair in draw(ranges(length)))
    return Structure(tuple(blocks), generated, draw(labels))
