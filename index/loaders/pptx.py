"""PPTX: slide by slide, each slide a page: its title, its texts and tables, then its notes.

Hidden slides keep their number and have no text. Charts and pictures are not read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pptx
from lxml import etree
from pptx.exc import PythonPptxError

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.containers.archive import open_zip
from index.loaders.limits import LIMITS, Limits
from index.loaders.markup import Block, add_blocks
from index.loaders.rows import table_lines
from index.loaders.titles import title_of
from index.values import Extracted

__all__ = ["load"]

_DAMAGED: Final = "damaged PPTX: {}; get it or save it again"
_BROKEN: Final = (
    KeyError, ValueError, AttributeError, IndexError, TypeError, NotImplementedError,
    PythonPptxError, etree.XMLSyntaxError, zipfile.BadZipFile,
)  # fmt: skip
"""What python-pptx raises on files whose parts do not fit together."""


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text, title and slides of a PPTX file.

    Raises:
        RefusedError: Damaged, password-protected, without text or over a limit.
    """
    open_zip(data, limits, "PPTX").close()
    try:
        presentation = pptx.Presentation(BytesIO(data))
        slides = list(presentation.slides)
        title = title_of(presentation.core_properties.title)
    except _BROKEN:
        raise RefusedError(_DAMAGED.format("it cannot be opened")) from None
    builder = TextBuilder(limits)
    for number, slide in enumerate(slides, 1):
        builder.begin_page()
        try:
            blocks = [] if slide.element.get("show") in ("0", "false") else list(_blocks(slide))
        except _BROKEN:
            raise RefusedError(_DAMAGED.format(f"slide {number} cannot be read")) from None
        add_blocks(builder, blocks)
        if number == 1 and title is None and blocks:
            title = title_of(blocks[0].text)
    return builder.extracted(title)


def _blocks(slide: Any) -> Iterator[Block]:
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        yield from _paragraphs(title, is_list=False)
    stack = list(reversed(list(slide.shapes)))
    while stack:
        shape = stack.pop()
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if hasattr(shape, "shapes"):
            stack += reversed(list(shape.shapes))
        elif getattr(shape, "has_table", False):
            yield from _table(shape.table)
        elif shape.has_text_frame:
            yield from _paragraphs(shape, is_list=_is_list(shape))
    if slide.has_notes_slide:
        frame = slide.notes_slide.notes_text_frame
        if frame is not None and frame.text.strip():
            yield Block("Notes: " + frame.text.strip())


def _paragraphs(shape: Any, *, is_list: bool) -> Iterator[Block]:
    paragraphs = [paragraph.text.strip() for paragraph in shape.text_frame.paragraphs]
    for text in filter(None, paragraphs):
        yield Block(f"- {text}" if is_list else text, is_list)


def _is_list(shape: Any) -> bool:
    """Whether a placeholder shows its paragraphs with bullets, as those for content do."""
    return (
        bool(shape.is_placeholder)
        and sum(bool(paragraph.text.strip()) for paragraph in shape.text_frame.paragraphs) > 1
    )


def _table(table: Any) -> Iterator[Block]:
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    yield from map(Block, table_lines(rows, is_marked=bool(table.first_row)))
