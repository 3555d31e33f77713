"""Rectangles of recognised characters: all of them are covered, and lines stay apart."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from index.loaders.recognition.boxes import merged_boxes
from index.loaders.recognition.prepare import skew_of, without_specks
from index.values import Recognition
from tests.index.loaders.scan_samples import LETTER, page_of, picture_of

sides = st.tuples(st.integers(0, 4_000), st.integers(0, 4_000)).map(sorted)
boxes = st.lists(st.tuples(sides, sides).map(lambda b: (b[0][0], b[1][0], b[0][1], b[1][1])))


def recognition(quarters):
    data = b"".join(struct.pack("<4H", *box) for box in quarters)
    return Recognition(data, bytes(len(quarters)))


@given(boxes, st.integers(0, 20), st.integers(0, 20))
def test_every_box_lies_in_a_rectangle(quarters, start, length):
    end = min(start + length, len(quarters))
    merged = merged_boxes(recognition(quarters), start, end)
    for left, top, right, bottom in quarters[start:end]:
        if left < right and top < bottom:
            assert any(
                box[0] <= left / 4 and box[1] <= top / 4
                and right / 4 <= box[2] and bottom / 4 <= box[3]
                for box in merged
            )  # fmt: skip


def test_a_line_is_one_rectangle_and_two_lines_are_two():
    line = [(40 * k, 400, 40 * k + 36, 440) for k in range(10)]
    below = [(left, top + 60, right, bottom + 60) for left, top, right, bottom in line]
    assert merged_boxes(recognition(line + below), 0, 20) == [
        (0.0, 100.0, 99.0, 110.0),
        (0.0, 115.0, 99.0, 125.0),
    ]


def test_a_crooked_line_does_not_cover_the_next():
    slope = [(40 * k, 400 + 3 * k, 40 * k + 36, 440 + 3 * k) for k in range(50)]
    merged = merged_boxes(recognition(slope), 0, 50)
    assert len(merged) > 3
    assert all(bottom - top <= 15.0 for _, top, _, bottom in merged)


def test_skew_is_found_to_a_twentieth_of_a_degree_and_clean_pages_stay():
    page = page_of(LETTER * 6)
    for angle in (-3.0, -0.7, 0.0, 1.3):
        assert abs(skew_of(picture_of(page, angle=angle)) - angle) <= 0.05
    clean = picture_of(page)
    assert without_specks(clean) is clean
