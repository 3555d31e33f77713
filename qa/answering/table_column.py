"""Lists in tables: cells of a column, of all rows or of those that a question narrows down to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from index.span_context import headings_above
from index.structure import Block, Cell
from index.text.terms import terms
from index.values import Document, Span
from qa.answering.listing import ListedItems
from qa.answering.question_words import QuestionWords, content_terms

__all__ = ["column_around"]

_MOST_ITEMS: Final = 60
_MOST_RUNS: Final = 5
"""Pieces that a list is quoted in; of more, everything from the first to the last is quoted."""
_INTRODUCED: Final = 0.6
"""Share of the question's words from which on what stands above a table says that it is meant."""
_ASKED_FOR: Final = 2
"""First words of a question, one of which names the things it asks for."""
_LONGEST_VALUE: Final = 6
"""Terms of a cell that a question can name."""
_SUM: Final = re.compile(r"(?:sub|grand )?totals?\b|sum\b|overall\b", re.IGNORECASE)


def column_around(document: Document, answer: Span, words: QuestionWords) -> ListedItems | None:
    """The cells that a question for a list asks for; None where the table doesn't say so.

    The column is the one whose name the question begins with ("which suppliers"), or else that of
    the answer. Where a further cell of the answer's row says what the question says, the rows with
    the same cell are meant. Otherwise all rows are, if the words of the question stand above the
    table or in the names of its columns.

    Args:
        document: With its structure.
        answer: A span in a row of the table.
        words: Of the question.
    """
    text, blocks = document.text, document.structure.blocks
    number = document.structure.number_at(answer.start)
    if number < 0 or blocks[number].table is None or not blocks[number].cells:
        return None
    first, last = _table_around(blocks, number)
    heads = [row for row in blocks[first : last + 1] if _names_columns(row)]
    rows = [row for row in blocks[first : last + 1] if row.cells and not _names_columns(row)]
    if blocks[number] not in rows:
        return None
    column = _asked_column(text, heads, words)
    if column is None:
        column = _column_of(blocks[number], answer)
    alike = _alike(text, rows, blocks[number], column, words)
    if alike is None:
        above = _above(document, blocks, first, heads)
        alike = rows if words.share_in(above) >= _INTRODUCED else []
    alike = [row for row in alike if not _is_sum(text, row)]
    return _items(text, [(row, _cell(row, column)) for row in alike])


def _table_around(blocks: Sequence[Block], number: int) -> tuple[int, int]:
    """Numbers of the first and the last row of a table."""
    table = blocks[number].table
    first = last = number
    while first > 0 and blocks[first - 1].table == table:
        first -= 1
    while last + 1 < len(blocks) and blocks[last + 1].table == table:
        last += 1
    return first, last


def _names_columns(row: Block) -> bool:
    return all(cell.is_head for cell in row.cells) and len(row.cells) > 1


def _asked_column(text: str, heads: Sequence[Block], words: QuestionWords) -> int | None:
    """The column whose name is among the first words of the question."""
    for word in words.words[:_ASKED_FOR]:
        for row in heads:
            for cell in row.cells:
                if set(terms(text[cell.start : cell.end])) == set(word.terms):
                    return cell.column
    return None


def _is_sum(text: str, row: Block) -> bool:
    return _SUM.match(text, row.cells[0].start, row.cells[0].end) is not None


def _column_of(row: Block, answer: Span) -> int:
    """The column that an answer stands in; the first one where it stands in several or in none."""
    touched = [cell for cell in row.cells if Span(cell.start, cell.end).overlaps(answer)]
    return touched[0].column if len(touched) == 1 else row.cells[0].column


def _alike(
    text: str, rows: Sequence[Block], own: Block, column: int, words: QuestionWords
) -> list[Block] | None:
    """The rows that share with a row every cell that the question names; None if it names none."""
    asked = {term for word in words.words for term in word.terms}
    named = [c for c in own.cells if c.column != column and _is_named(text, c, asked)]
    if not named:
        return None
    return [
        row
        for row in rows
        if all(_value(text, _cell(row, c.column)) == _value(text, c) for c in named)
    ]


def _is_named(text: str, cell: Cell, asked: set[str]) -> bool:
    """Whether more than half of what a cell says is among the terms of a question."""
    own = content_terms(text[cell.start : cell.end])
    return 0 < len(own) <= _LONGEST_VALUE and 2 * len(own & asked) > len(own)


def _cell(row: Block, column: int) -> Cell | None:
    return next((cell for cell in row.cells if cell.column == column), None)


def _value(text: str, cell: Cell | None) -> tuple[str, ...]:
    return () if cell is None else tuple(terms(text[cell.start : cell.end]))


def _above(document: Document, blocks: Sequence[Block], first: int, heads: Sequence[Block]) -> str:
    """What says what a table is about: titles, the block before it, the names of its columns."""
    parts = [document.title]
    before = [*headings_above(document.structure, blocks[first].start), *heads]
    if first and blocks[first - 1].table is None:
        before.append(blocks[first - 1])
    parts += [document.text[block.start : block.end] for block in before]
    return "\n".join(parts)


def _items(text: str, picked: Sequence[tuple[Block, Cell | None]]) -> ListedItems | None:
    """Each distinct cell once, and the rows they stand in; None where there is no list."""
    by_value: dict[tuple[str, ...], tuple[Block, Cell]] = {}
    for row, cell in picked:
        if cell is not None:
            by_value.setdefault(_value(text, cell), (row, cell))
    if not 2 <= len(by_value) <= _MOST_ITEMS:
        return None
    spans = tuple(Span(cell.start, cell.end) for _, cell in by_value.values())
    runs = tuple(_runs(text, [row.span for row, _ in by_value.values()]))
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
