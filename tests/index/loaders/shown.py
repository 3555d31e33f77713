"""What a loader makes of a file, in short forms that tests compare."""

from __future__ import annotations

from pathlib import Path

from index.loaders import load
from index.loaders.building import TextBuilder
from index.loaders.limits import LIMITS
from index.loaders.markup import add_blocks, parse_html, remove_hidden
from index.values import Extracted

CASES = Path(__file__).parents[2] / "data" / "cases"


def case(name: str) -> Extracted:
    """The file of a case, loaded."""
    folder, _, file = name.partition("/")
    path = CASES / folder / file
    return load(path.read_bytes(), path.suffix)


def loaded(text: str, suffix: str) -> Extracted:
    return load(text.encode(), suffix)


def page(source: str) -> Extracted:
    """All that a browser shows of a page, menus included."""
    root = parse_html(source)
    remove_hidden(root)
    builder = TextBuilder(LIMITS)
    add_blocks(builder, root)
    return builder.extracted()


def texts(extracted: Extracted) -> list[str]:
    return [extracted.text[block.start : block.end] for block in extracted.structure.blocks]


def kinds(extracted: Extracted) -> list[tuple[str, str]]:
    return [
        (block.kind, extracted.text[block.start : block.end])
        for block in extracted.structure.blocks
    ]


def labels(extracted: Extracted) -> list[tuple[int, str]]:
    return [(block.level, block.label) for block in extracted.structure.blocks]


def rows(extracted: Extracted) -> list[list[str]]:
    """The cells of each row; those that are heads in capitals."""
    return [
        [
            value.upper() if cell.is_head else value
            for cell in block.cells
            for value in [extracted.text[cell.start : cell.end]]
        ]
        for block in extracted.structure.blocks
        if block.kind == "row"
    ]


def generated(extracted: Extracted) -> list[str]:
    return [extracted.text[span.start : span.end] for span in extracted.structure.generated]


def assert_covers(extracted: Extracted) -> None:
    """Blocks are in order and apart, and only white space stands outside of them."""
    at = 0
    for block in extracted.structure.blocks:
        assert at <= block.start < block.end <= len(extracted.text)
        assert not extracted.text[at : block.start].strip()
        for cell in block.cells:
            assert block.start <= cell.start < cell.end <= block.end
        at = block.end
    assert not extracted.text[at:].strip()
