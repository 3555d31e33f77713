"""Boxes in the order in which a person reads them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders.pptx.order import Box, visual_order

COORDINATE = st.integers(0, 10)
BOXES = st.lists(
    st.builds(
        lambda left, top, width, height: Box(left, top, left + width, top + height),
        COORDINATE, COORDINATE, COORDINATE, COORDINATE,
    ),
    max_size=20,
)  # fmt: skip


@given(boxes=BOXES)
def test_every_box_comes_once(boxes):
    assert sorted(visual_order(boxes)) == list(range(len(boxes)))


@given(boxes=BOXES)
def test_the_unit_does_not_matter(boxes):
    scaled = [Box(*(4 * side for side in box)) for box in boxes]
    assert visual_order(scaled) == visual_order(boxes)


@pytest.mark.parametrize(
    ("boxes", "order"),
    [
        # Two columns with a line between head and text, stored out of order.
        ([(0, 24, 30, 29), (50, 18, 80, 23), (50, 24, 80, 29), (0, 18, 30, 23)], [3, 0, 1, 2]),
        # Labels and values: rows stand further apart than a label and its value.
        ([(0, 0, 20, 5), (21, 0, 60, 5), (0, 12, 20, 17), (21, 12, 60, 17)], [0, 1, 2, 3]),
        # A line over two columns, one under them.
        ([(0, 0, 80, 5), (45, 10, 80, 60), (0, 10, 35, 60), (0, 65, 80, 70)], [0, 2, 1, 3]),
        # A box that reaches a little into the next one.
        ([(0, 9, 30, 20), (0, 0, 30, 10)], [1, 0]),
        # The same place: as stored.
        ([(0, 0, 9, 9), (0, 0, 9, 9)], [0, 1]),
        ([], []),
    ],
)
def test_orders(boxes, order):
    assert visual_order([Box(*box) for box in boxes]) == order


def test_many_boxes_take_little_time():
    began = time.process_time()
    for count in (490, 50_000):
        stairs = [Box(n, 2 * n, n + 1, 2 * n + 1) for n in range(count)]
        assert visual_order(stairs) == list(range(count))
    assert time.process_time() - began < 3
