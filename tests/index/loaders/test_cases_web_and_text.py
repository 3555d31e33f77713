"""Small real-world inputs that once lost text or joined it wrongly, with what is right."""

import pytest

from index.text.sections import Sections, heading_text
from tests.index.loaders.shown import assert_covers, case, generated, kinds, rows, texts


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        (
            "html-footer-contact/clinic.html",
            ["Pelham animal clinic", "Emergency number: 555 0142", "Address: 14 Mill Lane"],
        ),
        (
            "html-list-page/rules.html",
            ["Rules of the Oakmere reading room", "- Maps are shown on Thursdays only."],
        ),
        (
            "html-two-articles/news.html",
            ["New bridge", "School meals cost three crowns", "a tall ladder"],
        ),
        ("epub-notes-nonlinear/fen.epub", ["Mirrow was flooded for good in 1911."]),
    ],
)  # fmt: skip
def test_text_that_was_lost(name, parts):
    extracted = case(name)
    assert [part for part in parts if part not in extracted.text] == []
    assert extracted.notes == ()
    assert_covers(extracted)


def test_headings_and_lists_of_a_page_without_a_main_part():
    found = kinds(case("html-headings-lists/handbook.html"))
    assert [text for kind, text in found if kind == "heading"] == [
        "Opening the hall", "What to bring", "Closing the hall"
    ]  # fmt: skip
    assert [text for kind, text in found if kind == "item"] == [
        "- Two white candles from the vestry cupboard",
        "- The green cash box with forty crowns in coins",
        "- A torch, because the yard lamp is broken",
    ]


def test_merged_cells_stand_in_each_row_they_cover():
    extracted = case("html-rowspan/rota.html")
    assert texts(extracted)[-4:] == [
        "Day: Saturday; Watch: Early; Leader: Nils Orm",
        "Day: Saturday; Watch: Late; Leader: Eva Stroud",
        "Day: Sunday; Watch: Early; Leader: Dora Pike",
        "Day: Sunday; Watch: Late; Leader: Hal Benn",
    ]
    # Only the second "Saturday" is generated, with the name of its column.
    assert sum("Saturday" in text for text in generated(extracted)) == 1


def test_a_small_table_is_rows():
    assert texts(case("html-small-table/receipt.html")) == [
        "Receipt 118",
        "Columns: Item; Quantity; Price",
        "Item: Lamp oil; Quantity: 3; Price: 4.50",
        "Item: Wick; Quantity: 12; Price: 1.20",
        "Paid in cash.",
    ]


def test_notes_are_not_inside_sentences():
    assert kinds(case("epub-notes-nonlinear/fen.epub")) == [
        ("heading", "One"),
        ("paragraph", "The eel boats left Mirrow at dawn. Nobody spoke."),
        ("footnote", "1. Mirrow was flooded for good in 1911."),
    ]


@pytest.mark.parametrize(
    ("name", "row", "context"),
    [
        ("md-table/t.md", "| Jack | D7 | 12 |", "Item; Shelf; Kilograms"),
        (
            "txt-aligned-table/t.txt",
            "Kelmouth    Lisk        09:45     6.80",
            "From To Departs Price",
        ),
    ],
)
def test_rows_that_stay_as_they_are_know_their_columns(name, row, context):
    extracted = case(name)
    block = next(
        block
        for block in extracted.structure.blocks
        if extracted.text[block.start : block.end] == row
    )
    above = Sections(extracted.structure).above(block.start)
    assert heading_text(extracted.text, above[-1:]) == context
    assert_covers(extracted)


def test_cells_of_raw_tables():
    assert rows(case("md-table/t.md")) == [
        ["ITEM", "SHELF", "KILOGRAMS"], ["Winch", "D4", "31"], ["Jack", "D7", "12"]
    ]  # fmt: skip
    assert rows(case("txt-aligned-table/t.txt"))[::3] == [
        ["FROM", "TO", "DEPARTS", "PRICE"], ["Orsay", "Kelmouth", "17:30", "4.20"]
    ]  # fmt: skip


def test_the_note_of_a_markdown_text_is_a_footnote():
    assert ("footnote", "[^1]: By the smith Odo Fenn.") in kinds(case("md-table/t.md"))


def test_years_name_columns():
    assert "Crop: Rye; 2021: 22; 2022: 35; 2023: 31" in texts(
        case("table-year-headers/harvest.html")
    )
