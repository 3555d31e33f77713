"""Structure as bytes: what goes in comes out, and bytes of any origin are checked."""

import struct
import time
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.packed_structure import check_structure, pack_structure, unpack_structure
from index.structure import NO_STRUCTURE, Block, BlockKind, Cell, Span, Structure
from tests.index.structures import structures

ROW = Block("row", 2, 12, 0, "7", 0, (Cell(3, 6, 0, True), Cell(8, 12, 5)))
SMALL = Structure((Block("heading", 0, 1, 2, "6.2"), ROW), (Span(6, 8),))


@given(st.integers(0, 40).flatmap(structures))
def test_what_is_packed_comes_out(structure):
    packed = pack_structure(structure)
    restored = check_structure(packed, 40)
    assert restored == structure
    assert tuple(restored.blocks) == structure.blocks
    assert tuple(restored.generated) == structure.generated
    assert hash(restored) == hash(structure)
    assert pack_structure(restored) == packed
    for offset in range(41):
        assert restored.block_at(offset) == structure.block_at(offset)


@given(st.integers(1, 40).flatmap(structures), st.integers(-9, 9), st.integers(-9, 9))
def test_blocks_are_a_sequence(structure, first, last):
    blocks = unpack_structure(pack_structure(structure)).blocks
    assert tuple(blocks[first:last]) == structure.blocks[first:last]
    assert tuple(blocks[::-1]) == structure.blocks[::-1]
    assert list(reversed(blocks)) == list(reversed(structure.blocks))
    for index in range(-len(blocks), len(blocks)):
        assert blocks[index] == structure.blocks[index]
    with pytest.raises(IndexError):
        blocks[len(blocks)]


def test_structures_that_differ_are_not_equal():
    restored = unpack_structure(pack_structure(SMALL))
    assert restored == SMALL == restored
    assert restored != NO_STRUCTURE
    assert restored != Structure(SMALL.blocks)
    assert restored != Structure(SMALL.blocks[:1], SMALL.generated)
    assert restored.blocks != "ab"


@given(st.integers(0, 40).flatmap(structures), st.text("aé"))
def test_packed_structure_takes_another_title(structure, title):
    restored = replace(unpack_structure(pack_structure(structure)), title=title)
    assert pack_structure(restored) == pack_structure(replace(structure, title=title))
    assert unpack_structure(pack_structure(restored)).title == title


def test_no_structure_takes_no_bytes():
    assert pack_structure(NO_STRUCTURE) == b""
    assert unpack_structure(b"") is NO_STRUCTURE


def test_kinds_keep_their_numbers():
    """Stores have them: new kinds go to the end."""
    assert get_args(BlockKind) == (
        "heading", "paragraph", "item", "row", "caption", "footnote", "header", "footer", "field",
        "note",
    )  # fmt: skip


def test_the_form_of_version_1():
    structure = Structure((Block("item", 3, 5, 1, "é"),), (Span(3, 4),), "T")
    assert pack_structure(structure) == (
        b"\x01" + struct.pack("<6I", 1, 0, 1, 1, 2, 1) + b"\x02" + struct.pack("<H", 1)
        + struct.pack("<4I", 3, 2, 2**32 - 1, 0) + struct.pack("<2I", 3, 1)
        + struct.pack("<2I", 0, 1) + "éT".encode()
    )  # fmt: skip


@pytest.mark.parametrize(
    "structure",
    [
        Structure((Block("row", 5, 9), Block("row", 3, 5))),
        Structure((Block("row", 5, 9), Block("row", 8, 10))),
        Structure((Block("row", 5, 4),)),
        Structure((Block("row", 0, 4, level=-1),)),
        Structure((Block("row", 0, 4, level=10**5),)),
        Structure((), (Span(4, 6), Span(2, 3))),
    ],
)
def test_blocks_out_of_order_cannot_be_packed(structure):
    with pytest.raises(ValueError, match="out of order"):
        pack_structure(structure)


@pytest.mark.parametrize(
    "structure",
    [
        Structure((Block("row", 0, 13),)),
        Structure((Block("row", 4, 4),)),
        Structure((Block("row", 0, 4, table=2),)),
        Structure((Block("row", 0, 4, cells=(Cell(2, 5, 0),)),)),
        Structure((Block("row", 2, 4, cells=(Cell(1, 3, 0),)),)),
        Structure((Block("row", 2, 4, cells=(Cell(3, 3, 0),)),)),
        Structure((Block("row", 2, 4, cells=(Cell(3, 4, 2**31),)),)),
        Structure((), (Span(11, 13),)),
        Structure((), (Span(3, 3),)),
    ],
)
def test_what_makes_no_sense_beside_the_text_is_refused(structure):
    with pytest.raises(ValueError):
        check_structure(pack_structure(structure), 12)


@given(st.binary(max_size=60))
def test_junk_is_refused(junk):
    if junk:
        with pytest.raises(ValueError):
            check_structure(junk, 100)


@given(st.data())
def test_damaged_bytes_are_refused_or_make_sense(data):
    """Whatever passes the check can be read and lies inside the text."""
    packed = bytearray(pack_structure(SMALL))
    for _ in range(data.draw(st.integers(1, 3))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    try:
        structure = check_structure(bytes(packed), 12)
    except ValueError:
        return
    last = 0
    for block in structure.blocks:
        assert last <= block.start < block.end <= 12
        last = block.end
        for cell in block.cells:
            assert block.start <= cell.start < cell.end <= block.end
    assert all(span.end <= 12 for span in structure.generated)


def test_a_long_table_is_packed_and_checked_quickly():
    rows = tuple(
        Block("row", n * 50, n * 50 + 48, 0, "", 0,
              tuple(Cell(n * 50 + i * 6, n * 50 + i * 6 + 5, i) for i in range(8)))
        for n in range(20_000)
    )  # fmt: skip
    began = time.process_time()
    packed = pack_structure(Structure(rows, tuple(Span(n * 6 + 5, n * 6 + 6) for n in range(9))))
    structure = check_structure(packed, 10**6)
    assert structure.block_at(999_960) == rows[-1]
    assert time.process_time() - began < 3
