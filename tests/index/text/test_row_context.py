"""The names of columns in front of rows that stand as they are in the file."""

from index.structure import Block, Cell, Span, Structure
from index.text.row_context import RowContexts, row_context

TEXT = "Tool;Shelf;kg\nJack;D7;12\nBell;;3\nwords"


def row(start: int, cells: list[tuple[int, int, int]], is_head=False, table=0) -> Block:
    placed = tuple(Cell(left, right, column, is_head) for left, right, column in cells)
    return Block("row", start, cells[-1][1], table=table, cells=placed)


HEAD = row(0, [(0, 4, 0), (5, 10, 1), (11, 13, 2)], is_head=True)
JACK = row(14, [(14, 18, 0), (19, 21, 1), (22, 24, 2)])
BELL = row(25, [(25, 29, 0), (31, 32, 2)])
WORDS = Block("paragraph", 33, 38)
STRUCTURE = Structure((HEAD, JACK, BELL, WORDS))


def test_heads_of_the_columns_that_a_row_fills():
    assert row_context(STRUCTURE, JACK, TEXT) == "Tool; Shelf; kg"
    assert row_context(STRUCTURE, BELL, TEXT) == "Tool; kg"


def test_other_blocks_have_none():
    assert row_context(STRUCTURE, HEAD, TEXT) == ""
    assert row_context(STRUCTURE, WORDS, TEXT) == ""
    assert row_context(Structure((JACK, BELL)), JACK, TEXT) == ""


def test_a_row_in_which_the_heads_are_printed_has_none():
    structure = Structure((HEAD, JACK, BELL), (Span(14, 16),))
    contexts = RowContexts(structure, TEXT)
    assert contexts.of(JACK) == ""
    assert contexts.of(BELL) == "Tool; kg"


def test_heads_are_those_of_the_same_table():
    other = row(14, [(14, 18, 0)], table=1)
    assert row_context(Structure((HEAD, other)), other, TEXT) == ""


def test_two_rows_of_heads_are_joined():
    second = row(14, [(14, 18, 0), (22, 24, 2)], is_head=True)
    assert row_context(Structure((HEAD, second, BELL)), BELL, TEXT) == "Tool Jack; kg 12"


def test_a_row_of_heads_further_down_names_nothing():
    last = row(25, [(25, 29, 0), (31, 32, 2)], is_head=True)
    assert row_context(Structure((JACK, last)), JACK, TEXT) == ""
