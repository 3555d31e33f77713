"""Rows of tables as answers, each with the cell that answers.

No span of a text says "the cheapest" or "all under £50": all rows of the table have to be
compared, which a reader of single passages does not do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from index.structure import Block, Cell
from qa.answer import Alternative, Answer, Citation
from qa.answering.request import Request
from qa.answering.table_rows import Table, table_at
from qa.retriever import Hit

__all__ = ["PickedRows", "answer_of_rows", "tables_of", "without_parts"]

_CONFIDENCE: Final = 0.8
"""Share of such answers that were right on folders that nothing here was written for."""


@dataclass(frozen=True, slots=True)
class PickedRows:
    """Rows of one table that answer a question for things of some amount.

    Attributes:
        table: It.
        rows: Those that answer, each with the cell that answers; never empty.
        share: Of the question's words, by weight, that the table and its row have.
        share_above: The same of what stands above the table alone.
        is_filtered: Whether they are all rows that meet a condition: a list, even if it is one.
    """

    table: Table
    rows: tuple[tuple[Block, Cell], ...]
    share: float
    share_above: float
    is_filtered: bool = False

    @property
    def words(self) -> frozenset[str]:
        """What answers, for comparisons."""
        text = self.table.document.text
        return frozenset(text[cell.start : cell.end].casefold() for _, cell in self.rows)


def answer_of_rows(request: Request, picked: Sequence[PickedRows]) -> Answer | None:
    """The answer that some tables give; those after the first are alternatives.

    Args:
        request: The question.
        picked: Of each table; none gives None.
    """
    if not picked:
        return None
    distinct = list({rows.words: rows for rows in reversed(picked)}.values())[::-1]
    confidence = _CONFIDENCE / len(distinct)
    if not request.takes(confidence):
        return None
    first, *others = (_citations(rows, confidence) for rows in distinct)
    items = tuple(
        replace(c, start=cell.start, end=cell.end)
        for c, (_, cell) in zip(first, distinct[0].rows, strict=True)
    )
    is_list = len(items) > 1 or distinct[0].is_filtered
    return replace(
        request.answer("answer", confidence, first),
        items=items if is_list else (),
        # Of tables that give different rows, none has all that is listed.
        is_complete=is_list and not others,
        alternatives=tuple(Alternative(confidence, other) for other in others),
    )


def tables_of(hits: Sequence[Hit]) -> list[Table]:
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


def without_parts(picked: Sequence[PickedRows]) -> tuple[PickedRows, ...]:
    """The rows of each table but of those that another one of them joins."""
    parts = {(p.document.id, p.first) for rows in picked for p in rows.table.parts}
    return tuple(
        rows
        for rows in picked
        if rows.table.parts or (rows.table.document.id, rows.table.first) not in parts
    )


def _citations(picked: PickedRows, confidence: float) -> tuple[Citation, ...]:
    document = picked.table.document
    return tuple(
        Citation(document, row.start, row.end, confidence, cell.start, cell.end)
        for row, cell in picked.rows
    )
