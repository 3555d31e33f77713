"""Texts of charts and diagrams on slides."""

from __future__ import annotations

from typing import Any, Final

from index.loaders.drafts import Draft, Piece, draft
from index.loaders.pptx.names import DGM, A, C
from index.loaders.pptx.paragraphs import text_of
from index.loaders.tables import GridCell, table_rows
from index.loaders.xlsx.number_formats import shown

__all__ = ["chart_blocks", "diagram_blocks"]

_MOST_POINTS: Final = 2_000
_MOST_SERIES: Final = 100
_SHAPES_OF_PROGRAMS: Final = frozenset({"parTrans", "sibTrans", "pres"})
"""Points of a diagram that are lines and drawings, not texts."""

_MOST_LEVELS: Final = 9


def chart_blocks(root: Any) -> list[Draft]:
    """Title and axes of a chart as a caption, then a row for each category.

    Args:
        root: The ``c:chartSpace`` element.
    """
    chart = root.find(f"{C}chart")
    if chart is None:
        return []
    titles = [_title(chart)]
    titles += [_title(axis) for axis in chart.iter(f"{C}catAx", f"{C}dateAx", f"{C}valAx")]
    series = list(chart.iter(f"{C}ser"))[:_MOST_SERIES]
    if len(series) == 1 and (name := _name(series[0], 0)) not in titles:
        titles.append(name)
    pieces: list[Piece] = []
    for title in filter(None, titles):
        pieces += [Piece("; ", is_generated=True)] if pieces else []
        pieces.append(Piece(title))
    caption = draft(pieces, "caption")
    return [*([caption] if caption else []), *table_rows(_chart_grid(series))]


def _title(element: Any) -> str:
    title = element.find(f"{C}title")
    if title is None:
        return ""
    return " ".join(" ".join(map(text_of, title.iter(f"{A}p"))).split())


def _chart_grid(series: list[Any]) -> list[list[GridCell]]:
    """A row for each category; a column for each series, named where there are several."""
    is_alone = len(series) == 1
    names = [] if is_alone else [_name(one, number) for number, one in enumerate(series, 1)]
    categories: dict[int, str] = {}
    columns: list[dict[int, str]] = []
    for one in series:
        places = _points(one.find(f"{C}cat"))
        if not places:
            places = _points(one.find(f"{C}xVal"))
        categories = {**places, **categories}
        values = one.find(f"{C}val")
        columns.append(_points(one.find(f"{C}yVal") if values is None else values))
    numbers = sorted({*categories, *(number for column in columns for number in column)})
    head = [GridCell("", is_head=True), *(GridCell(name, is_head=True) for name in names)]
    rows = [
        [GridCell(categories.get(number, ""), is_head=not is_alone)]
        + [GridCell(column.get(number, "")) for column in columns]
        for number in numbers[:_MOST_POINTS]
    ]
    return rows if is_alone else [head, *rows]


def _name(series: Any, number: int) -> str:
    name = series.find(f"{C}tx")
    values = [] if name is None else [value.text or "" for value in name.iter(f"{C}v")]
    return " ".join(values).strip() or (f"Series {number}" if number else "")


def _points(data: Any) -> dict[int, str]:
    """The cached points of a series, by their place; of several levels the names are joined."""
    if data is None:
        return {}
    format_ = next((one.text or "" for one in data.iter(f"{C}formatCode")), "")
    is_number = next(data.iter(f"{C}numCache", f"{C}numLit"), None) is not None
    points: dict[int, str] = {}
    for point in data.iter(f"{C}pt"):
        place = point.get("idx", "")
        value = point.findtext(f"{C}v") or ""
        if place.isdecimal() and len(points) <= _MOST_POINTS:
            text = _number(value, point.get("formatCode", format_)) if is_number else value
            outer = points.get(int(place))
            points[int(place)] = text if outer is None else f"{text} {outer}"
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
    for point in root.iter(f"{DGM}pt"):
        kind = point.get("type", "node")
        if kind == "doc":
            start = point.get("modelId", "")
        if kind not in _SHAPES_OF_PROGRAMS:
            lines = [text_of(paragraph).strip() for paragraph in point.iter(f"{A}p")]
            texts[point.get("modelId", "")] = "\n".join(filter(None, lines))
    children: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter(f"{DGM}cxn"):
        if link.get("type", "parOf") == "parOf":
            place = link.get("srcOrd", "0")
            order = int(place) if place.isdecimal() else 0
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
