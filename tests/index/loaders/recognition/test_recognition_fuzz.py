"""Pictures damaged at random, with recognition on: a text or one line of refusal, in time.

Damaged bytes rarely come so far: most decoders refuse them. So pictures are damaged as well, and
then encoded, for what recognises words in them. The seed is fixed, so failures repeat;
``CITESPAN_FUZZ=N`` tries N times as many.
"""

import os
import random
import time

import numpy as np
import pytest
from PIL import Image

from index.loaders import Limits, RefusedError
from index.loaders.isolation.worker import Worker
from tests.index.loaders.damaging import mutated
from tests.index.loaders.scan_samples import LETTER, encoded, page_of, pdf_of, picture_of

pytestmark = pytest.mark.slow

SECONDS = 60.0
EACH = int(os.environ.get("CITESPAN_FUZZ", "1"))


def pictures(page, random_):
    """The page with one fault of each kind, in the order of their names."""
    chance = np.random.default_rng(random_.getrandbits(32))
    pixels = np.array(page)
    height, width = pixels.shape
    top, left = random_.randrange(height), random_.randrange(width)
    cut = pixels[top : top + random_.randint(1, 300), left : left + random_.randint(1, 300)]
    stripes = pixels.copy()
    stripes[:: random_.randint(2, 9)] = random_.randrange(256)
    tiles = np.tile(pixels[:60, :200], (random_.randint(1, 8), random_.randint(1, 4)))
    return {
        "cut": cut,
        "noise": np.clip(pixels + chance.normal(0, random_.randint(20, 200), pixels.shape), 0, 255),
        "nothing but noise": chance.integers(0, 256, (300, random_.randint(1, 400))),
        "shuffled rows": chance.permutation(pixels),
        "stretched": np.repeat(pixels[:200, :200], random_.randint(2, 12), axis=1),
        "stripes": stripes,
        "tiles": tiles,
        "turned": np.asarray(page.rotate(random_.uniform(0, 360), fillcolor=255)),
        "upside down, in negative": 255 - pixels[::-1],
    }


@pytest.fixture(scope="module")
def page():
    return picture_of(page_of(LETTER, at=(20, 30)), dpi=100).crop((0, 0, 500, 120))


@pytest.fixture(scope="module")
def worker():
    worker = Worker(Limits(seconds=SECONDS, page_seconds=SECONDS / 2))
    yield worker
    worker.close()


def assert_in_order(worker, data, suffix):
    """Returns whether there is a text, which is one that can be stored and cited."""
    began = time.monotonic()
    try:
        extracted = worker.load(data, suffix)
    except RefusedError as error:
        assert str(error).isprintable()
        assert "crashes" not in str(error)
        return False
    finally:
        assert time.monotonic() - began < 2 * SECONDS
    extracted.text.encode("utf-8")
    assert "\0" not in extracted.text
    for number in extracted.pages:
        assert 0 <= number.start <= number.end <= len(extracted.text)
        if number.recognised is not None:
            assert len(number.recognised.confidences) == number.end - number.start
    return True


def test_damaged_pictures(worker, page):
    random_ = random.Random("citespan pictures")
    texts = 0
    for _ in range(EACH):
        for kind, pixels in pictures(page, random_).items():
            picture = Image.fromarray(np.ascontiguousarray(pixels).astype(np.uint8))
            suffix, data = random_.choice(
                ((".png", encoded(picture)), (".jpg", encoded(picture, "JPEG", quality=40)))
            )
            if kind == "turned":
                suffix, data = ".pdf", pdf_of(picture)
            texts += assert_in_order(worker, data, suffix)
    assert texts >= EACH


@pytest.mark.parametrize("name", ["page.png", "page.jpg", "page.tif", "page.pdf"])
def test_damaged_files_of_pictures(worker, page, name):
    suffix = name[4:]
    kinds = {".png": "PNG", ".jpg": "JPEG", ".tif": "TIFF"}
    data = encoded(page, kinds[suffix]) if suffix in kinds else pdf_of(page)
    random_ = random.Random(f"citespan {name}")
    assert assert_in_order(worker, data, suffix)
    for _ in range((1 if suffix == ".pdf" else 3) * EACH):
        assert_in_order(worker, mutated(data, random_), suffix)
