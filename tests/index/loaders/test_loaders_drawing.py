"""Marks of recognised text lie on the words of the drawn page, in scans and in picture files."""

import io

import numpy as np
import pytest
from PIL import Image

from index.loaders import RefusedError, load
from index.loaders.drawn_pages import is_drawn
from index.values import Document, Span, document_id
from tests.index.loaders.drawing_pages import draw
from tests.index.loaders.scan_samples import LETTER, encoded, page_of, pdf_of, picture_of

pytestmark = pytest.mark.slow


def camera(picture):
    exif = Image.Exif()
    exif[0x0112] = 8
    return encoded(picture.rotate(-90, expand=True), "JPEG", quality=90, exif=exif)


FILES = {
    ".pdf": lambda picture: pdf_of("A page of text that nobody asks for.", picture),
    ".png": encoded,
    ".tif": lambda picture: encoded(
        Image.new("L", (800, 800), 255), "TIFF", save_all=True, append_images=[picture]
    ),
    ".jpg": camera,
}


@pytest.mark.parametrize("suffix", FILES)
def test_marks_lie_on_the_words(suffix):
    data = FILES[suffix](picture_of(page_of(LETTER), angle=0.5))
    extracted = load(data, suffix)
    document = Document(
        document_id(extracted.text), extracted.text, "a", ("a" + suffix,), extracted.pages
    )
    assert is_drawn(document)
    start = document.text.index("taken at 64")
    page = document.pages[-1]
    picture = draw(data, page, [Span(start, start + len("taken at 64")), Span(0, 1)])
    (box,), outside = picture.marked
    assert bool(outside) == (page.start == 0)
    dark = np.asarray(Image.open(io.BytesIO(picture.png)).convert("L")) < 128
    height, width = dark.shape
    rows = slice(round(box.top * height) - 1, round((box.top + box.height) * height) + 2)
    columns = slice(round(box.left * width) - 1, round((box.left + box.width) * width) + 2)
    inside = dark[rows, columns]
    assert inside.mean() > 0.1
    # The words end with the box: nothing is dark just beside it.
    gap = max(2, round(0.002 * width))
    assert not dark[rows, columns.stop + 1 : columns.stop + gap].any()


def test_what_is_no_picture_any_more_is_not_drawn():
    data = encoded(picture_of(page_of(LETTER)))
    extracted = load(data, ".png")
    with pytest.raises(RefusedError, match="damaged"):
        draw(data[:5_000], extracted.pages[0], [])
