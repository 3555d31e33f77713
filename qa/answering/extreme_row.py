"""The row of a table that has the most or the least of what a question asks.

No span of a text says "the cheapest": all rows of the table have to be compared, which a reader of
single passages does not do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from index.structure import Block
from index.text.terms import terms
from qa.answering.amount_columns import amounts_of, head_of, measured_column
from qa.answering.narrowed_rows import names_yes_or_no, narrowed
from qa.answering.picked_rows import PickedRows, tables_of, without_parts
from qa.answering.question_words import QuestionWords
from qa.answering.sister_tables import with_joined
from qa.answering.superlatives import Superlative
from qa.answering.table_rows import Table, cell_in
from qa.retriever import Hit

__all__ = ["extreme_rows", "prices_of_things"]

_MEANT: Final = 0.55
"""Share of the question's words that a table and its row have from which on they are meant."""
_THINGS: Final = "item product article thing good"
"""Words for what any list can have, of which one stands for the other."""
_OF_THINGS: Final = frozenset(terms(f"{_THINGS} name description"))
"""Names of a column of such things."""
_FEWEST_ROWS, _MOST_ROWS = 3, 500
_MOST_EQUAL: Final = 3
"""Rows with the same value that are given."""


def extreme_rows(
    asked: Superlative, words: QuestionWords, hits: Sequence[Hit]
) -> tuple[PickedRows, ...]:
    """The extreme rows of the tables that a question can mean, likeliest table first.

    Args:
        asked: What is asked.
        words: Of the question without the superlative.
        hits: Passages; the tables that they have rows of are looked at.
    """
    extremes = [
        extreme
        for table in with_joined(tables_of(hits))
        if (extreme := _extreme(asked, words, table)) is not None and extreme.share >= _MEANT
    ]
    # A year or a name says more in a title than in some cell.
    best = max(((e.share, e.share_above) for e in extremes), default=(0.0, 0.0))
    return without_parts([e for e in extremes if (e.share, e.share_above) == best])


def prices_of_things(asked: Superlative, words: QuestionWords) -> str | None:
    """What to search for where a question names no more than "product" and asks for the cheapest.

    No row of a price list need have a word of such a question. None for other questions.
    """
    named = {term for word in words.words for term in word.terms}
    is_general = bool(named) and named <= set(terms(_THINGS))
    return f"{_THINGS} price" if is_general and asked.measure == "money" else None


def _extreme(asked: Superlative, words: QuestionWords, table: Table) -> PickedRows | None:
    """The rows with the extreme value; None where the table doesn't say what the question asks."""
    rows = [row for row in table.rows if not table.is_sum(row)]
    if not _FEWEST_ROWS <= len(rows) <= _MOST_ROWS:
        return None
    named = _name_column(asked, table, rows, words)
    measured = None if named is None else measured_column(asked, words, table, rows, named)
    if named is None or measured is None:
        return None
    things = "" if _OF_THINGS.isdisjoint(terms(head_of(table, named))) else _THINGS
    if asked.noun is not None and not asked.noun <= set(terms(f"{table.above}\n{things}")):
        return None
    if names_yes_or_no(table, rows, words, {named, measured}):
        return None
    rows, said = narrowed(table, rows, words, {named, measured})
    amounts = amounts_of(table.document, rows, measured) or {}
    if len(amounts) < _FEWEST_ROWS - 1:
        return None
    extreme = (max if asked.is_highest else min)(amounts.values())
    answers = measured if _asks_value(asked, table, measured) else named
    picked = [
        (rows[number], cell)
        for number, amount in amounts.items()
        if amount == extreme and (cell := cell_in(rows[number], answers)) is not None
    ]
    if not 1 <= len(picked) <= _MOST_EQUAL:
        return None
    row = picked[0][0]
    around = f"{table.above}\n{table.document.text[row.start : row.end]}\n{said}\n{things}"
    figures = {term for word in words.words if word.is_figure for term in word.terms}
    if not figures <= set(terms(around)):
        return None
    return PickedRows(table, tuple(picked), words.share_in(around), words.share_in(table.above))


def _name_column(
    asked: Superlative, table: Table, rows: Sequence[Block], words: QuestionWords
) -> int | None:
    """The column whose cells answer: the one that the question begins with, or else the first.

    A column of amounts has no names, unless "which" asks for it: "which year".
    """
    columns = sorted({cell.column for row in rows for cell in row.cells})
    names = [c for c in columns if amounts_of(table.document, rows, c) is None]
    column = table.asked_column(words)
    if column in names:
        return column
    first = table.asked_column(QuestionWords(words.words[:1]))
    if first is not None and asked.noun is None:
        return first
    return names[0] if names else None


def _asks_value(asked: Superlative, table: Table, measured: int) -> bool:
    """Whether "what is the lowest price" asks for the amount and not for whose it is."""
    return bool(asked.noun) and (asked.noun or set()) <= set(terms(head_of(table, measured)))
