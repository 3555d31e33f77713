"""Rows of a table that a question leaves out, or keeps, by what it names of their cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from index.structure import Block
from qa.answering.amount_columns import head_of
from qa.answering.question_words import QuestionWords, content_terms
from qa.answering.table_rows import Table, cell_in

__all__ = ["names_yes_or_no", "narrowed"]

_LONGEST_VALUE: Final = 6
"""Terms of a cell that a question can name."""
_YES_OR_NO: Final = frozenset(
    {
        "yes",
        "no",
        "y",
        "n",
        "x",
        "\u2713",
        "\u2714",
        "\u2717",
        "\u2718",
        "-",
        "\u2013",
        "\u2014",
        "",
    }
)


def narrowed(
    table: Table, rows: Sequence[Block], words: QuestionWords, apart: set[int]
) -> tuple[list[Block], str]:
    """The rows with the cells that the question names, and these cells; all rows if it names none.

    Args:
        table: It.
        rows: Of it.
        words: Of the question.
        apart: Columns that are not looked at.
    """
    asked = {term for word in words.words for term in word.terms}
    kept, said = list(rows), []
    for column in sorted({cell.column for row in rows for cell in row.cells} - apart):
        values = {
            table.value(cell)
            for row in kept
            if (cell := cell_in(row, column)) is not None
            and _is_named(table.document.text[cell.start : cell.end], asked)
        }
        if values:
            kept = [row for row in kept if table.value(cell_in(row, column)) in values]
            said += [" ".join(value) for value in values]
    return kept, " ".join(said)


def names_yes_or_no(
    table: Table, rows: Sequence[Block], words: QuestionWords, apart: set[int]
) -> bool:
    """Whether a question names a column that says yes or no: "with a projector" leaves out rows."""
    asked = {term for word in words.words for term in word.terms}
    for column in sorted({cell.column for row in rows for cell in row.cells} - apart):
        own = content_terms(head_of(table, column))
        cells = [cell for row in rows if (cell := cell_in(row, column)) is not None]
        said = {table.document.text[cell.start : cell.end].strip().casefold() for cell in cells}
        if own and own <= asked and said <= _YES_OR_NO:
            return True
    return False


def _is_named(said: str, asked: set[str]) -> bool:
    """Whether all that a cell says is among the terms of a question."""
    own = content_terms(said)
    return 0 < len(own) <= _LONGEST_VALUE and own <= asked
