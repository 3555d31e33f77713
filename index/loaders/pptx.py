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
from index.loaders.drafts import Draft, Piece, draft
from index.loaders.limits import LIMITS, Limits
from index.loaders.tables import grid_of, table_rows
from index.loaders.titles import title_of
from index.structure import BlockKind
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
            parts = [] if slide.element.get("show") in ("0", "false") else list(_parts(slide))
        except _BROKEN:
            raise RefusedError(_DAMAGED.format(f"slide {number} cannot be read")) from None
        for part in parts:
            (builder.add_table if part and part[0].kind == "row" else builder.add_all)(part)
        first = next((block for part in parts for block in part), None)
        if number == 1 and title is None and first is not None:
            title = title_of(first.text)
    return builder.extracted(title)


def _parts(slide: Any) -> Iterator[list[Draft]]:
    """The blocks of each shape, then the notes."""
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        yield list(_paragraphs(title, kind="heading"))
    stack = list(reversed(list(slide.shapes)))
    while stack:
        shape = stack.pop()
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if hasattr(shape, "shapes"):
            stack += reversed(list(shape.shapes))
        elif getattr(shape, "has_table", False):
            yield _table(shape.table)
        elif shape.has_text_frame:
            yield list(_paragraphs(shape, kind="item" if _is_list(shape) else "paragraph"))
    if slide.has_notes_slide:
        frame = slide.notes_slide.notes_text_frame
        if frame is not None and frame.text.strip():
            notes = draft([Piece("Notes: ", is_generated=True), Piece(frame.text.strip())], "note")
            yield [] if notes is None else [notes]


def _paragraphs(shape: Any, kind: BlockKind) -> Iterator[Draft]:
    is_item = kind == "item"
    is_tight = False
    for paragraph in shape.text_frame.paragraphs:
        pieces = [Piece("- ", is_generated=True)] if is_item else []
        level = {"heading": 1, "item": paragraph.level + 1}.get(kind, 0)
        if paragraph.text.strip():
            block = draft([*pieces, Piece(paragraph.text)], kind, level=level, is_tight=is_tight)
            is_tight = is_item
            if block is not None:
                yield block


def _is_list(shape: Any) -> bool:
    """Whether a placeholder shows its paragraphs with bullets, as those for content do."""
    return (
        bool(shape.is_placeholder)
        and sum(bool(paragraph.text.strip()) for paragraph in shape.text_frame.paragraphs) > 1
    )


def _table(table: Any) -> list[Draft]:
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    return list(table_rows(grid_of(rows, is_marked=bool(table.first_row))))
