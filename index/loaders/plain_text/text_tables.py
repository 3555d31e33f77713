"""Tables in plain text: columns set apart by spaces, tabs, bars or other delimiters."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.loaders.plain_text.text_lines import TextLine
from index.loaders.tables import GridCell, table_rows
from index.structure import Block, Cell

__all__ = ["Table", "is_ruler", "mark_heads", "table_at"]

_LEAST_ROWS: Final = 3
_GAP: Final = re.compile(r"[ \xa0]{2,}|\t+")
_RULER: Final = re.compile(r"[-=_*~#+|:. \t─━═│┼]{3,}")
_RULER_SIGN: Final = re.compile(r"[-=_*~#─━═]{3}")
_MARKER: Final = re.compile(r"[-*+•‣▪◦●○·–—]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]")
_SAMPLE: Final = 50
"""Rows at the top of a table by which its heads are found."""

_LONGEST_LINE: Final = 400
_PROSE: Final = 30
"""Mean length of the cells of a column, in code points, above which it holds prose."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a run of lines, or lines that look like one and are none.

    Attributes:
        rows: Its rows as blocks; empty if it is none.
        lines: Number of lines that it takes. If it is none, no table begins in these lines.
    """

    rows: tuple[Block, ...]
    lines: int


@dataclass(slots=True)
class _Row:
    start: int
    end: int
    cells: list[Cell]
    is_ruled: bool = False


def is_ruler(line: TextLine) -> bool:
    """Whether a line is drawn: dashes, equals signs and the like, and nothing else."""
    return bool(_RULER.fullmatch(line.text) and _RULER_SIGN.search(line.text))


def table_at(lines: Sequence[TextLine], first: int, text: str, number: int) -> Table:
    """The table that begins at a line of a run without blank lines.

    Args:
        lines: The run.
        first: Where to look.
        text: The whole text.
        number: Of the table in the document, from 0.
    """
    # Most lines are prose.
    start = lines[first]
    if not (_GAP.search(start.text) or "|" in start.text or ";" in start.text
            or "," in start.text or is_ruler(start)):  # fmt: skip
        return Table((), 1)
    looked_at = 1
    for split in (_barred, _tabbed, _aligned, _delimited):
        rows, count = split(lines, first, text)
        if rows:
            return Table(_blocks(rows, text, number), count)
        looked_at = max(looked_at, count)
    # What is no table with its first line may be one without it.
    return Table((), 1 if looked_at <= _LEAST_ROWS else looked_at)


def mark_heads(rows: Sequence[Sequence[str]]) -> int:
    """Number of rows at the top of a table that name its columns, as ``table_rows`` finds them."""
    rows = rows[:_SAMPLE]
    drafts = list(table_rows([[GridCell(cell) for cell in row] for row in rows]))
    if len(drafts) != sum(any(cell.strip() for cell in row) for row in rows):
        return 0
    heads = 0
    for draft in drafts:
        if not draft.cells or not all(cell.is_head for cell in draft.cells):
            break
        heads += 1
    return heads if heads < len(drafts) else 0


def _blocks(rows: list[_Row], text: str, number: int) -> tuple[Block, ...]:
    width = 1 + max(cell.column for row in rows for cell in row.cells)
    grid = []
    for row in rows[:_SAMPLE]:
        values = [""] * width
        for cell in row.cells:
            values[cell.column] = values[cell.column] or text[cell.start : cell.end]
        grid.append(values)
    # A line drawn below the first row alone, or below that and the last, says what it is.
    is_marked = rows[0].is_ruled and not any(row.is_ruled for row in rows[1:-1])
    heads = 1 if is_marked else mark_heads(grid)
    return tuple(
        Block(
            "row", row.start, row.end, table=number,
            cells=tuple(
                Cell(cell.start, cell.end, cell.column, is_head=position < heads)
                for cell in row.cells
            ),
        )
        for position, row in enumerate(rows)
    )  # fmt: skip


_Rows = tuple[list[_Row], int]
"""Rows, none if there is no table, and the number of lines that were looked at."""


def _barred(lines: Sequence[TextLine], first: int, text: str) -> _Rows:
    """Rows between bars, with or without rulers between them."""
    return _split_at("|", lines, first, least_rows=2, least_signs=1)


def _tabbed(lines: Sequence[TextLine], first: int, text: str) -> _Rows:
    return _split_at("\t", lines, first, least_rows=_LEAST_ROWS, least_signs=1)


def _delimited(lines: Sequence[TextLine], first: int, text: str) -> _Rows:
    for sign in ";,":
        rows, count = _split_at(sign, lines, first, least_rows=_LEAST_ROWS, least_signs=2)
        # Prose has commas too, with a space behind them.
        taken = lines[first : first + count] if rows else ()
        signs = sum(line.text.count(sign) for line in taken)
        spaced = sum(line.text.count(f"{sign} ") for line in taken)
        if rows and spaced <= 0.2 * signs:
            return rows, count
    return [], 0


def _split_at(
    sign: str, lines: Sequence[TextLine], first: int, *, least_rows: int, least_signs: int
) -> _Rows:
    """Rows that have one sign equally often, drawn lines left out."""
    count = -1
    rows: list[_Row] = []
    taken = 0
    ruled: TextLine | None = None
    for position in range(first, len(lines)):
        line = lines[position]
        if is_ruler(line) and sign == "|":
            ruled = _rule(rows, line, ruled)
            taken = position + 1 - first
            continue
        signs = line.text.count(sign)
        if signs < least_signs or (count >= 0 and signs != count):
            break
        count = signs
        row = _Row(line.start, line.end, _cells_at(sign, line))
        if row.cells:
            if not rows and ruled is not None:
                row.start = ruled.start
            rows.append(row)
        elif rows and line.text.strip():
            rows[-1].end = line.end  # signs alone: part of the row above, or of the first one
        elif line.text.strip():
            ruled = ruled or line
        taken = position + 1 - first
    is_table = len(rows) >= least_rows and sum(len(row.cells) >= 2 for row in rows) > len(rows) / 2
    return (rows if is_table else []), taken


def _rule(rows: list[_Row], line: TextLine, ruled: TextLine | None) -> TextLine | None:
    """Give a drawn line to the row above it, or keep it for the first row."""
    if rows:
        rows[-1].end = line.end
        rows[-1].is_ruled = True
        return ruled
    return ruled or line


def _cells_at(sign: str, line: TextLine) -> list[Cell]:
    cells = []
    body = line.text
    start = line.start
    if sign == "|" and body.startswith("|"):
        body, start = body[1:], start + 1
    for column, part in enumerate(body.split(sign)):
        value = part.strip()
        if value:
            left = start + len(part) - len(part.lstrip())
            cells.append(Cell(left, left + len(value), column))
        start += len(part) + 1
    return cells


def _aligned(lines: Sequence[TextLine], first: int, text: str) -> _Rows:
    """Rows whose columns have the same empty columns of characters between them."""
    taken: list[tuple[TextLine, str]] = []
    ink = 0
    for position in range(first, len(lines)):
        line = lines[position]
        raw = text[line.origin : line.end].expandtabs(8).replace("\xa0", " ")
        if len(raw) > _LONGEST_LINE:
            break
        joined = ink if is_ruler(line) else ink | _ink(raw)
        if not is_ruler(line):
            # A line without a gap is the rest of a cell, if it stands below one.
            count = len(_gutters(joined))
            is_rest = bool(taken) and line.indent > 0 and count == len(_gutters(ink))
            if not count or not (_GAP.search(line.text) or is_rest):
                break
        ink = joined
        taken.append((line, raw))
    while taken and is_ruler(taken[-1][0]) and not _GAP.search(taken[-1][0].text):
        taken.pop()
    gutters = _gutters(ink)
    rows: list[_Row] = []
    ruled: TextLine | None = None
    for line, raw in taken:
        if is_ruler(line):
            ruled = _rule(rows, line, ruled)
            continue
        cells = _cells_between(gutters, line, raw, text)
        if rows and cells and cells[0].column > 0 and len(cells) == 1:
            # A cell that goes on in the next line.
            rows[-1].cells += cells
            rows[-1].end = line.end
        else:
            start = ruled.start if ruled is not None and not rows else line.start
            rows.append(_Row(start, line.end, cells))
    return (rows if _is_table(rows, len(gutters) + 1, text) else []), len(taken)


def _ink(raw: str) -> int:
    """The columns of a line in which something stands, as the bits of a number."""
    return int("".join("0" if sign == " " else "1" for sign in reversed(raw)) or "0", 2)


def _gutters(ink: int) -> list[tuple[int, int]]:
    """Ranges of at least two empty columns between columns with something in them."""
    columns = bin(ink)[:1:-1]
    left = columns.find("1")
    return [match.span() for match in re.finditer(r"00+", columns) if match.start() > left >= 0]


def _cells_between(
    gutters: list[tuple[int, int]], line: TextLine, raw: str, text: str
) -> list[Cell]:
    bounds = [0, *(end for _, end in gutters), len(raw)]
    cells = []
    offset = line.start
    for column, (start, end) in enumerate(itertools.pairwise(bounds)):
        value = raw[start:end].strip()
        if value:
            # Tabs are one code point of the text, so the value is looked for from where we are.
            head = value.split("  ")[0]
            left = text.find(head, offset, line.end)
            if left < 0:
                return []
            right = left + len(value) if text.startswith(value, left) else left + len(head)
            cells.append(Cell(left, right, column))
            offset = right
    return cells


def _is_table(rows: list[_Row], width: int, text: str) -> bool:
    if len(rows) < _LEAST_ROWS or width < 2 or any(not row.cells for row in rows):
        return False
    firsts = [row.cells[0] for row in rows if row.cells[0].column == 0]
    several = sum(len(row.cells) >= 2 for row in rows)
    if len(firsts) < 0.6 * len(rows) or several < 2 * len(rows) / 3:
        return False
    values: dict[int, list[str]] = {}
    for row in rows:
        for cell in row.cells:
            values.setdefault(cell.column, []).append(text[cell.start : cell.end])
    prose = sum(sum(map(len, column)) > _PROSE * len(column) for column in values.values())
    if prose > 1 or (prose and sum(map(len, values[0])) > _PROSE * len(values[0])):
        return False
    # "1.  text" is a list, "Name:  value" a form.
    is_list = all(_MARKER.fullmatch(value) for value in values[0])
    is_form = sum(value.endswith(":") for value in values[0]) > len(values[0]) / 2
    return not (len(values) == 2 and (is_list or is_form))
