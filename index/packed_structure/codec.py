"""Structure to bytes and back."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from index.errors import InvalidValueError
from index.packed_structure.columns import (
    COLUMNS,
    HEAD,
    KINDS,
    LONGEST_LABEL,
    NO_TABLE,
    VERSION,
    Columns,
)
from index.packed_structure.items import PackedBlocks, PackedSpans
from index.structure import NO_STRUCTURE, Cell, Structure

__all__ = ["check_structure", "pack_structure", "unpack_structure"]

_CODES: Final = {kind: code for code, kind in enumerate(KINDS)}


def pack_structure(structure: Structure) -> bytes:
    """Structure as bytes; none where nothing is known.

    Raises:
        ValueError: Ranges overlap or are out of order, or a number is out of range.
        UnicodeEncodeError: A label or the title holds a lone surrogate.
    """
    blocks, generated = structure.blocks, structure.generated
    if not (blocks or generated or structure.title):
        return b""
    if (
        isinstance(blocks, PackedBlocks)
        and isinstance(generated, PackedSpans)
        and blocks.columns is generated.columns
    ):
        return blocks.columns.titled(structure.title)
    labels = {
        number: block.label[:LONGEST_LABEL] for number, block in enumerate(blocks) if block.label
    }
    cells = [cell for block in blocks for cell in block.cells]
    numbers = _numbers(structure, cells, labels)
    try:
        columns = [_little(array(type_, numbers[name])) for name, _, type_ in COLUMNS]
    except OverflowError as error:
        raise InvalidValueError("blocks out of order, or a number out of range") from error
    texts = ["".join(labels.values()).encode(), structure.title.encode()]
    counts = (len(blocks), len(cells), len(generated), len(labels), *map(len, texts))
    return b"".join([HEAD.pack(VERSION, *counts), *columns, *texts])


def _numbers(
    structure: Structure, cells: Sequence[Cell], labels: Mapping[int, str]
) -> dict[str, Iterable[int]]:
    """The numbers of each column."""
    blocks, generated = structure.blocks, structure.generated
    return {
        "kinds": (_CODES[block.kind] for block in blocks),
        "levels": (block.level for block in blocks),
        "block_gaps": _gaps(blocks),
        "block_lengths": (block.end - block.start for block in blocks),
        "tables": (NO_TABLE if block.table is None else block.table for block in blocks),
        "cell_counts": (len(block.cells) for block in blocks),
        "cell_gaps": _gaps(cells),
        "cell_lengths": (cell.end - cell.start for cell in cells),
        "columns": (cell.column for cell in cells),
        "heads": (cell.is_head for cell in cells),
        "span_gaps": _gaps(generated),
        "span_lengths": (span.end - span.start for span in generated),
        "labelled": labels,
        "label_lengths": map(len, labels.values()),
    }


def unpack_structure(data: bytes) -> Structure:
    """The structure that ``pack_structure`` was given; its sequences make their items when asked.

    Raises:
        ValueError: The bytes are not of that form.
    """
    if not data:
        return NO_STRUCTURE
    columns = Columns(data)
    return Structure(PackedBlocks(columns), PackedSpans(columns), columns.title)


def check_structure(data: bytes, length: int) -> Structure:
    """``unpack_structure`` for bytes of any origin, beside a text of ``length`` code points.

    Raises:
        ValueError: They are not of that form, or a range lies outside the text or its block.
    """
    structure = unpack_structure(data)
    if isinstance(structure.blocks, PackedBlocks):
        structure.blocks.columns.check(length)
    return structure


class _Range(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def _gaps(ranges: Iterable[_Range]) -> Iterator[int]:
    """Code points between each range and the one before."""
    end = 0
    for range_ in ranges:
        yield range_.start - end
        end = range_.end


def _little(numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()
