"""Scanned pages of PDF files: which are recognised, what becomes of them, and what is said."""

import numpy as np
import pytest
from fpdf import FPDF

from benchmarks.indexing.recognition.measuring import box_errors, read_words
from benchmarks.indexing.recognition.scanning import words_of
from index.errors import RefusedError
from index.loaders import Limits, load
from index.loaders.isolation.worker import Worker
from tests.index.loaders.scan_samples import LETTER, page_of, pdf_of, picture_of

pytestmark = pytest.mark.slow
TYPED = "This page was typed, and its text can be read as it is by every program."


@pytest.fixture(scope="module")
def letter():
    return page_of(LETTER)


def words(extracted, page=0):
    start, end = extracted.pages[page].start, extracted.pages[page].end
    return " ".join(extracted.text[start:end].split())


def test_a_scan_is_read_with_a_box_and_a_confidence_for_each_code_point(letter):
    extracted = load(pdf_of(picture_of(letter)), ".pdf")
    (page,) = extracted.pages
    assert words(extracted) == " ".join(LETTER)
    assert page.characters == ()
    assert len(page.recognised.boxes) == 8 * (page.end - page.start)
    assert len(page.recognised.confidences) == page.end - page.start
    assert min(page.recognised.confidences) > 80
    errors = box_errors(words_of(letter), read_words(extracted.text, page.recognised.boxes, []))
    assert len(errors) == len(" ".join(LETTER).split())
    assert np.mean(np.array(errors) <= 2) >= 0.95
    assert extracted.notes == ("page 1: text recognised in pictures, 0 % of the words uncertain",)


@pytest.mark.parametrize("angle", [3, -2, 90, 180, 270])
def test_crooked_and_turned_pages_are_read_and_their_boxes_lie_on_the_ink(letter, angle):
    picture = picture_of(letter, angle=angle)
    extracted = load(pdf_of(picture), ".pdf")
    assert words(extracted) == " ".join(LETTER)
    start = extracted.text.index("boiler")
    (left, top, right, bottom) = np.frombuffer(extracted.pages[0].recognised.boxes, "<u2").reshape(
        -1, 4
    )[start]
    across, down = picture.width / (4 * 595.28), picture.height / (4 * 841.89)
    part = np.asarray(picture)[
        int(top * down) : int(bottom * down) + 1, int(left * across) : int(right * across) + 1
    ]
    assert part.min() < 100
    assert part.size < picture.width * picture.height / 500


def test_a_mixed_file_keeps_its_text_and_gains_that_of_its_scan(letter):
    extracted = load(pdf_of(TYPED, picture_of(letter)), ".pdf")
    assert words(extracted, 0) == TYPED
    assert words(extracted, 1) == " ".join(LETTER)
    assert [page.recognised is not None for page in extracted.pages] == [False, True]
    assert extracted.pages[0].characters


def test_a_blank_page_is_none_and_a_picture_without_text_is_said(letter):
    picture = picture_of(letter)
    picture.paste(40, (300, 900, 1200, 1800))
    extracted = load(pdf_of(TYPED, picture, picture_of(page_of([]))), ".pdf")
    assert extracted.notes == (
        "page 2: text recognised in pictures, 0 % of the words uncertain",
        "page 2: perhaps incomplete: a part of the picture was not read",
    )
    assert extracted.pages[2].start == extracted.pages[2].end


def test_a_stamp_on_a_scan_does_not_hide_it(letter):
    pdf = pdf_of(picture_of(letter))
    stamped = FPDF(unit="pt", format="A4")
    stamped.add_page()
    stamped.image(picture_of(letter), 0, 0, stamped.w, stamped.h)
    stamped.set_font("Helvetica", size=8)
    stamped.text(60, 20, "Case 1:05-cv-00123  Document 45  Filed 01/02/2006  Page 1 of 10")
    extracted = load(bytes(stamped.output()), ".pdf")
    assert LETTER[0] in words(extracted)
    assert "Document 45" in words(extracted)
    assert words(load(pdf, ".pdf")) in words(extracted)


def test_without_recognition_pages_are_named_and_a_file_of_scans_is_refused(letter):
    off = Limits(recognise=False)
    extracted = load(pdf_of(TYPED, picture_of(letter), picture_of(letter)), ".pdf", off)
    assert extracted.notes == ("pages 2–3: a picture, not read: text recognition is switched off",)
    with pytest.raises(RefusedError, match="switched off"):
        load(pdf_of(picture_of(letter)), ".pdf", off)


def test_rows_of_a_table_have_their_heads_and_columns_of_text_their_order():
    rows = ["Place|Samples|With lead", "Theatres|19|11", "Boiler house|12|8", "X-ray room|9|4"]
    extracted = load(pdf_of(picture_of(page_of(rows))), ".pdf")
    assert "Place: Boiler house; Samples: 12; With lead: 8" in extracted.text
    left = ["Otters", "eat", "urchins", "and", "so", "keep", "the", "kelp", "alive"]
    lines = [f"left {word} of the kelp bay|right {word} on the high moor" for word in left]
    text = load(pdf_of(picture_of(page_of(lines), 200)), ".pdf").text
    assert text.count("left") == text.count("right") == len(left)


def test_form_lines_stay_lines():
    lines = ["Certificate number: VP/25/00731", "Owner: Harrow Trust", "Plant: Boiler 3"]
    assert load(pdf_of(picture_of(page_of(lines))), ".pdf").text.split("\n") == lines


def test_the_process_for_files_gives_the_same_text_again_and_again(letter):
    data = pdf_of(picture_of(letter, angle=1), picture_of(letter))
    worker = Worker()
    try:
        first, second = worker.load(data, ".pdf"), worker.load(data, ".pdf")
    finally:
        worker.close()
    assert first == second == load(data, ".pdf")
