"""Texts of charts and diagrams (SmartArt) in Office files."""

from __future__ import annotations

from typing import Any, Final

from index.loaders.drafts import Draft, Piece, draft
from index.loaders.tables import GridCell, table_rows
from index.loaders.xlsx.number_formats import shown

__all__ = ["chart_blocks", "diagram_blocks"]

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DGM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MOST_POINTS: Final = 2_000
_MOST_SERIES: Final = 100
_SHAPES_OF_PROGRAMS: Final = frozenset({"parTrans", "sibTrans", "pres"})
"""Points of a diagram that are lines and drawings, not texts."""

_MOST_LEVELS: Final = 9
_LONGEST_NUMBER: Final = 9
"""Digits of a number in an attribute."""


def chart_blocks(root: Any) -> list[Draft]:
    """Title and axes of a chart as a caption, then a row for each category.

    Args:
        root: The ``c:chartSpace`` element.
    """
    chart = root.find(f"{_C}chart")
    if chart is None:
        return []
    titles = [_title(chart)]
    titles += [_title(axis) for axis in chart.iter(f"{_C}catAx", f"{_C}dateAx", f"{_C}valAx")]
    series = list(chart.iter(f"{_C}ser"))[:_MOST_SERIES]
    if len(series) == 1 and (name := _name(series[0], 0)) not in titles:
        titles.append(name)
    pieces: list[Piece] = []
    for title in filter(None, titles):
        pieces += [Piece("; ", is_generated=True)] if pieces else []
        pieces.append(Piece(title))
    caption = draft(pieces, "caption")
    return [*([caption] if caption else []), *table_rows(_chart_grid(series))]


def _title(element: Any) -> str:
    title = element.find(f"{_C}title")
    if title is None:
        return ""
    return " ".join(" ".join(_lines(title)).split())


def _chart_grid(series: list[Any]) -> list[list[GridCell]]:
    """A row for each category; a column for each series, named where there are several."""
    is_alone = len(series) == 1
    names = [] if is_alone else [_name(entry, number) for number, entry in enumerate(series, 1)]
    categories: dict[int, str] = {}
    columns: list[dict[int, str]] = []
    for entry in series:
        places = _points(entry.find(f"{_C}cat"))
        if not places:
            places = _points(entry.find(f"{_C}xVal"))
        categories = {**places, **categories}
        values = entry.find(f"{_C}val")
        columns.append(_points(entry.find(f"{_C}yVal") if values is None else values))
    numbers = sorted({*categories, *(number for column in columns for number in column)})
    head = [GridCell("", is_head=True), *(GridCell(name, is_head=True) for name in names)]
    rows = [
        [GridCell(categories.get(number, ""), is_head=not is_alone)]
        + [GridCell(column.get(number, "")) for column in columns]
        for number in numbers[:_MOST_POINTS]
    ]
    return rows if is_alone else [head, *rows]


def _name(series: Any, number: int) -> str:
    name = series.find(f"{_C}tx")
    values = [] if name is None else [value.text or "" for value in name.iter(f"{_C}v")]
    return " ".join(values).strip() or (f"Series {number}" if number else "")


def _points(data: Any) -> dict[int, str]:
    """The cached points of a series, by their place; of several levels the names are joined."""
    if data is None:
        return {}
    format_ = next((entry.text or "" for entry in data.iter(f"{_C}formatCode")), "")
    is_number = next(data.iter(f"{_C}numCache", f"{_C}numLit"), None) is not None
    points: dict[int, str] = {}
    for point in data.iter(f"{_C}pt"):
        place = point.get("idx", "")
        value = point.findtext(f"{_C}v") or ""
        if place.isdecimal() and len(points) <= _MOST_POINTS:
            text = _number(value, point.get("formatCode", format_)) if is_number else value
            number = int(place[:_LONGEST_NUMBER])
            outer = points.get(number)
            points[number] = text if outer is None else f"{text} {outer}"
    return points


def _number(value: str, format_: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    return shown(number, format_ or "General")


def diagram_blocks(root: Any) -> list[Draft]:
    """The texts of a diagram (SmartArt) as a list, its levels as the diagram's.

    Args:
        root: The ``dgm:dataModel`` element.
    """
    texts: dict[str, str] = {}
    start = ""
    for point in root.iter(f"{_DGM}pt"):
        kind = point.get("type", "node")
        if kind == "doc":
            start = point.get("modelId", "")
        if kind not in _SHAPES_OF_PROGRAMS:
            texts[point.get("modelId", "")] = "\n".join(_lines(point))
    children: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter(f"{_DGM}cxn"):
        if link.get("type", "parOf") == "parOf":
            place = link.get("srcOrd", "0")
            order = int(place[:_LONGEST_NUMBER]) if place.isdecimal() else 0
            children.setdefault(link.get("srcId", ""), []).append((order, link.get("destId", "")))
    return _tree(texts, children, start)


def _tree(
    texts: dict[str, str], children: dict[str, list[tuple[int, str]]], start: str
) -> list[Draft]:
    blocks: list[Draft] = []
    seen: set[str] = set()
    # What hangs on nothing comes last, as the file has it.
    stack = [*((name, 1) for name in reversed(texts)), (start, 0)]
    while stack:
        name, level = stack.pop()
        if name in seen or name not in texts:
            continue
        seen.add(name)
        pieces = [Piece("- ", is_generated=True), Piece(texts[name])]
        if texts[name]:
            block = draft(pieces, "item", level=max(min(level, _MOST_LEVELS), 1),
                          is_tight=bool(blocks))  # fmt: skip
            blocks += [block] if block else []
        below = sorted(children.get(name, ()), key=lambda child: child[0])
        stack += [(child, level + 1) for _, child in reversed(below)]
    return blocks


def _lines(element: Any) -> list[str]:
    """The paragraphs of a text, without blank ones."""
    texts = (
        "".join(run.text or "" for run in paragraph.iter(f"{_A}t"))
        for paragraph in element.iter(f"{_A}p")
    )
    return [text.strip() for text in texts if text.strip()]
