"""PDF files that once lost text or joined it wrongly, with the text that is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.loaders import load
from index.loaders.pdf import boxes
from index.values import Extracted, Span
from tests.index.loaders.pdf.mapping import check_map

CASES = Path(__file__).parents[3] / "data" / "cases"


def case(name: str) -> tuple[bytes, Extracted]:
    data = (CASES / name).read_bytes()
    extracted = load(data, ".pdf")
    check_map(data, extracted, is_whole=False)
    return data, extracted


def blocks(extracted: Extracted) -> list[tuple[str, str]]:
    return [
        (block.kind, " ".join(extracted.text[block.start : block.end].split()))
        for block in extracted.structure.blocks
    ]


def box_of(data: bytes, extracted: Extracted, words: str) -> list[tuple[float, ...]]:
    start = extracted.text.index(words)
    page = extracted.pages[0]
    return boxes(data, 1, page.characters[start - page.start : start + len(words) - page.start])


def test_text_outside_the_crop_box_is_left_out():
    data, extracted = case("pdf-cropbox/kiln.pdf")
    assert extracted.text == "The kiln holds 300 tiles."
    [(left, bottom, right, top)] = box_of(data, extracted, "kiln")
    assert 50 <= left < right <= 500 and 200 <= bottom < top <= 600


def test_a_footnote_mark_is_no_digit_of_the_number_before_it():
    data, extracted = case("pdf-footnote-mark/fn.pdf")
    assert blocks(extracted) == [
        ("paragraph", "The mill produced 4500 sacks a year."),
        ("footnote", "3 In good years 5200."),
    ]
    assert extracted.structure.blocks[1].label == "3"
    # The mark stands behind the last digit of 4500, which Helvetica ends at 197.4 points.
    [(left, _, right, _)] = box_of(data, extracted, "4500")
    assert (left, right) == pytest.approx((170.7, 197.4), abs=0.1)


def test_values_of_form_fields_stand_behind_their_labels():
    data, extracted = case("pdf-form-values/application.pdf")
    assert blocks(extracted)[1:] == [
        ("field", "Name of vessel: Silver Heron"),
        ("field", "Length overall: 14.2 m"),
        ("field", "Home port: Kelmouth"),
        ("field", "Vessel is insured: yes"),
    ]
    [(left, bottom, right, top)] = box_of(data, extracted, "Silver Heron")
    assert 220 <= left < right <= 420 and 733 <= bottom < top <= 755
    # "yes" stands in no file; its box is that of the tick.
    yes = extracted.text.index("yes")
    assert any(span.contains(Span(yes, yes + 3)) for span in extracted.structure.generated)
    [(left, bottom, right, top)] = box_of(data, extracted, "yes") or [(0.0, 0.0, 0.0, 0.0)]
    assert right < 240


def test_a_typed_note_is_read_and_boxed():
    data, extracted = case("pdf-freetext-note/note.pdf")
    assert blocks(extracted) == [
        ("paragraph", "Site plan of hall 3."),
        ("note", "Gas valve moved to the east wall."),
    ]
    [(left, bottom, right, top)] = box_of(data, extracted, "Gas valve")
    assert 72 <= left < right <= 332 and 698 <= bottom < top <= 726


def test_labels_go_with_their_values():
    _, extracted = case("pdf-key-value/claim.pdf")
    read = blocks(extracted)
    assert ("field", "Claim #: KX-5510") in read
    assert ("field", "Policy #: P-88-1204") in read
    assert ("field", "Plate: ORL 442") in read
    assert ("field", "Phone: 555 0177") in read
    assert {kind for kind, _ in read} == {"field"}


def test_a_sentence_goes_on_over_a_page_break():
    _, extracted = case("pdf-page-break/report.pdf")
    assert blocks(extracted) == [
        ("header", "Annual report of the Dunmere railway"),
        ("footer", "Dunmere railway - page 1"),
        (
            "paragraph",
            "In October the company bought three diesel railcars from the Saxel works for "
            "410,000 crowns each. They entered service in May.",
        ),
    ]
    block = extracted.structure.blocks[2]
    assert "from the\n\fSaxel works" in extracted.text[block.start : block.end]
    first, second = extracted.pages
    assert block.start < first.end < second.start < block.end


def test_rows_of_a_table_drawn_column_by_column_stay_together():
    _, extracted = case("pdf-table-by-column/prices.pdf")
    rows = [block for block in extracted.structure.blocks if block.kind == "row"]
    assert [[extracted.text[c.start : c.end] for c in row.cells] for row in rows] == [
        ["Bread", "Weight", "Price"],
        ["Rye loaf", "750 g", "3.40"],
        ["Oat loaf", "500 g", "2.90"],
        ["Milk roll", "60 g", "0.55"],
    ]
    assert "Bread: Oat loaf; Weight: 500 g; Price: 2.90" in extracted.text


@pytest.mark.parametrize("name", ["control.pdf", "minutes.pdf"])
def test_columns_are_read_one_after_the_other(name):
    _, extracted = case(f"pdf-two-columns-interleaved/{name}")
    assert blocks(extracted) == [
        ("paragraph", "Minutes of the Varley Boat Club"),
        (
            "paragraph",
            "The committee met on 4 March and heard the report of the treasurer, who asked for a "
            "new roof on the boat house. The members agreed to it.",
        ),
        (
            "paragraph",
            "The harbour master then spoke about the dredging, which will start in June and will "
            "cost 82,000 crowns in all. Nobody objected to the plan.",
        ),
    ]
