"""Lists in tables: cells of a column, of all rows or of those that a question narrows down to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from index.structure import Block, Cell
from index.values import Document, Span
from qa.answering.listing import ListedItems
from qa.answering.question_words import QuestionWords, content_terms
from qa.answering.sister_tables import joined_table
from qa.answering.table_rows import Table, cell_in, table_at

__all__ = ["column_around"]

_MOST_ITEMS: Final = 60
_MOST_RUNS: Final = 5
"""Pieces that a list is quoted in; of more, everything from the first to the last is quoted."""
_INTRODUCED: Final = 0.6
"""Share of the question's words from which on what stands above a table says that it is meant."""
_LONGEST_VALUE: Final = 6
"""Terms of a cell that a question can name."""


def column_around(document: Document, answer: Span, words: QuestionWords) -> ListedItems | None:
    """The cells that a question for a list asks for; None where the table doesn't say so.

    The column is the one whose name the question begins with ("which suppliers"), or else that of
    the answer. Where a further cell of the answer's row says what the question says, the rows with
    the same cell are meant. Otherwise all rows are, if the words of the question stand above the
    table or in the names of its columns. Rows of tables that go on with it are meant as well,
    unless the question names the one table.

    Args:
        document: With its structure.
        answer: A span in a row of the table.
        words: Of the question.
    """
    number = document.structure.number_at(answer.start)
    table = table_at(document, number)
    if table is None or document.structure.blocks[number] not in table.rows:
        return None
    own = document.structure.blocks[number]
    column = table.asked_column(words)
    if column is None:
        column = _column_of(own, answer)
    table = _with_sisters(table, own, words)
    alike = _alike(table, own, column, words)
    if alike is None:
        alike = table.rows if words.share_in(table.above) >= _INTRODUCED else ()
    picked = [(row, cell_in(row, column)) for row in alike if not table.is_sum(row)]
    return _items(table, picked)


def _with_sisters(table: Table, own: Block, words: QuestionWords) -> Table:
    """A table joined with its sisters, unless the question names it or they lack a column of it."""
    whole = joined_table(table)
    if whole is None or words.share_in(whole.above) < words.share_in(table.above):
        return table
    shared = {cell.column for row in whole.heads for cell in row.cells}
    return whole if {cell.column for cell in own.cells} <= shared else table


def _column_of(row: Block, answer: Span) -> int:
    """The column that an answer stands in; the first one where it stands in several or in none."""
    touched = [cell for cell in row.cells if Span(cell.start, cell.end).overlaps(answer)]
    return touched[0].column if len(touched) == 1 else row.cells[0].column


def _alike(table: Table, own: Block, column: int, words: QuestionWords) -> Sequence[Block] | None:
    """The rows that share with a row every cell that the question names; None if it names none."""
    asked = {term for word in words.words for term in word.terms}
    text = table.document.text
    named = [c for c in own.cells if c.column != column and _is_named(text, c, asked)]
    if not named:
        return None
    return [
        row
        for row in table.rows
        if all(table.value(cell_in(row, c.column)) == table.value(c) for c in named)
    ]


def _is_named(text: str, cell: Cell, asked: set[str]) -> bool:
    """Whether more than half of what a cell says is among the terms of a question."""
    own = content_terms(text[cell.start : cell.end])
    return 0 < len(own) <= _LONGEST_VALUE and 2 * len(own & asked) > len(own)


def _items(table: Table, picked: Sequence[tuple[Block, Cell | None]]) -> ListedItems | None:
    """Each distinct cell once, and the rows they stand in; None where there is no list."""
    by_value: dict[tuple[str, ...], tuple[Block, Cell]] = {}
    for row, cell in picked:
        if cell is not None:
            by_value.setdefault(table.value(cell), (row, cell))
    if not 2 <= len(by_value) <= _MOST_ITEMS:
        return None
    spans = tuple(Span(cell.start, cell.end) for _, cell in by_value.values())
    runs = tuple(_runs(table.document.text, [row.span for row, _ in by_value.values()]))
    whole = Span(runs[0].start, runs[-1].end)
    return ListedItems(
        spans, whole, None, is_complete=True, runs=runs if len(runs) <= _MOST_RUNS else ()
    )


def _runs(text: str, rows: Sequence[Span]) -> Iterator[Span]:
    """Rows that follow each other, as one span."""
    run = rows[0]
    for row in rows[1:]:
        if text[run.end : row.start].strip():
            yield run
            run = row
        else:
            run = Span(run.start, row.end)
    yield run
