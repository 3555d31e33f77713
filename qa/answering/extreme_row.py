"""The row of a table that has the most or the least of what a question asks.

No span of a text says "the cheapest": all rows of the table have to be compared, which a reader of
single passages does not do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.structure import Block, Cell
from index.text.terms import terms
from qa.answer import Alternative, Answer, Citation, Searched
from qa.answering.amount_columns import amounts_of, head_of, measured_column
from qa.answering.question_words import QuestionWords, content_terms
from qa.answering.superlatives import Superlative
from qa.answering.table_rows import Table, cell_in, table_at
from qa.retriever import Hit

__all__ = ["Extreme", "answer_of_extremes", "extreme_rows"]

_MEANT: Final = 0.55
"""Share of the question's words that a table and its row have from which on they are meant."""
_FEWEST_ROWS, _MOST_ROWS = 3, 500
_MOST_EQUAL: Final = 3
"""Rows with the same value that are given."""
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
_CONFIDENCE: Final = 0.8
"""Share of such answers that were right on folders that nothing here was written for."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """The rows of one table that have the most or the least.

    Attributes:
        table: It.
        rows: Those with the extreme value, each with the cell that answers; never empty.
        share: Of the question's words, by weight, that the table and its row have.
        share_above: The same of what stands above the table alone.
    """

    table: Table
    rows: tuple[tuple[Block, Cell], ...]
    share: float
    share_above: float

    @property
    def words(self) -> frozenset[str]:
        """What answers, for comparisons."""
        text = self.table.document.text
        return frozenset(text[cell.start : cell.end].casefold() for _, cell in self.rows)


def extreme_rows(
    asked: Superlative, words: QuestionWords, hits: Sequence[Hit]
) -> tuple[Extreme, ...]:
    """The extreme rows of the tables that a question can mean, likeliest table first.

    Args:
        asked: What is asked.
        words: Of the question without the superlative.
        hits: Passages; the tables that they have rows of are looked at.
    """
    extremes = [
        extreme
        for table in _tables(hits)
        if (extreme := _extreme(asked, words, table)) is not None and extreme.share >= _MEANT
    ]
    # A year or a name says more in a title than in some cell.
    best = max(((e.share, e.share_above) for e in extremes), default=(0.0, 0.0))
    return tuple(e for e in extremes if (e.share, e.share_above) == best)


def answer_of_extremes(
    question: str,
    extremes: Sequence[Extreme],
    min_confidence: float | None,
    searched: Searched,
    *,
    is_calibrated: bool,
) -> Answer | None:
    """The answer that some tables give; those after the first are alternatives.

    Args:
        question: As asked.
        extremes: From ``extreme_rows``.
        min_confidence: Lowest confidence that is given; any if None.
        searched: What the question was asked of.
        is_calibrated: Whether other confidences are.
    """
    if not extremes:
        return None
    distinct = list({extreme.words: extreme for extreme in reversed(extremes)}.values())[::-1]
    confidence = _CONFIDENCE / len(distinct)
    if min_confidence is not None and confidence < min_confidence:
        return None
    first, *others = (_citations(extreme, confidence) for extreme in distinct)
    items = [
        Citation(c.document, c.answer_start, c.answer_end, confidence, c.answer_start, c.answer_end)
        for c in first
        if c.answer_start is not None and c.answer_end is not None
    ]
    return Answer(
        *(question, question, "answer", confidence, is_calibrated, first),
        items=tuple(items) if len(items) > 1 else (),
        is_complete=len(items) > 1,
        alternatives=tuple(Alternative(confidence, other) for other in others),
        searched=searched,
        answer_probability=confidence,
    )


def _citations(extreme: Extreme, confidence: float) -> tuple[Citation, ...]:
    document = extreme.table.document
    return tuple(
        Citation(document, row.start, row.end, confidence, cell.start, cell.end)
        for row, cell in extreme.rows
    )


def _tables(hits: Sequence[Hit]) -> list[Table]:
    """The tables that passages have rows of, in the order of the passages."""
    tables: dict[tuple[str, int], Table] = {}
    for hit in hits:
        blocks = hit.document.structure.blocks
        number = max(0, hit.document.structure.number_at(hit.passage.start))
        while number < len(blocks) and blocks[number].start < hit.passage.end:
            key = (hit.document.id, blocks[number].table)
            if blocks[number].table is not None and key not in tables:
                table = table_at(hit.document, number)
                if table is not None:
                    tables[hit.document.id, blocks[number].table or 0] = table
            number += 1
    return list(tables.values())


def _extreme(asked: Superlative, words: QuestionWords, table: Table) -> Extreme | None:
    """The rows with the extreme value; None where the table doesn't say what the question asks."""
    rows = [row for row in table.rows if not table.is_sum(row)]
    if not _FEWEST_ROWS <= len(rows) <= _MOST_ROWS:
        return None
    named = _name_column(asked, table, rows, words)
    measured = None if named is None else measured_column(asked, words, table, rows, named)
    if named is None or measured is None or not _is_of(asked, table):
        return None
    if _names_yes_or_no(table, rows, words, {named, measured}):
        return None
    rows, said = _narrowed(table, rows, words, {named, measured})
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
    around = f"{table.above}\n{table.document.text[row.start : row.end]}\n{said}"
    figures = {term for word in words.words if word.is_figure for term in word.terms}
    if not figures <= set(terms(around)):
        return None
    return Extreme(table, tuple(picked), words.share_in(around), words.share_in(table.above))


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


def _narrowed(
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


def _names_yes_or_no(
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


def _is_of(asked: Superlative, table: Table) -> bool:
    """Whether a table is about what "what is the cheapest ..." asks for."""
    return asked.noun is None or asked.noun <= set(terms(table.above))


def _asks_value(asked: Superlative, table: Table, measured: int) -> bool:
    """Whether "what is the lowest price" asks for the amount and not for whose it is."""
    return bool(asked.noun) and (asked.noun or set()) <= set(terms(head_of(table, measured)))
