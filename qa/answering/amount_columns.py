"""Columns of amounts: which cells can be compared, and which column a question is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from index.structure import Block, Cell
from index.text.terms import terms
from index.values import Document
from qa.answering.measured_values import Value, values_in
from qa.answering.question_words import QuestionWords
from qa.answering.superlatives import Superlative
from qa.answering.table_rows import Table, cell_in

__all__ = ["amounts_in", "amounts_of", "head_of", "is_money", "measured_column", "names_measure"]

_PRICES: Final = frozenset(
    terms("price cost fee charge rate rent tariff amount total sum offer premium")
)
_TIMES: Final = frozenset(
    terms("length duration time term period days weeks months years hours minutes")
)
_RANGE: Final = re.compile(r"\s*(?:[-\u2013\u2014]|(?:to|or)\b)\s*[\u00a3$\u20ac\u00a5]?\s?\d")
_RATE: Final = re.compile(r"\s*(?:/|(?:per|an?|each|every)\s)\s*(?P<unit>[^\W\d_]+)", re.IGNORECASE)
"""What an amount is for: "\u00a312 per hour" and "\u00a360 per day" cannot be compared."""
_UNIT: Final = re.compile(r"\s?(?P<unit>[^\W\d_]+)")
_CURRENCY: Final = re.compile(r"[\u00a3$\u20ac\u00a5]|\b(?:GBP|USD|EUR|CHF)\b")
_NEGATIVE: Final = re.compile(r"[-\u2212\u2013(]\s*\Z")
_BETWEEN: Final = ("", ",", "and")
"""What stands between the parts of a length of time."""
_NOTHING: Final = frozenset({"", "-", "\u2013", "\u2014", "n/a", "na", "none given", "not known"})


def measured_column(
    asked: Superlative, words: QuestionWords, table: Table, rows: Sequence[Block], named: int
) -> int | None:
    """The column of amounts that a question is about; None where nothing tells.

    Args:
        asked: What is asked.
        words: Of the question.
        table: It.
        rows: Of it, without sums.
        named: The column with the names of the rows, which is no other.
    """
    columns = [
        column
        for column in sorted({cell.column for row in rows for cell in row.cells} - {named})
        if amounts_of(table.document, rows, column) is not None
    ]
    if asked.measure:
        having = [column for column in columns if _has(asked.measure, table, rows, column)]
        # A price list need not say in its columns that they are prices.
        columns = having or (columns if names_measure(asked.measure, table.above) else [])
    shares = {column: words.share_in(head_of(table, column)) for column in columns}
    if len(shares) == 1:
        column = next(iter(shares))
        said = asked.measure or _measure_of(words)
        if said and _has(said, table, rows, column):
            return column
    best = max(shares.values(), default=0.0)
    nearest = [column for column, share in shares.items() if share == best]
    return nearest[0] if best > 0 and len(nearest) == 1 else None


def amounts_of(document: Document, rows: Sequence[Block], column: int) -> dict[int, float] | None:
    """The amount of each row by its number; None where a cell says something else, or other units.

    Rows that leave the column empty have no amount.
    """
    amounts: dict[int, float] = {}
    units = set()
    for number, row in enumerate(rows):
        cell = cell_in(row, column)
        said = "" if cell is None else document.text[cell.start : cell.end].strip()
        if said.casefold() in _NOTHING:
            continue
        amount, *unit = _value(said)
        if amount is None:
            return None
        amounts[number] = amount
        units.add(tuple(unit))
    return amounts if amounts and len(units) == 1 else None


@lru_cache(maxsize=4096)
def _value(said: str) -> tuple[float | None, str, str]:
    """The amount that a cell begins with, its kind and its unit; no amount of a range."""
    values = values_in(said)
    if not values or values[0].kind in ("date", "clock"):
        return None, "", ""
    first = values[0]
    before, behind = said[: first.span.start], said[first.span.end :]
    if any(character.isdigit() for character in before) or _RANGE.match(behind):
        return None, "", ""
    if first.kind == "time":
        return _time(said, values)
    sign = before.strip() if first.kind == "number" else "-" * bool(_NEGATIVE.search(before))
    rate = _RATE.match(behind) or (_UNIT.match(behind) if first.kind == "number" else None)
    return float(first.amount), first.kind, f"{sign} {rate['unit'].casefold() if rate else ''}"


def _time(said: str, values: Sequence[Value]) -> tuple[float | None, str, str]:
    """A length of time in all its parts: "1 hour 30 minutes"."""
    amount, end = 0.0, values[0].span.start
    unit = values[0].amount.partition(" ")[2]
    for value in values:
        if said[end : value.span.start].strip() not in _BETWEEN:
            break
        part, _, measure = value.amount.partition(" ")
        if value.kind != "time" or measure != unit:
            return None, "", ""
        amount, end = amount + float(part), value.span.end
    return amount, "time", unit


def amounts_in(
    table: Table, rows: Sequence[Block], column: int, kind: str, unit: str
) -> dict[int, float] | None:
    """The amounts of a column in the measure of another amount; None where they have no such.

    A plain number is one of money or of a time where the name of its column says so: "Price (£)",
    "Delivery (days)". A plain number that is asked for can be one of anything but a time.

    Args:
        table: It.
        rows: Of it, without sums.
        column: Of it.
        kind: Of the other amount; see ``measured_values.Value``.
        unit: Of a time: ``minutes`` or ``months``.
    """
    amounts = amounts_of(table.document, rows, column)
    if amounts is None:
        return None
    cell = cell_in(rows[next(iter(amounts))], column)
    said = "" if cell is None else table.document.text[cell.start : cell.end]
    _, own, own_unit = _value(said)
    head = head_of(table, column)
    if own == "time" or kind == "time":
        size = 1.0 if own == kind and own_unit == unit else _size_in(head, unit)
        is_able = kind == "time" and own in ("time", "number") and (own != "time" or size == 1.0)
        return {n: amount * size for n, amount in amounts.items()} if is_able and size else None
    is_price = own == "number" and _says_money(head)
    is_able = kind in ("number", own) or (kind == "money" and is_price)
    return amounts if is_able else None


def is_money(table: Table, cell: Cell) -> bool:
    """Whether a cell is an amount of money: by what it says, or as a number below such a name."""
    amount, kind, _ = _value(table.document.text[cell.start : cell.end].strip())
    if amount is None:
        return False
    return kind == "money" or (kind == "number" and _says_money(head_of(table, cell.column)))


def _says_money(head: str) -> bool:
    """Whether the name of a column has a word for prices or a currency."""
    return names_measure("money", head) or _CURRENCY.search(head) is not None


def _size_in(head: str, unit: str) -> float:
    """How many of a unit of time are one of the unit in the name of a column; 0 for no time."""
    for word in re.findall(r"[a-z]+", head.casefold()):
        for value in values_in(f"1 {word}"):
            size, _, own = value.amount.partition(" ")
            if value.kind == "time" and own == unit:
                return float(size)
    return 0.0


def head_of(table: Table, column: int) -> str:
    """The name of a column; empty where it has none."""
    text = table.document.text
    cells = [cell for row in table.heads if (cell := cell_in(row, column)) is not None]
    return " ".join(text[cell.start : cell.end] for cell in cells)


def _has(measure: str, table: Table, rows: Sequence[Block], column: int) -> bool:
    """Whether a column has prices or times, by its name or by all of its values."""
    if names_measure(measure, head_of(table, column)):
        return True
    text = table.document.text
    cells = [cell for row in rows if (cell := cell_in(row, column)) is not None]
    return all(_value(text[cell.start : cell.end])[1] == measure for cell in cells)


def names_measure(measure: str, text: str) -> bool:
    """Whether a text has a word for prices (``money``) or for lengths of time (``time``)."""
    names = _PRICES if measure == "money" else _TIMES
    return not names.isdisjoint(terms(text))


def _measure_of(words: QuestionWords) -> str:
    """The measure that a question names: "the smallest sum" is one of money."""
    asked = " ".join(word.text for word in words.words)
    return next((measure for measure in ("money", "time") if names_measure(measure, asked)), "")
