"""Tables on PDF pages: their rows, their cells, and where these stand."""

from __future__ import annotations

import time

import pytest

from index.loaders import load
from index.loaders.pdf import boxes
from index.values import Extracted
from tests.index.loaders.pdf.drawn import drawn, table
from tests.index.loaders.pdf.mapping import check_map

FRUIT = [
    ["Fruit", "Price", "Stock"],
    ["Pear", "1.20", "14"],
    ["Plum", "0.80", "9"],
    ["Fig", "2.10", "31"],
]


def cells(extracted: Extracted) -> list[list[str]]:
    return [
        [extracted.text[cell.start : cell.end] for cell in block.cells]
        for block in extracted.structure.blocks
        if block.kind == "row"
    ]


@pytest.mark.parametrize("order", ["rows", "columns"])
def test_an_unruled_table_is_found_in_any_order_of_drawing(order):
    words = table(FRUIT)
    if order == "columns":
        words.sort()
    data = drawn([[*words, (72.0, 300.0, "This line is about something else.")]])
    extracted = load(data, ".pdf")
    check_map(data, extracted)
    assert cells(extracted) == FRUIT
    assert "Fruit: Plum; Price: 0.80; Stock: 9" in extracted.text


def test_the_box_of_a_cell_lies_where_it_is_drawn():
    data = drawn([table(FRUIT)])
    extracted = load(data, ".pdf")
    row = [block for block in extracted.structure.blocks if block.kind == "row"][2]
    price = row.cells[1]
    [(left, bottom, right, top)] = boxes(
        data, 1, extracted.pages[0].characters[price.start : price.end]
    )
    # 0.80 in Helvetica of 10 points is 19.46 wide; its baseline is 132 points from the top.
    assert (left, right) == pytest.approx((192, 211.46), abs=0.1)
    assert bottom < 841.89 - 132 < top


def test_ruling_lines_divide_rows_of_several_lines():
    words = [
        (72.0, 100.0, "Fruit"), (192.0, 100.0, "Remark"),
        (72.0, 120.0, "Pear"), (192.0, 120.0, "is soft when"), (192.0, 132.0, "it is ripe"),
        (72.0, 152.0, "Plum"), (192.0, 152.0, "is dried and"), (192.0, 164.0, "sold abroad"),
    ]  # fmt: skip
    lines = [(70.0, y, 300.0, y) for y in (88.0, 106.0, 140.0, 170.0)]
    extracted = load(drawn([words], lines=lines), ".pdf")
    assert cells(extracted) == [
        ["Fruit", "Remark"], ["Pear", "is soft when it is ripe"],
        ["Plum", "is dried and sold abroad"],
    ]  # fmt: skip


def test_a_caption_goes_before_its_table():
    words = [(72.0, 80.0, "Table 3: Fruit of the year"), *table(FRUIT)]
    first, *rows = load(drawn([words]), ".pdf").structure.blocks
    assert (first.kind, first.label) == ("caption", "Table 3")
    assert {row.table for row in rows} == {0}


def test_a_table_goes_on_over_pages_with_its_heads():
    more = [["Kiwi", "0.30", "70"], ["Lime", "0.20", "55"], ["Date", "4.00", "8"]]
    data = drawn([table(FRUIT), table(more)])
    extracted = load(data, ".pdf")
    check_map(data, extracted)
    assert "Fruit: Lime; Price: 0.20; Stock: 55" in extracted.text
    assert {block.table for block in extracted.structure.blocks} == {0}


def test_two_tables_have_two_numbers():
    data = drawn([[*table(FRUIT), (72.0, 220.0, "Here is another one:"), *table(FRUIT, top=280)]])
    numbers = [block.table for block in load(data, ".pdf").structure.blocks]
    assert numbers == [0] * 4 + [None] + [1] * 4


def test_contents_with_leaders_are_no_table():
    lines = [(72.0, 100.0 + 14 * n, f"{n} Chapter {'.' * 60} {n * 7}") for n in range(1, 8)]
    kinds = {block.kind for block in load(drawn([lines]), ".pdf").structure.blocks}
    assert "row" not in kinds and "heading" not in kinds


def test_numbered_lines_with_wide_gaps_are_no_table():
    lines = [
        word
        for n in range(1, 7)
        for word in ((72.0, 90.0 + 14 * n, f"{n}."), (110.0, 90.0 + 14 * n, "keep the quay clean"))
    ]
    assert cells(load(drawn([lines]), ".pdf")) == []


def test_an_address_beside_telephone_numbers_is_no_table():
    left = ["12 Quay Street", "Harbour Board", "Tarn TA1 2XY"]
    right = ["Telephone 555 0177", "Telefax 555 0178", "Office 14 on floor 2"]
    words = [
        (x, 100.0 + 14 * number, line)
        for x, lines in ((72.0, left), (320.0, right))
        for number, line in enumerate(lines)
    ]
    extracted = load(drawn([words]), ".pdf")
    assert cells(extracted) == []
    assert extracted.text.split("\n") == [*left, *right]


def test_many_cells_take_no_quadratic_time():
    def seconds(rows: int) -> float:
        words = [
            (20.0 + 24 * column, 20.0 + row, "7x", 0.5)
            for row in range(rows)
            for column in range(20)
        ]
        data = drawn([words])
        start = time.process_time()
        load(data, ".pdf")
        return time.process_time() - start

    # Eight times as many cells: 64 times as long if every one met every other.
    assert min(seconds(800), seconds(800)) < 25 * seconds(100)
