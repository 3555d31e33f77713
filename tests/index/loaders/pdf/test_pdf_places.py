"""Where words stand on a PDF page, however PDFium reports them."""

from io import BytesIO

import pypdfium2 as pdfium
import pytest

from index.loaders import load
from tests.index.loaders.pdf.drawn import drawn, table
from tests.index.loaders.pdf_samples import annotated
from tests.index.loaders.shown import texts


def test_short_cells_of_several_rows_are_rows():
    # PDFium reports them as one line.
    rows = [["Post", "Ward", "Votes"], ["A", "Hill", "310"], ["B", "Dale", "295"]]
    more = [["D", "Fen", "122"], ["E", "Mill", "87"], ["F", "Gate", "64"]]
    lines = [(72, 106 + 16 * row, 360, 106 + 16 * row) for row in range(-1, 4)]
    extracted = load(drawn([table(rows), table(more)], lines=lines), ".pdf")
    assert "Post: B; Ward: Dale; Votes: 295" in texts(extracted)
    # The heads hold on the next page.
    assert "Post: E; Ward: Mill; Votes: 87" in texts(extracted)


def test_running_text_beside_a_table_is_no_column_of_it():
    lines = ["Visitors to the park have", "risen in each year since", "the new gate was built by",
             "the guild. The guild also", "pays the two wardens."]  # fmt: skip
    prose = [(72, 100 + 16 * number, line) for number, line in enumerate(lines)]
    beside = table(
        [["Year", "Adults", "Children"], ["2020", "4,100", "900"], ["2021", "4,650", "1,020"],
         ["2022", "5,200", "1,400"]], left=300, width=75
    )  # fmt: skip
    words = sorted([*prose, *beside], key=lambda word: (word[1], word[0]))
    found = texts(load(drawn([words]), ".pdf"))
    assert found[0] == "\n".join(lines)
    assert "Year: 2021; Adults: 4,650; Children: 1,020" in found


def test_a_column_of_long_cells_is_no_running_text():
    works = [("Remove the old roof and", "carry the slates to the yard"),
             ("Lay new battens on both", "sides of the roof"),
             ("Slate the south side and", "point the ridge after it")]  # fmt: skip
    words = [(72, 100, "Stage"), (140, 100, "Work to be done"), (330, 100, "Days")]
    for number, (first, second) in enumerate(works):
        top = 124 + 36 * number
        words += [(72, top, str(number + 1)), (140, top, first), (330, top, str(number + 4)),
                  (140, top + 12, second)]  # fmt: skip
    found = texts(load(drawn([words]), ".pdf"))
    assert found[1] == (
        "Stage: 1; Work to be done: Remove the old roof and carry the slates to the yard; Days: 4"
    )


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_is_turned_is_read_from_the_top(angle):
    words = [(200, 300, "Tram times", 16), (200, 330, "The last tram leaves at 23:52.")]
    document = pdfium.PdfDocument(drawn([words], turned=angle))
    document[0].set_rotation(angle)
    out = BytesIO()
    document.save(out)
    extracted = load(out.getvalue(), ".pdf")
    assert extracted.text.split() == [
        "Tram",
        "times",
        "The",
        "last",
        "tram",
        "leaves",
        "at",
        "23:52.",
    ]


def test_a_note_is_read_though_the_file_does_not_say_how_it_looks():
    extracted = load(annotated(), ".pdf")
    assert texts(extracted) == ["Site plan of hall 3.", "Gas valve moved east"]
    assert extracted.structure.blocks[1].kind == "note"
    # Words in a window of their own are no part of the page.
    assert extracted.notes == ("page 1: comments are not read: 1",)


def test_an_address_beside_the_number_of_a_letter_is_no_column_of_it():
    words = [(60, 60 + 14 * row, text) for row, text in enumerate(["Krag", "Quay 7", "Brim"])]
    pairs = [("Invoice no.", "R-2071"), ("Date", "12.03.2024"), ("Due", "11.04.2024")]
    words += [(360, 60 + 14 * row, label) for row, (label, _) in enumerate(pairs)]
    words += [(450, 60 + 14 * row, value) for row, (_, value) in enumerate(pairs)]
    found = texts(load(drawn([words]), ".pdf"))
    assert found == ["Krag\nQuay 7\nBrim", *(f"{label}: {value}" for label, value in pairs)]


def test_signs_of_money_belong_to_the_amounts_behind_them():
    rows = [
        ("Dredging", "12,000", "13,450"),
        ("Lights", "900", "870"),
        ("Total", "12,900", "14,320"),
    ]
    words = [(60, 100, "Item"), (300, 100, "Budget"), (420, 100, "Actual")]
    for number, (item, *amounts) in enumerate(rows):
        top = 118 + 16 * number
        words.append((60, top, item))
        for left, amount in zip((300, 420), amounts, strict=True):
            words += [(left, top, "$"), (left + 60 - 5 * len(amount), top, amount)]
    found = texts(load(drawn([words]), ".pdf"))
    assert found[1] == "Item: Dredging; Budget: $ 12,000; Actual: $ 13,450"
