"""Order of reading, footnotes, headers and footers of PDF pages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.loaders import Limits, RefusedError, load
from index.loaders.pdf import boxes
from index.values import Extracted
from tests.index.loaders.pdf.drawn import Word, drawn
from tests.index.loaders.pdf.mapping import check_map, page_texts
from tests.index.loaders.pdf_samples import by_hand, filled, layered

TEXT_LAYER = Limits(recognise=False)
LEFT = [
    "The council met on Monday and",
    "heard what the engineers had",
    "found out about the bridge,",
    "which is older than the town",
    "itself. It will be closed for",
    "repairs until next summer.",
]
RIGHT = [
    "The ferry runs every hour from",
    "seven in the morning until the",
    "last train has come in, and is",
    "free for pupils. Lorries must",
    "take the road by the quarry as",
    "long as the bridge is closed.",
]


def blocks(extracted: Extracted) -> list[tuple[str, str]]:
    return [
        (block.kind, " ".join(extracted.text[block.start : block.end].split()))
        for block in extracted.structure.blocks
    ]


def column(lines: list[str], left: float, top: float = 200) -> list[Word]:
    return [(left, top + 14 * number, line) for number, line in enumerate(lines)]


def interleaved(*columns: list[Word]) -> list[Word]:
    return [word for row in zip(*columns, strict=True) for word in row]


def test_a_heading_and_a_quotation_across_columns_do_not_break_them():
    heading = [(72.0, 150.0, "The bridge at the old harbour of the town and its ferry", 14.0)]
    quotation = [(150.0, 252.0, "No bridge lasts for ever, said the mayor of it", 16.0)]
    upper = interleaved(column(LEFT[:3], 72), column(RIGHT[:3], 300))
    lower = interleaved(column(LEFT[3:], 72, 280), column(RIGHT[3:], 300, 280))
    data = drawn([[*heading, *upper, *quotation, *lower]])
    extracted = load(data, ".pdf")
    check_map(data, extracted)
    read = [text for _, text in blocks(extracted)]
    assert read[0] == heading[0][2]
    assert read[-1] == quotation[0][2]
    assert " ".join(read[1:-1]) == " ".join(LEFT + RIGHT)


def test_three_columns_with_a_footer_across_two():
    third = [line.replace("ferry", "steamer").replace("council", "board") for line in RIGHT]
    page = interleaved(column(LEFT, 40), column(RIGHT, 210), column(third, 380))
    data = drawn([[*page, (150.0, 700.0, "Printed by the harbour press, 12 Quay Street, Tarn")]])
    read = " ".join(text for _, text in blocks(load(data, ".pdf")))
    assert read.startswith(" ".join(LEFT + RIGHT + third))


def test_a_single_column_keeps_the_order_of_the_file():
    lines = [(72.0, 100.0 + 14 * number, line) for number, line in enumerate(LEFT + RIGHT)]
    assert load(drawn([lines]), ".pdf").text == "\n".join(LEFT + RIGHT)


def test_headers_and_footers_are_said_once():
    pages = [
        [
            (72.0, 40.0, "Report of the harbour board"),
            (72.0, 100.0, f"{'ABC'[number]} is what this page is about."),
            (72.0, 800.0, f"Page {number + 1} of 3"),
        ]
        for number in range(3)
    ]
    extracted = load(drawn(pages), ".pdf")
    assert blocks(extracted) == [
        ("header", "Report of the harbour board"),
        ("paragraph", "A is what this page is about."),
        ("paragraph", "B is what this page is about."),
        ("paragraph", "C is what this page is about."),
    ]


def test_numbers_that_count_no_pages_are_no_header():
    pages = [
        [(72.0, 40.0, f"Certificate {number}"), (72.0, 100.0, f"{word} passed the test.")]
        for number, word in ((17, "Anna"), (52, "Boris"))
    ]
    assert page_texts(load(drawn(pages), ".pdf")) == [
        "Certificate 17\n\nAnna passed the test.",
        "Certificate 52\n\nBoris passed the test.",
    ]


def test_a_header_that_begins_on_the_second_page_does_not_break_a_sentence():
    pages = [
        [(72.0, 100.0, "The board bought the steamer in the spring and had it")],
        [(72.0, 40.0, "Left page of it"), (72.0, 100.0, "painted white. That was all."),
         (72.0, 150.0, "Nothing else happened.")],
        [(72.0, 40.0, "Left page of it"), (72.0, 100.0, "It ends here.")],
    ]  # fmt: skip
    extracted = load(drawn(pages), ".pdf")
    assert blocks(extracted)[:2] == [
        ("paragraph", "The board bought the steamer in the spring and had it painted white. "
                      "That was all."),
        ("header", "Left page of it"),
    ]  # fmt: skip
    check_map(drawn(pages), extracted, is_whole=False)


def test_a_header_in_the_middle_of_a_long_sentence_stays_a_block_of_its_own():
    pages = [
        [(72.0, 100.0, "The board bought the steamer in the spring and had it")],
        [(72.0, 40.0, "Left page of it"), (72.0, 100.0, "painted white and green and all of the")],
        [(72.0, 40.0, "Left page of it"), (72.0, 100.0, "colours that there are.")],
    ]
    extracted = load(drawn(pages), ".pdf")
    assert blocks(extracted) == [
        ("paragraph", f"{pages[0][0][2]} {pages[1][1][2]}"),
        ("header", "Left page of it"),
        ("paragraph", "colours that there are."),
    ]
    check_map(drawn(pages), extracted, is_whole=False)


def test_footnotes_stand_behind_what_refers_to_them():
    page = [
        (72.0, 100.0, "The mill made 79."),
        (152.0, 95.0, "5", 6.0),
        (160.0, 100.0, "A new one came."),
        (72.0, 140.0, "The area is 61 m"),
        (147.5, 135.0, "2", 6.0),
        (72.0, 180.0, "Nothing was lost."),
        (72.0, 700.0, "5 In good years of the mill more.", 7.0),
    ]
    data = drawn([page])
    extracted = load(data, ".pdf")
    assert blocks(extracted) == [
        ("paragraph", "The mill made 79. A new one came."),
        ("footnote", "5 In good years of the mill more."),
        ("paragraph", "The area is 61 m2"),
        ("paragraph", "Nothing was lost."),
    ]
    check_map(data, extracted, is_whole=False)


def test_an_exponent_does_not_make_a_number_longer():
    page = [(72.0, 100.0, "It has 10"), (110.6, 95.0, "6", 6.0), (117.0, 100.0, "cells in all.")]
    assert load(drawn([page]), ".pdf").text == "It has 10^6 cells in all."


def test_items_and_headings_have_labels():
    page = [
        (72.0, 100.0, "4 Rules of the harbour", 16.0),
        (72.0, 130.0, "All must keep to these rules:"),
        (72.0, 144.0, "(a) no nets on the quay;"),
        (72.0, 158.0, "(b) no fire."),
        (72.0, 190.0, "That is all there is to say about it."),
    ]
    extracted = load(drawn([page]), ".pdf")
    assert [(block.kind, block.label) for block in extracted.structure.blocks] == [
        ("heading", "4"), ("paragraph", ""), ("item", "a"), ("item", "b"), ("paragraph", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_turned_text_is_laid_out_as_it_is_read(turned):
    page = interleaved(column(LEFT, 60), column(RIGHT, 290))
    data = drawn([page], turned=turned)
    extracted = load(data, ".pdf")
    assert " ".join(text for _, text in blocks(extracted)) == " ".join(LEFT + RIGHT)
    check_map(data, extracted)


def test_text_on_a_layer_that_is_switched_off_is_left_out():
    extracted = load(layered(), ".pdf")
    assert extracted.text.split() == ["always", "here", "final", "wording"]
    check_map(layered(), extracted, is_whole=False)


@pytest.mark.parametrize("is_drawn", [True, False])
def test_the_value_of_a_field_is_read_whether_or_not_the_file_draws_it(is_drawn):
    data = filled(b"Kelmouth", is_drawn=is_drawn)
    extracted = load(data, ".pdf")
    assert blocks(extracted) == [("field", "Home port: Kelmouth")]
    value = extracted.text.index("Kelmouth")
    characters = extracted.pages[0].characters[value:]
    assert boxes(data, 1, characters)  # on the value, or on the label where none is drawn


def test_a_page_that_is_a_picture_is_said():
    content = b"0 0 0 rg 100 100 300 300 re f"
    text = b"BT /F1 12 Tf 72 700 Td (There is enough text on this page.) Tj ET"
    assert load(by_hand([text, content, b""]), ".pdf").notes == ("page 2: a picture without text",)


def test_invisible_text_is_read_and_said_to_be_recognised():
    text = b"BT 3 Tr /F1 12 Tf 72 700 Td (There is enough text on this page.) Tj ET"
    extracted = load(by_hand([text]), ".pdf")
    assert extracted.text == "There is enough text on this page."
    assert extracted.notes == ("page 1: text of an earlier recognition",)


words = st.text("abcdefgxyzABCÄÖÜß", min_size=2, max_size=9)
sizes = st.sampled_from([7, 10, 16])
scattered = st.tuples(st.integers(40, 500), st.integers(40, 800), words, sizes)
aligned = st.tuples(
    st.sampled_from([50, 150, 200, 300, 400]),
    st.sampled_from([40, 60, 74, 88, 95, 102, 116, 130, 800]),
    words | st.sampled_from(["as long as two or three words", "Table:"]),
    sizes,
)
places = scattered | aligned


@settings(deadline=None)
@given(pages=st.lists(st.lists(places, max_size=25), min_size=1, max_size=3))
def test_wherever_words_stand_none_is_lost_and_the_map_holds(pages):
    data = drawn([[(x, y, text, size) for x, y, text, size in page] for page in pages])
    try:
        extracted = load(data, ".pdf", TEXT_LAYER)
    except RefusedError:
        assert not any(pages)
        return
    check_map(data, extracted, is_whole=len(pages) == 1)
    assert load(data, ".pdf", TEXT_LAYER) == extracted
