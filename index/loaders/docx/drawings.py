"""What hangs on a paragraph of a DOCX file: text boxes, charts, diagrams, pictures."""

from __future__ import annotations

import re
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
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EXTENT: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_PICTURE: Final = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_OLD_PICTURE: Final = "{urn:schemas-microsoft-com:vml}imagedata"
_HANGING: Final = frozenset({_CHART, _DIAGRAM, _PICTURE, _OLD_PICTURE})
_LENGTH: Final = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,5}(?:\.\d{1,9})?)(pt|in)")
_EMU: Final = {"pt": 12_700, "in": 914_400}


def text_boxes(drawing: Any) -> Iterator[Any]:
    """The text boxes of a drawing; those in them hang on their own paragraphs."""
    return within(drawing, _BOX)


def drawing_entries(drawing: Any, part: Part, context: Context) -> Iterator[Entry]:
    """The charts and diagrams of a drawing, and the text in pictures that are pages."""
    for element in within(drawing, _HANGING):
        if element.tag in (_PICTURE, _OLD_PICTURE):
            yield from _picture(element, drawing, part, context)
        elif element.tag == _CHART:
            chart = part.by_id(element.get(f"{R}id"))
            if chart is not None:
                rows: list[Entry] = [*chart_blocks(chart.root)]
                yield rows
        else:
            data = part.by_id(element.get(f"{R}dm"))
            yield from () if data is None else diagram_blocks(data.root)


def _picture(element: Any, drawing: Any, part: Part, context: Context) -> list[Entry]:
    if element.tag == _PICTURE:
        blip = next(element.iter(f"{_A}blip"), None)
        identifier = None if blip is None else blip.get(f"{R}embed")
        area: float = _area(drawing)
    else:
        identifier = element.get(f"{R}id")
        area = _old_area(element.getparent())
    target = part.target(identifier)
    name = "" if target is None else target.target
    share = area / max(context.page, 1)
    # The archive has no part without a name: of a picture beside the file.
    return context.pictures.read(lambda: context.package.read(name), share, name=name)


def _area(drawing: Any) -> int:
    """Of a drawing as it is shown, in square EMU."""
    extent = next(drawing.iter(_EXTENT), None)
    if extent is None:
        return 0
    width, height = extent.get("cx", ""), extent.get("cy", "")
    if not (width.isdecimal() and height.isdecimal() and len(width + height) < 24):
        return 0
    return int(width) * int(height)


def _old_area(shape: Any) -> float:
    """As ``_area``, of a shape in VML."""
    lengths = {
        name: float(number) * _EMU[unit]
        for name, number, unit in _LENGTH.findall(shape.get("style") or "")
    }
    return lengths.get("width", 0) * lengths.get("height", 0)
