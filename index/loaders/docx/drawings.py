"""What hangs on a paragraph of a DOCX file: text boxes, charts, diagrams, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from index.loaders.docx.context import Context, within
from index.loaders.docx.parts import Part, R, W
from index.loaders.drawingml import chart_blocks, diagram_blocks
from index.loaders.entries import Entry

__all__ = ["drawing_entries", "text_boxes"]

_BOX: Final = frozenset({f"{W}txbxContent"})
_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_EXTENT: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_PICTURE: Final = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"


def text_boxes(drawing: Any) -> Iterator[Any]:
    """The text boxes of a drawing; those in them hang on their own paragraphs."""
    return within(drawing, _BOX)


def drawing_entries(drawing: Any, part: Part, context: Context) -> Iterator[Entry]:
    """The charts and diagrams of a drawing; pictures of half a page or more are counted."""
    for element in within(drawing, frozenset({_CHART, _DIAGRAM, _PICTURE})):
        if element.tag == _PICTURE:
            context.pictures += _is_large(drawing, context)
        elif element.tag == _CHART:
            chart = part.by_id(element.get(f"{R}id"))
            if chart is not None:
                rows: list[Entry] = [*chart_blocks(chart.root)]
                yield rows
        else:
            data = part.by_id(element.get(f"{R}dm"))
            yield from () if data is None else diagram_blocks(data.root)


def _is_large(drawing: Any, context: Context) -> bool:
    extent = next(drawing.iter(_EXTENT), None)
    if extent is None:
        return False
    width, height = extent.get("cx", ""), extent.get("cy", "")
    if not (width.isdecimal() and height.isdecimal() and len(width + height) < 24):
        return False
    return int(width) * int(height) * 2 >= context.page
