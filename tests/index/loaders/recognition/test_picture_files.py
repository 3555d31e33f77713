"""Picture files: what is read of them, and what is refused in one line."""

import numpy as np
import pytest
from PIL import Image

from index.errors import RefusedError
from index.loaders import Limits, load
from index.loaders.isolation.worker import Worker
from index.loaders.recognition import data as recognition_data
from index.sync.stamps import text_stamp
from tests.index.loaders.scan_samples import LETTER, encoded, page_of, picture_of

pytestmark = pytest.mark.slow
WORDS = " ".join(LETTER)


@pytest.fixture(scope="module")
def picture():
    return picture_of(page_of(LETTER))


def words(data, suffix):
    return " ".join(load(data, suffix).text.split())


def camera(picture):
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(picture.rotate(90, expand=True), "JPEG", quality=90, exif=exif, dpi=(72, 72))


def deep(picture):
    return encoded(Image.fromarray(np.asarray(picture).astype(np.uint16) * 200))


def transparent(picture):
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    layer.putalpha(picture.point(lambda value: 255 - value))
    return encoded(layer)


READ = {
    "page.png": lambda p: encoded(p, dpi=(200, 200)),
    "camera.jpg": camera,
    "print.jpeg": lambda p: encoded(p.convert("CMYK"), "JPEG", quality=90),
    "fax.tif": lambda p: encoded(p.convert("1"), "TIFF", compression="group4"),
    "palette.png": lambda p: encoded(p.convert("P")),
    "transparent.png": transparent,
    "deep.png": deep,
    "page.webp": lambda p: encoded(p.convert("RGB"), "WEBP", quality=90),
    "page.bmp": lambda p: encoded(p, "BMP"),
    "dpi.png": lambda p: encoded(p, dpi=(999_999, 999_999)),
    "film.png": lambda p: encoded(p, save_all=True, append_images=[p.rotate(180)]),
}


@pytest.mark.parametrize("name", READ)
def test_every_kind_of_picture_is_read(picture, name):
    assert words(READ[name](picture), "." + name.partition(".")[2]) == WORDS


def test_frames_are_pages(picture):
    blank = Image.new("L", picture.size, 255)
    extracted = load(
        encoded(picture, "TIFF", save_all=True, append_images=[blank, picture]), ".tiff"
    )
    assert [page.number for page in extracted.pages] == [1, 2, 3]
    assert [page.recognised is not None for page in extracted.pages] == [True, False, True]
    assert "page 2: blank" in extracted.notes
    for page in (extracted.pages[0], extracted.pages[2]):
        assert " ".join(extracted.text[page.start : page.end].split()) == WORDS
        assert len(page.recognised.confidences) == page.end - page.start


REFUSED = {
    "empty.png": (lambda p: b"", "empty"),
    "text.png": (lambda p: b"hello, this is text", "not a picture"),
    "cut.png": (lambda p: encoded(p)[:9_000], "breaks off"),
    "cut.jpg": (lambda p: encoded(p, "JPEG")[:30_000], "breaks off"),
    "dot.png": (lambda p: encoded(Image.new("L", (1, 1))), "too small"),
    "thread.png": (lambda p: encoded(Image.new("L", (100_000, 1))), "no page"),
    "black.png": (lambda p: encoded(Image.new("L", (900, 900), 0)), "blank"),
    "white.png": (lambda p: encoded(Image.new("L", (900, 900), 255)), "blank"),
    "bomb.png": (lambda p: encoded(Image.new("1", (20_000, 20_000))), "megapixels"),
    "large.tif": (
        lambda p: encoded(Image.new("1", (11_000, 11_000)), "TIFF", compression="group4"),
        "megapixels",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_page_is_refused_in_one_line(picture, name):
    make, part = REFUSED[name]
    with pytest.raises(RefusedError, match=part) as refused:
        load(make(picture), "." + name.partition(".")[2])
    assert "\n" not in str(refused.value)


def test_pages_before_a_break_are_not_given_as_the_whole(picture):
    data = encoded(picture, "TIFF", save_all=True, append_images=[picture])
    with pytest.raises(RefusedError):
        load(data[: len(data) * 2 // 3], ".tif")


def test_recognition_can_be_switched_off_and_the_stamp_says_so(picture):
    off = Limits(recognise=False)
    with pytest.raises(RefusedError, match="switched off"):
        load(encoded(picture), ".png", off)
    for suffix in (".pdf", ".png", ".zip", ".eml"):
        assert text_stamp(suffix, b"", off) != text_stamp(suffix, b"", Limits())
    assert text_stamp(".txt", b"", off) == text_stamp(".txt", b"", Limits())


def test_data_that_are_not_the_published_ones_are_not_used(picture, monkeypatch):
    files = {name: (file, "0" * 64) for name, (file, _) in recognition_data._FILES.items()}
    monkeypatch.setattr(recognition_data, "_FILES", files)
    recognition_data.data_folder.cache_clear()
    with pytest.raises(RefusedError, match="not the published file"):
        load(encoded(picture), ".png")
    monkeypatch.undo()
    recognition_data.data_folder.cache_clear()


def test_a_page_that_takes_too_long_is_named(picture):
    with pytest.raises(RefusedError, match="takes longer than"):
        load(encoded(picture), ".png", Limits(page_seconds=0.001))


def test_it_stays_within_its_memory(picture):
    # Address space, of which Python and its libraries take most.
    worker = Worker(Limits(memory_bytes=1_500_000_000))
    try:
        assert " ".join(worker.load(encoded(picture), ".png").text.split()) == WORDS
    finally:
        worker.close()
