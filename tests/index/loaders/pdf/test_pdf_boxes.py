"""Boxes of characters on PDF pages: where each is drawn."""

from __future__ import annotations

import pytest

from index.loaders import load
from index.loaders.pdf import boxes
from tests.index.loaders.pdf_samples import by_hand


def shown(*lines: bytes) -> bytes:
    """A content stream with one line under the other, 14 points apart, the first at y = 700."""
    return b"BT /F1 12 Tf 72 714 Td " + b"".join(b"0 -14 Td (%s) Tj " % s for s in lines) + b"ET"


def test_boxes_of_repeated_words_lie_where_each_is_drawn():
    content = b"BT /F1 12 Tf 72 700 Td (same word) Tj 128 -100 Td (same word) Tj ET"
    data = by_hand([b"", content])
    extracted = load(data, ".pdf")
    page = extracted.pages[1]
    for start, left, baseline in ((0, 72, 700), (extracted.text.rindex("same"), 200, 600)):
        offset = start - page.start if start else 0
        [box] = boxes(data, 2, page.characters[offset : offset + len("same word")])
        # Helvetica's widths of "same word" add up to 4.89 em.
        assert box[0] == pytest.approx(left, abs=0.1)
        assert box[2] == pytest.approx(left + 4.89 * 12, abs=0.1)
        assert baseline - 5 < box[1] < baseline < box[3] < baseline + 14


def test_boxes_of_a_span_over_two_lines():
    data = by_hand([shown(b"the infor-", b"mation is here")])
    text, page = (extracted := load(data, ".pdf")).text, extracted.pages[0]
    span = slice(text.index("infor"), text.index(" is"))
    first, second = boxes(data, 1, page.characters[span])
    assert first[0] > 72 and second[0] == pytest.approx(72, abs=0.1)
    assert second[3] <= first[3] - 13


def test_boxes_of_sideways_text():
    content = b"BT /F1 12 Tf 0 1 -1 0 300 300 Tm (sideways text) Tj 0 -14 Td (next line) Tj ET"
    data = by_hand([content], rotate=90)
    found = boxes(data, 1, load(data, ".pdf").pages[0].characters)
    assert len(found) == 2
    assert all(top - bottom > right - left for left, bottom, right, top in found)


def test_boxes_refuse_what_is_not_there():
    data = by_hand([shown(b"abc")])
    for page, characters in ((0, [0]), (2, [0]), (1, [3]), (1, [-1])):
        with pytest.raises(ValueError, match=r"no (page|character)"):
            boxes(data, page, characters)
    assert boxes(data, 1, []) == []
