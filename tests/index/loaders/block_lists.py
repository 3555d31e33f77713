"""What a test says of the blocks of a text."""

from __future__ import annotations

from index.loaders import load

__all__ = ["blocks", "typed"]


def blocks(data: bytes, suffix: str) -> list[tuple]:
    """Kind, level, label and text of each block."""
    extracted = load(data, suffix)
    return [
        (block.kind, block.level, block.label, extracted.text[block.start : block.end])
        for block in extracted.structure.blocks
    ]


def typed(data: bytes, suffix: str) -> str:
    """The text without what stands in no file."""
    extracted = load(data, suffix)
    kept = list(extracted.text)
    for span in extracted.structure.generated:
        kept[span.start : span.end] = [""] * len(span)
    return "".join(kept)
