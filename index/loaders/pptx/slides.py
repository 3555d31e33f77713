"""A slide to blocks in the order in which it is seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from index.errors import RefusedError
from index.loaders.drafts import Draft, Piece, draft
from index.loaders.drawingml import chart_blocks, diagram_blocks
from index.loaders.pptx.names import ALTERNATES, CHOICE, DGM, A, P, R
from index.loaders.pptx.order import Box, visual_order
from index.loaders.pptx.paragraphs import blocks_of, list_styles, text_of
from index.loaders.recognition.embedded import Pictures
from index.loaders.tables import GridCell, table_rows
from index.loaders.xml import parse_xml

if TYPE_CHECKING:
    from index.loaders.recognition.page import RecognisedPage

__all__ = ["SlideText", "slide_text"]

_FOOTERS: Final = frozenset({"ftr", "hdr"})
_NOT_READ: Final = frozenset({"dt", "sldNum"})


@dataclass(slots=True)
class SlideText:
    """What is on a slide.

    Attributes:
        parts: Blocks of each shape in order, those of a table or a chart with rows; what was
            recognised in a picture.
        footers: Texts at the foot.
        notes: What of it is not read, besides pictures.
    """

    parts: list[list[Draft] | RecognisedPage] = field(default_factory=list)
    footers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def slide_text(slide: Any, area: int, pictures: Pictures, number: int) -> SlideText:
    """The texts of a slide: its title, its shapes as they are seen, the speaker's notes.

    Args:
        slide: As python-pptx has it; alternatives in it are resolved.
        area: Of a slide, in the square of the unit of its shapes.
        pictures: Reads pictures that may be pages.
        number: Of the slide.
    """
    _resolve_alternates(slide.element)
    read = SlideText()
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        read.parts.append(list(blocks_of(_paragraphs(title), [], is_title=True)))
    for shape in _in_order(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            _add(shape, slide, read)
            share = (shape.width or 0) * (shape.height or 0) / max(area, 1)
            read.parts += _picture(shape.element, slide.part, share, pictures, number)
    ground = slide.element.find(f"{P}cSld/{P}bg")
    if ground is not None:
        read.parts += _picture(ground, slide.part, 1.0, pictures, number)
    if slide.has_notes_slide:
        frame = slide.notes_slide.notes_text_frame
        text = "" if frame is None else "\n".join(map(text_of, frame._txBody.iter(f"{A}p"))).strip()
        notes = draft([Piece("Notes: ", is_generated=True), Piece(text)], "note") if text else None
        read.parts += [[notes]] if notes else []
    return read


def _resolve_alternates(element: Any) -> None:
    """Put shapes that only newer programs know in place of what stands for them in older ones."""
    for alternates in list(element.iter(ALTERNATES)):
        parent = alternates.getparent()
        choice = alternates.find(CHOICE)
        if parent is None or parent.tag not in (f"{P}spTree", f"{P}grpSp") or choice is None:
            continue
        place = parent.index(alternates)
        parent[place : place + 1] = list(choice)


def _in_order(shapes: Any) -> Iterator[Any]:
    """The shapes as they are seen; those of a group together."""
    stack = [_sorted(list(shapes))]
    while stack:
        shape = next(stack[-1], None)
        if shape is None:
            stack.pop()
        elif hasattr(shape, "shapes"):
            stack.append(_sorted(list(shape.shapes)))
        else:
            yield shape


def _sorted(shapes: list[Any]) -> Iterator[Any]:
    placed = [(shape, _box(shape)) for shape in shapes]
    boxes = [box for _, box in placed if box is not None]
    with_box = [shape for shape, box in placed if box is not None]
    yield from (with_box[number] for number in visual_order(boxes))
    yield from (shape for shape, box in placed if box is None)


def _box(shape: Any) -> Box | None:
    left, top, width, height = shape.left, shape.top, shape.width, shape.height
    if left is None or top is None or width is None or height is None:
        return None
    return Box(left, top, left + width, top + height)


def _add(shape: Any, slide: Any, read: SlideText) -> None:
    kind = shape.element.find(f".//{P}nvPr/{P}ph") if shape.is_placeholder else None
    role = "" if kind is None else kind.get("type", "")
    if role in _NOT_READ:
        return
    if role in _FOOTERS:
        read.footers.append("\n".join(map(text_of, _paragraphs(shape))).strip())
    elif shape.element.tag == f"{P}graphicFrame":
        read.parts += [part for part in [_graphic(shape, slide, read)] if part]
    elif shape.has_text_frame:
        styles = list_styles(shape, slide.slide_layout)
        read.parts.append(list(blocks_of(_paragraphs(shape), styles)))


def _picture(
    element: Any, part: Any, share: float, pictures: Pictures, number: int
) -> Iterator[RecognisedPage]:
    """What is recognised in the picture of a shape, or in the one that fills it."""
    if element.tag == f"{P}graphicFrame":
        return
    blip = next(element.iter(f"{A}blip"), None)
    if blip is None:
        return
    # Without an id it is a picture beside the file, which no part is related to.
    identifier = blip.get(f"{R}embed") or ""
    page = pictures.page(lambda: bytes(part.related_part(identifier).blob), share, number)
    if page is not None:
        yield page


def _paragraphs(shape: Any) -> list[Any]:
    return list(shape.text_frame._txBody.iterchildren(f"{A}p"))


def _graphic(shape: Any, slide: Any, read: SlideText) -> list[Draft]:
    if shape.has_table:
        return _table(shape.table)
    try:
        if shape.has_chart:
            return chart_blocks(parse_xml(shape.chart_part.blob, "chart"))
        relation = next(shape.element.iter(f"{DGM}relIds"), None)
        if relation is not None:
            data = slide.part.related_part(relation.get(f"{R}dm", "")).blob
            return diagram_blocks(parse_xml(data, "diagram"))
    except (RefusedError, KeyError, ValueError):
        read.notes.append("a chart or diagram that is damaged is not read")
        return []
    read.notes.append("an embedded object is not read")
    return []


def _table(table: Any) -> list[Draft]:
    grid: list[list[GridCell]] = []
    values: dict[tuple[int, int], str] = {}
    for number, row in enumerate(table.rows):
        cells = []
        for column, cell in enumerate(row.cells):
            if not cell.is_spanned:
                text = " ".join(filter(None, map(text_of, cell._tc.iter(f"{A}p"))))
                values[number, column] = text
                if cell.is_merge_origin:
                    _spread(values, number, column, cell, text)
            is_head = number == 0 and bool(table.first_row)
            is_head |= number > 0 and column == 0 and bool(table.first_col)
            cells.append(GridCell(values.get((number, column), ""), is_head, cell.is_spanned))
        grid.append(cells)
    return list(table_rows(grid))


def _spread(
    values: dict[tuple[int, int], str], row: int, column: int, cell: Any, text: str
) -> None:
    """Give the value of a merged cell to all places that it covers."""
    most = 1_000
    with suppress(ValueError):
        for below in range(min(cell.span_height, most)):
            for right in range(min(cell.span_width, most)):
                values[row + below, column + right] = text
