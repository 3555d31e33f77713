"""Texts of charts and diagrams (SmartArt) in Office files."""

from __future__ import annotations

from typing import Any, Final

from index.loaders.tables import GridCell

__all__ = ["chart_table", "diagram_items"]

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DGM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MOST_POINTS: Final = 100_000


def chart_table(root: Any) -> tuple[str, list[list[GridCell]]]:
    """The title of a chart and its values as a table: a row for each category, a column a series.

    The values are those that are stored beside the chart for programs without its sheet.
    """
    title = " ".join(_texts(root.find(f"{_C}chart/{_C}title")))
    series = list(root.iter(f"{_C}ser"))
    names = [" ".join(_points(one.find(f"{_C}tx")).values()) for one in series]
    categories: dict[int, str] = {}
    columns: list[dict[int, str]] = []
    for one in series:
        for tag in ("cat", "xVal"):
            for number, text in _points(one.find(_C + tag)).items():
                categories.setdefault(number, text)
        values = one.find(f"{_C}val")
        columns.append(_points(one.find(f"{_C}yVal") if values is None else values))
    numbers = sorted(set(categories).union(*columns))[:_MOST_POINTS]
    if not numbers:
        return title, []
    axis = root.find(f".//{_C}catAx/{_C}title")
    head = [" ".join(_texts(axis)) or "Category", *(name or "Value" for name in names)]
    grid = [[GridCell(cell, is_head=True) for cell in head]]
    for number in numbers:
        row = [categories.get(number, ""), *(column.get(number, "") for column in columns)]
        grid.append([GridCell(cell) for cell in row])
    return title, grid


def diagram_items(root: Any) -> list[tuple[int, str]]:
    """The texts of a diagram's data, in order, each with its level from 1."""
    points = {
        point.get("modelId"): point
        for point in root.iter(f"{_DGM}pt")
        if point.get("type", "node") in ("node", "asst", "doc")
    }
    children: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter(f"{_DGM}cxn"):
        if link.get("type", "parOf") == "parOf" and link.get("destId") in points:
            order = link.get("srcOrd", "0")
            place = int(order[:9]) if order.isdecimal() else 0
            children.setdefault(link.get("srcId"), []).append((place, link.get("destId")))
    stack = [(key, 0) for key, point in reversed(points.items()) if point.get("type") == "doc"]
    items: list[tuple[int, str]] = []
    seen: set[str] = set()
    while stack:
        key, level = stack.pop()
        if key in seen:
            continue
        seen.add(key)
        text = "\n".join(_texts(points[key].find(f"{_DGM}t")))
        if text.strip():
            items.append((max(level, 1), text))
        stack += [(child, level + 1) for _, child in sorted(children.get(key, ()), reverse=True)]
    return items


def _points(element: Any | None) -> dict[int, str]:
    """Stored values by their number."""
    points: dict[int, str] = {}
    for point in () if element is None else element.iter(f"{_C}pt"):
        number, value = point.get("idx", ""), point.find(f"{_C}v")
        if number.isdecimal() and value is not None and value.text:
            points[int(number[:9])] = value.text
    return points


def _texts(element: Any | None) -> list[str]:
    """The paragraphs of a text."""
    paragraphs = () if element is None else element.iter(f"{_A}p")
    texts = (
        "".join(run.text or "" for run in paragraph.iter(f"{_A}t")) for paragraph in paragraphs
    )
    return [text for text in texts if text.strip()]
