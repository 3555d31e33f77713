"""Compares boxes with the places where PDFium finds the words, and with the ink on the picture."""

import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from index.loaders import RefusedError, load
from index.values import Document, Span, document_id
from tests.index.loaders.drawing_pages import draw
from tests.index.loaders.pdf_samples import flowed, laid_out


def read(data, name="a.pdf"):
    extracted = load(data, ".pdf")
    return Document(document_id(extracted.text), extracted.text, name, (name,), extracted.pages)


def span(document, words, after=0):
    start = document.text.index(words, after)
    return Span(start, start + len(words))


def ink(picture, placed):
    """Columns with ink inside a box, as shares of the width."""
    dark = shades(picture) < 128
    height, width = dark.shape
    top, bottom = round(placed.top * height), round((placed.top + placed.height) * height)
    return [x / width for x in np.flatnonzero(dark[top:bottom].any(axis=0))]


def shades(picture):
    return np.asarray(Image.open(io.BytesIO(picture.png)).convert("L"))


LINE = "Kelp grows fast. Urchins graze on kelp. Otters eat urchins."


def test_boxes_hold_exactly_the_ink_of_the_cited_words():
    data = laid_out([[("Nothing here.", 12)], [("A heading", 18), None, (LINE, 12)]])
    document = read(data)
    assert any(page.characters for page in document.pages)
    page = document.pages[1]
    whole, word = draw(data, page, [span(document, LINE), span(document, "graze")]).marked
    assert len(whole) == len(word) == 1
    picture = draw(data, page, [])
    columns = ink(picture, whole[0])
    slack = 2 / picture.width
    assert abs(whole[0].left - min(columns)) < 3 * slack
    assert abs(whole[0].left + whole[0].width - max(columns)) < 3 * slack
    # The words before and after end and begin with a gap: no ink is cut by the box of the word.
    edges = (word[0].left, word[0].left + word[0].width)
    assert all(min(abs(x - edge) for x in columns) >= 0.5 / picture.width for edge in edges)
    share = len("Kelp grows fast. Urchins ") / len(LINE)
    assert abs((word[0].left - whole[0].left) / whole[0].width - share) < 0.06


def test_a_sentence_over_two_lines_has_two_boxes_and_none_on_the_next_page():
    words = "The tide rose in the harbour and the boats left it one after the other. " * 3
    data = flowed([[words], ["Another page of it."]])
    document = read(data)
    start = document.text.index("The tide", 20)
    both = Span(start, document.text.index("Another page") + len("Another page"))
    first, second = (draw(data, page, [both]).marked[0] for page in document.pages)
    assert len(first) >= 2 and len(second) == 1
    assert all(a.top < b.top for a, b in pairwise(first))
    assert all(0 <= b.left <= 1 and 0 <= b.top <= 1 for b in (*first, *second))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_boxes_follow_a_page_that_is_displayed_turned(turn):
    import pypdfium2 as pdfium

    upright = laid_out([[(LINE, 12)]])
    with pdfium.PdfDocument(upright) as file:
        file[0].set_rotation(turn)
        buffer = io.BytesIO()
        file.save(buffer)
    data = buffer.getvalue()
    document = read(data)
    (one,) = draw(data, document.pages[0], [span(document, "Kelp grows fast.")]).marked[0]
    picture = draw(data, document.pages[0], [])
    dark = shades(picture) < 128
    height, width = dark.shape
    left, top = round(one.left * width), round(one.top * height)
    right, bottom = left + round(one.width * width), top + round(one.height * height)
    inside = dark[top:bottom, left:right].sum()
    assert inside > 50
    assert (one.height > one.width) == (turn != 180)


def test_damaged_bytes_are_not_drawn():
    data = laid_out([[(LINE, 12)]])
    page = read(data).pages[0]
    for damaged in (data[:200], b""):
        with pytest.raises(RefusedError, match="damaged"):
            draw(damaged, page, [])
