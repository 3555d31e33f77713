"""Tables in plain text: rows with their cells, the text untouched."""

import pytest

from tests.index.loaders.shown import kinds, loaded, rows

ALIGNED = """\
No.  Name            Amount
---  ----------    --------
1    Ann Miller    1,200.50
2    Ben Odo          31.00
     of Pelham
     Total         1,231.50"""


def found(text: str) -> list[list[str]]:
    return rows(loaded(text, ".txt"))


def test_columns_by_alignment():
    assert found(ALIGNED) == [
        ["NO.", "NAME", "AMOUNT"],
        ["1", "Ann Miller", "1,200.50"],
        ["2", "Ben Odo", "31.00", "of Pelham"],
        ["Total", "1,231.50"],
    ]
    columns = [
        [cell.column for cell in block.cells] for block in loaded(ALIGNED, ".txt").structure.blocks
    ]
    assert columns == [[0, 1, 2], [0, 1, 2], [0, 1, 2, 1], [1, 2]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Boxes, with lines or without.
        (
            "+------+-------+\n| Item | Shelf |\n+------+-------+\n| Jack | D7    |\n"
            "+------+-------+",
            [["ITEM", "SHELF"], ["Jack", "D7"]],
        ),
        (
            "Item | Shelf | kg\n-----|-------|---\nJack | D7 | 12",
            [["ITEM", "SHELF", "KG"], ["Jack", "D7", "12"]],
        ),
        # Tabs, commas, semicolons.
        (
            "Item\tShelf\tkg\nJack\tD7\t12\nWinch\tD4\t31",
            [["ITEM", "SHELF", "KG"], ["Jack", "D7", "12"], ["Winch", "D4", "31"]],
        ),
        ("a,b,c\nx,y,1\nz,w,2", [["A", "B", "C"], ["x", "y", "1"], ["z", "w", "2"]]),
        ("a;b;c\nx;y;1\nz;;2", [["A", "B", "C"], ["x", "y", "1"], ["z", "2"]]),
        # Two columns are terms with what they mean.
        (
            "1911  Opening.\n1936  Move.\n1952  Name.",
            [["1911", "Opening."], ["1936", "Move."], ["1952", "Name."]],
        ),
    ],
)  # fmt: skip
def test_other_separators(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a  b\nc  d",
        "He came,  she left.\nThen  they slept for a while.\nAnd  nobody saw them go.",
        "1.  rope\n2.  bell\n3.  torch",
        "Name:   Ann\nPort:   Lisk\nFlag:   red",
        "red, green, blue\none, two, three\nthese, those, them",
        "Words of a first column that goes on   and words of a second column over it\n" * 4,
    ],
)
def test_what_is_no_table(text):
    assert found(text) == []


def test_a_table_between_lines_of_text():
    text = f"Prices of the year 2024 in crowns\n{ALIGNED}"
    assert [kind for kind, _ in kinds(loaded(text, ".txt"))] == ["paragraph"] + ["row"] * 4


def test_tables_are_numbered():
    structure = loaded(f"{ALIGNED}\n\n{ALIGNED}", ".txt").structure
    assert [block.table for block in structure.blocks] == [0] * 4 + [1] * 4
