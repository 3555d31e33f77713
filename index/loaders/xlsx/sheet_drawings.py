"""What lies over the cells of a sheet: text boxes, charts, comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from index.loaders.cleaning import one_line
from index.loaders.drafts import Draft, Piece, draft
from index.loaders.tables import column_letters
from index.loaders.xlsx.sheet_cells import range_of
from index.loaders.xlsx.workbook import text_of
from index.loaders.xlsx.workbook_parts import Relation, WorkbookParts, whole

__all__ = ["comment_blocks", "drawing_blocks"]

_MOST_CHART_TEXTS: Final = 1_000
_CHOSEN_TWICE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def drawing_blocks(package: WorkbookParts, path: str) -> Iterator[Draft]:
    """The text boxes and charts of a drawing, from top to bottom and left to right.

    Raises:
        RefusedError: A part is damaged.
    """
    root = package.parse(path)
    relations = package.relations(path)
    etree.strip_elements(root, _CHOSEN_TWICE)
    for anchor in sorted(root.iterchildren("{*}*"), key=_position):
        for shape in anchor.iter("{*}txBody", "{*}chart", "{*}relIds"):
            if shape.tag.endswith("}txBody"):
                yield from _paragraphs(shape)
                continue
            for relation in _parts(shape, relations):
                if package.has(relation.path):
                    yield from _part_texts(package.parse(relation.path), relation.kind)


def comment_blocks(package: WorkbookParts, relations: dict[str, Relation]) -> Iterator[Draft]:
    """The comments on cells of a sheet: the threads of today's programs, or else plain ones.

    Raises:
        RefusedError: A part is damaged.
    """
    paths = {relation.kind: relation.path for relation in relations.values()}
    # Programs with threads keep a plain copy for those without.
    for kind in ("threadedComment", "comments"):
        path = paths.get(kind, "")
        if path and package.has(path):
            yield from _comments(package.parse(path))
            return


def _position(anchor: Any) -> tuple[int, int]:
    numbers = []
    for name in ("row", "col"):
        numbers.append(whole(anchor.findtext(f"{{*}}from/{{*}}{name}"), 0))
    return numbers[0], numbers[1]


def _paragraphs(body: Any) -> Iterator[Draft]:
    for paragraph in body.iter("{*}p"):
        parts = []
        for element in paragraph.iter("{*}t", "{*}br", "{*}tab"):
            name = etree.QName(element).localname
            parts.append((element.text or "") if name == "t" else " ")
        block = draft(one_line("".join(parts)))
        if block is not None:
            yield block


def _parts(shape: Any, relations: dict[str, Relation]) -> Iterator[Relation]:
    """The chart, or the data of a diagram, that a shape stands for."""
    for name, value in shape.items():
        local = name.rpartition("}")[2]
        if local in ("id", "dm") and value in relations:
            yield relations[value]


def _part_texts(root: Any, kind: str) -> Iterator[Draft]:
    if kind == "diagramData":
        for point in root.iter("{*}pt"):
            if (body := point.find("{*}t")) is not None:
                yield from _paragraphs(body)
        return
    # Titles and labels that were typed; the numbers of a chart stand in the cells.
    for number, body in enumerate(root.iter("{*}rich")):
        if number >= _MOST_CHART_TEXTS:
            return
        text = one_line(" ".join(block.text for block in _paragraphs(body)))
        if text:
            block = draft([Piece("Chart: ", is_generated=True), Piece(text)], "caption")
            if block is not None:
                yield block


def _comments(root: Any) -> Iterator[Draft]:
    for comment in root.iter("{*}comment", "{*}threadedComment"):
        rich = comment.find("{*}text")
        text = "" if rich is None else one_line(text_of(rich) or rich.text or "")
        place = range_of(comment.get("ref", ""))
        where = "" if place is None else f" on {column_letters(place[2])}{place[0] + 1}"
        if text:
            pieces = [Piece(f"Comment{where}: ", is_generated=True), Piece(text)]
            block = draft(pieces, "note")
            if block is not None:
                yield block
