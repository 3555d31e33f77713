"""Made-up tables as the product prints them, with questions about their cells.

The training sets hold few tables, and people look up cells in nearly every office folder. Names
of rows come from the training texts, so that they are as varied as there; heads and values are
drawn by type. Rows and columns that the table does not have are the negatives.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.values import Span
from training.reader.sources import Asked

__all__ = ["table_questions"]

Draw = Callable[[random.Random], str]

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _money(rng: random.Random) -> str:
    sign = rng.choice(("£", "$", "€", ""))
    amount = rng.choice(
        (
            f"{rng.randint(2, 980)}.{rng.randint(0, 99):02d}",
            f"{rng.randint(1, 99)},{rng.randint(0, 999):03d}",
            f"{rng.randint(5, 950)}",
        )
    )
    return sign + amount + rng.choice(("", "", "", " million", "k"))


def _count(rng: random.Random) -> str:
    return rng.choice((str(rng.randint(1, 400)), f"{rng.randint(1, 40)},{rng.randint(0, 999):03d}"))


def _share(rng: random.Random) -> str:
    return f"{rng.randint(0, 99)}.{rng.randint(0, 9)}" + rng.choice(("%", " %", " per cent"))


def _date(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.choice(_MONTHS), rng.randint(1988, 2027)
    return rng.choice(
        (
            f"{day} {month} {year}",
            f"{year}-{rng.randint(1, 12):02d}-{day:02d}",
            f"{month} {year}",
            f"{day:02d}/{rng.randint(1, 12):02d}/{year}",
        )
    )


def _code(rng: random.Random) -> str:
    letters = "".join(rng.choice("ABCDEFGHKLMNPRST") for _ in range(rng.randint(1, 3)))
    return f"{letters}{rng.choice(('-', '', '/'))}{rng.randint(1, 9999):03d}"


def _measure(rng: random.Random) -> str:
    unit = rng.choice(("kg", "t", "km", "m", "mm", "litres", "hours", "days", "kWh", "m²", "°C"))
    return f"{rng.randint(1, 900)}{rng.choice(('', '.5', '.2'))} {unit}"


def _time(rng: random.Random) -> str:
    start = rng.randint(6, 16)
    return f"{start:02d}:{rng.choice(('00', '15', '30'))}" + rng.choice(
        ("", f"–{start + rng.randint(1, 7):02d}:00")
    )


def _state(rng: random.Random) -> str:
    return rng.choice(
        ("open", "closed", "approved", "rejected", "pending", "on hold", "in use", "retired",
         "overdue", "passed", "failed", "not tested", "yes", "no", "high", "medium", "low")
    )  # fmt: skip


_HEADS: dict[str, tuple[Draw | None, tuple[str, ...]]] = {
    "What": (_money, ("Price", "Cost", "Budget", "Outturn", "Fee", "Unit charge", "Revenue", "Rent",
                      "Net price", "Hourly rate", "Monthly fee", "Turnover", "Spend", "Deposit")),
    "How many": (_count, ("Members", "Visitors", "Units", "Beds", "Staff", "Copies sold", "Orders",
                          "Seats", "Complaints", "Incidents", "Pages", "Stock", "Places")),
    "What share": (_share, ("Share", "Vacancy rate", "Discount", "Occupancy", "Growth", "Margin",
                            "Turnout", "Completion", "Target", "Score", "VAT")),
    "When": (_date, ("Date", "Start", "End", "Deadline", "Due", "Delivery", "Last inspection",
                     "Founded", "Expiry", "Next review", "Published", "Opened")),
    "Which": (_code, ("Code", "Order no.", "Room", "Reference", "Part number", "Account", "Invoice",
                      "Serial no.", "Licence", "Register no.")),
    "How much": (_measure, ("Weight", "Length", "Capacity", "Load", "Consumption", "Notice period",
                            "Warranty", "Depth", "Distance", "Lead time", "Volume")),
    "What time": (_time, ("Hours", "Shift", "Departure", "Arrival", "Opening hours", "Start time")),
    "State": (_state, ("Status", "Result", "Priority", "Condition", "Approved", "Risk")),
    "Who": (None, ("Owner", "Contact", "Author", "Responsible", "Supplier", "Chair", "Lead", "By",
                   "Contractor", "Manager", "Reported by")),
    "Where": (None, ("Place", "Site", "Location", "Town", "Venue", "Depot", "Region")),
}  # fmt: skip
_ROW_HEADS = (
    "Name", "Item", "Product", "Department", "Site", "Project", "Service", "Item no.", "Station",
    "Country", "Town", "Team", "Category", "Description", "Supplier", "Programme", "Article",
)  # fmt: skip
_ASKING: dict[str, tuple[str, ...]] = {
    "What": ("How much is the {head} of {row}?", "What is the {head} for {row}?",
             "What does {row} cost?", "How much do we pay for {row}?",
             "What was the {head} of {row}?"),
    "How many": ("How many {head} does {row} have?", "How many {head} were there at {row}?",
                 "What is the number of {head} for {row}?"),
    "What share": ("What is the {head} of {row}?", "What {head} does {row} have?",
                   "How high is the {head} for {row}?"),
    "When": ("When is the {head} of {row}?", "What is the {head} for {row}?",
             "When was {row}? {head}", "What date is given as {head} for {row}?"),
    "Which": ("What is the {head} of {row}?", "Which {head} does {row} have?",
              "Under what {head} is {row} listed?"),
    "How much": ("What is the {head} of {row}?", "How large is the {head} of {row}?",
                 "What {head} is given for {row}?"),
    "What time": ("What are the {head} of {row}?", "What time is the {head} for {row}?",
                  "At what time: {head} of {row}?"),
    "State": ("What is the {head} of {row}?", "What {head} does {row} have?", "Is {row} {head}?"),
    "Who": ("Who is the {head} for {row}?", "Who is {head} of {row}?",
            "Whose name is given as {head} for {row}?"),
    "Where": ("What is the {head} of {row}?", "At which {head} is {row}?",
              "Where is {row}? {head}"),
}  # fmt: skip


_YEAR = "Year"
"""Kind of a column whose head is a year."""
_YEAR_ASKING = (
    "What was {row} in {head}?",
    "How much was {row} in {head}?",
    "{row} {head}",
    "In {head}, what was the figure for {row}?",
)
_QUESTIONS = 2
"""Asked of a table, at most."""
_WRONG_ROW, _WRONG_COLUMN = 0.17, 0.17
"""Shares of questions about a row, or a column, that the table does not have."""


@dataclass(frozen=True, slots=True)
class _Column:
    kind: str
    head: str
    draw: Draw


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as it is printed.

    Attributes:
        rows: Names of the rows.
        columns: Beside the names.
        cells: Values, by row and column.
        text: As printed, with a title or without.
        starts: Where in ``text`` the value of each cell begins.
        has_years: Whether the heads are years.
    """

    rows: list[str]
    columns: list[_Column]
    cells: list[list[str]]
    text: str
    starts: list[list[int]]
    has_years: bool


def table_questions(names: Sequence[str], number: int, rng: random.Random) -> list[Asked]:
    """Make up tables and ask for their cells; a third of the questions has no answer.

    Args:
        names: What rows, people and places are called; at least nine.
        number: Of questions, about two a table.
        rng: Draws everything.
    """
    questions: list[Asked] = []
    document = 0
    while len(questions) < number:
        table = _drawn_table(names, rng)
        for _ in range(_QUESTIONS):
            question = _question(table, names, document, len(questions), rng)
            if question is not None:
                questions.append(question)
        document += 1
    return questions[:number]


def _drawn_table(names: Sequence[str], rng: random.Random) -> _Table:
    rows = list(dict.fromkeys(rng.sample(names, rng.randint(3, 9))))
    columns = _columns(names, rng)
    has_years = rng.random() < 0.15
    if has_years:
        draw = rng.choice((_money, _count, _share))
        first_year = rng.randint(1995, 2022)
        columns = [_Column(_YEAR, str(first_year + i), draw) for i in range(rng.randint(2, 5))]
    cells = [[column.draw(rng) for column in columns] for _ in rows]
    row_head = rng.choice(_ROW_HEADS)
    lines, starts = _printed(row_head, rows, columns, cells, rng)
    title = rng.choice(
        (
            "",
            "",
            f"{rng.choice(names)}\n",
            f"{rng.choice(_ROW_HEADS)}s {rng.randint(2001, 2026)}\n\n",
        )
    )
    shifted = [[start + len(title) for start in row_starts] for row_starts in starts]
    return _Table(rows, columns, cells, title + "\n".join(lines), shifted, has_years)


def _question(
    table: _Table, names: Sequence[str], document: int, number: int, rng: random.Random
) -> Asked | None:
    """Ask for one cell; None if a row or column drawn as a wrong one stands in the table."""
    row, column = rng.randrange(len(table.rows)), rng.randrange(len(table.columns))
    asked_row, asked_column = table.rows[row], table.columns[column]
    drawn = rng.random()
    if drawn < _WRONG_ROW:
        asked_row = rng.choice(names)
    elif drawn < _WRONG_ROW + _WRONG_COLUMN:
        asked_column = _other_column(table, asked_column, names, rng)
    is_here = asked_row == table.rows[row] and asked_column is table.columns[column]
    golds: tuple[Span, ...] = ()
    if is_here:
        start, value = table.starts[row][column], table.cells[row][column]
        golds = (Span(start, start + len(value)),)
        if table.text[start : start + len(value)] != value:
            raise AssertionError("a cell does not stand where it was printed")
    elif asked_row.lower() in table.text.lower() and asked_column.head in table.text:
        return None
    return Asked(
        question=_asked(asked_row, asked_column, rng),
        text=table.text,
        lead="",
        golds=golds,
        evidence=None if is_here else (),
        is_answered=is_here,
        source="tables",
        document=document,
        number=number,
    )


def _other_column(
    table: _Table, column: _Column, names: Sequence[str], rng: random.Random
) -> _Column:
    """Draw a column that the table does not have; the given one where none is drawn."""
    heads = {own.head for own in table.columns}
    others = [other for other in _columns(names, rng) if other.head not in heads]
    drawn = rng.choice(others) if others else column
    if table.has_years:
        return _Column(_YEAR, str(rng.randint(1980, 1994)), drawn.draw)
    return drawn


def _columns(names: Sequence[str], rng: random.Random) -> list[_Column]:
    kinds = rng.sample(sorted(_HEADS), rng.randint(1, 5))
    columns = []
    for kind in kinds:
        draw, heads = _HEADS[kind]
        columns.append(_Column(kind, rng.choice(heads), draw or (lambda rng: rng.choice(names))))
    return columns


def _asked(row: str, column: _Column, rng: random.Random) -> str:
    if column.kind == _YEAR:
        return rng.choice(_YEAR_ASKING).format(row=row, head=column.head)
    head = column.head.lower() if column.head[1:].islower() else column.head
    if rng.random() < 0.12:
        return rng.choice((f"{row} {head}", f"{head} {row}"))
    return rng.choice(_ASKING[column.kind]).format(row=row, head=head)


def _printed(
    row_head: str,
    rows: Sequence[str],
    columns: Sequence[_Column],
    cells: Sequence[Sequence[str]],
    rng: random.Random,
) -> tuple[list[str], list[list[int]]]:
    """Print a table; return its lines, and where in the joined lines each cell's value begins."""
    form = rng.choice(("named", "named", "named numbered", "bars", "pair"))
    if form == "pair" and len(columns) > 1:
        form = "named"
    heads = [column.head for column in columns]
    numbered = "numbered" in form
    lines: list[str] = []
    if form == "bars":
        lines.append(" | ".join([row_head, *heads]))
    elif form != "pair" and rng.random() < 0.7:
        end = " (row 1)." if numbered else ""
        lines.append("Columns: " + "; ".join([row_head, *heads]) + end)
    begin = sum(len(line) + 1 for line in lines)
    starts = []
    for number, (row, values) in enumerate(zip(rows, cells, strict=True), 2):
        if form == "bars":
            line, joint = row, " | "
        elif form == "pair":
            line, joint = row, ": "
        else:
            line, joint = f"{row_head}: {row}", "; "
        row_starts = []
        for head, value in zip(heads, values, strict=True):
            line += joint + (f"{head}: " if form.startswith("named") else "")
            row_starts.append(begin + len(line))
            line += value
        if numbered:
            line += f" (row {number})."
        starts.append(row_starts)
        lines.append(line)
        begin += len(line) + 1
    return lines, starts
