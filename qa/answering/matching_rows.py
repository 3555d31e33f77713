"""All rows of a table whose amounts meet the conditions of a question: "all under £50"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from index.structure import Block
from index.text.terms import terms
from qa.answering.amount_columns import amounts_in, amounts_of, head_of, names_measure
from qa.answering.conditions import Condition, Filter
from qa.answering.derived_words import are_akin
from qa.answering.narrowed_rows import names_yes_or_no, narrowed
from qa.answering.picked_rows import PickedRows, tables_of, without_parts
from qa.answering.question_words import QuestionWords, content_terms
from qa.answering.sister_tables import with_joined
from qa.answering.table_rows import Table, cell_in, names_code
from qa.retriever import Hit

__all__ = ["matching_rows"]

_FEWEST_ROWS, _MOST_ROWS = 2, 500
_MOST_GIVEN: Final = 30
_GENERIC: Final = frozenset(
    terms(
        "item thing product article entry option row line list available offered sold need people"
    )
)
"""Terms that a row of any table can be meant by, and that are said of all of them."""


def matching_rows(
    asked: Filter, words: QuestionWords, hits: Sequence[Hit]
) -> tuple[PickedRows, ...]:
    """The rows that a question asks for, of the tables that it can mean, likeliest table first.

    A table is meant where it has all that the question says beside its conditions. Tables without
    such a row give nothing.

    Args:
        asked: What is asked.
        words: Of the question without its conditions.
        hits: Passages; the tables that they have rows of are looked at.
    """
    tables = with_joined(tables_of(hits))
    picked = [rows for table in tables if (rows := _matching(asked, words, table)) is not None]
    best = max((rows.share_above for rows in picked), default=0.0)
    return without_parts([rows for rows in picked if rows.share_above == best])


def _matching(asked: Filter, words: QuestionWords, table: Table) -> PickedRows | None:
    """The rows of one table; None where it doesn't say what the question asks, or none matches."""
    rows = [row for row in table.rows if not table.is_sum(row)]
    if not _FEWEST_ROWS <= len(rows) <= _MOST_ROWS:
        return None
    named = _name_column(asked, table, rows, words)
    columns = _columns_of(asked, words, table, rows)
    if named is None or columns is None or named in columns:
        return None
    apart = {named, *columns}
    if names_yes_or_no(table, rows, words, apart):
        return None
    kept, said = narrowed(table, rows, words, apart)
    if not _has_all(asked, words, [*terms(table.above), *terms(said)]):
        return None
    for condition, column in zip(asked.conditions, columns, strict=True):
        amounts = _amounts(condition, words, table, kept, column) or {}
        kept = [kept[number] for number, amount in amounts.items() if condition.holds(amount)]
    picked = [(row, cell) for row in kept if (cell := cell_in(row, named)) is not None]
    if not 1 <= len(picked) <= _MOST_GIVEN:
        return None
    share = words.share_in(table.above)
    return PickedRows(table, tuple(picked), share, share, is_filtered=True)


def _name_column(
    asked: Filter, table: Table, rows: Sequence[Block], words: QuestionWords
) -> int | None:
    """The column whose cells answer: the one that is asked for, or else the first with names.

    None where amounts are asked for: "which price", "how many days".
    """
    columns = sorted({cell.column for row in rows for cell in row.cells})
    heads = {column: content_terms(head_of(table, column)) for column in columns}
    amounts = {c for c in columns if amounts_of(table.document, rows, c) is not None}
    if any(asked.noun & heads[column] for column in amounts):
        return None
    names = [column for column in columns if column not in amounts]
    named = table.asked_column(words)
    if named in names:
        return named
    telling = [c for c in names if not names_code(head_of(table, c))]
    return next(iter(telling or names), None)


def _columns_of(
    asked: Filter, words: QuestionWords, table: Table, rows: Sequence[Block]
) -> list[int] | None:
    """The column of each condition; None where nothing tells one."""
    columns = [_column_of(condition, words, table, rows) for condition in asked.conditions]
    told = [column for column in columns if column is not None]
    return told if len(told) == len(columns) else None


def _column_of(
    condition: Condition, words: QuestionWords, table: Table, rows: Sequence[Block]
) -> int | None:
    """The column that a condition is about; None where nothing tells."""
    asked = _terms_of(words)
    columns = {cell.column for row in rows for cell in row.cells}
    able = {
        column: sum(_is_akin(term, terms(head_of(table, column))) for term in asked)
        for column in columns
        if _amounts(condition, words, table, rows, column) is not None
    }
    best = max(able.values(), default=0)
    nearest = [column for column, count in able.items() if count == best]
    # A plain number can be of anything: the question has to name the column.
    is_told = best > 0 or _kind_of(condition, words) != "number"
    return nearest[0] if len(nearest) == 1 and is_told else None


def _amounts(
    condition: Condition,
    words: QuestionWords,
    table: Table,
    rows: Sequence[Block],
    column: int,
) -> dict[int, float] | None:
    """The amounts of a column in the measure of a condition; None where they have no such."""
    return amounts_in(table, rows, column, _kind_of(condition, words), condition.unit)


def _kind_of(condition: Condition, words: QuestionWords) -> str:
    """The kind of a condition's amount: "cost more than 50" is one of money, "20 people" a number.

    What is counted stands in the rest of the question.
    """
    if condition.kind != "number":
        return "number" if condition.kind.startswith("count") else condition.kind
    said = " ".join(word.text for word in words.words)
    return "money" if names_measure("money", said) else "number"


def _has_all(asked: Filter, words: QuestionWords, held: Collection[str]) -> bool:
    """Whether a table has all terms of a question, but for general ones and those of measures."""
    kinds = {_kind_of(condition, words) for condition in asked.conditions}
    measures = [measure for measure in ("money", "time") if measure in kinds]
    return all(
        term in _GENERIC
        or _is_akin(term, held)
        or any(names_measure(measure, term) for measure in measures)
        for term in _terms_of(words)
    )


def _terms_of(words: QuestionWords) -> list[str]:
    return [term for word in words.words for term in word.terms]


def _is_akin(term: str, held: Iterable[str]) -> bool:
    return any(are_akin(term, other) for other in held)
