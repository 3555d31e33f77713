"""The price of a row where a question asks what its thing costs and another cell was read.

"How much is a plank?" over a table of lengths and prices has two numbers in its row. Both are
near what was asked; only the column says which of them is money.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from index.structure import Block, Cell
from index.text.terms import terms
from qa.answer import Answer, Citation
from qa.answering.amount_columns import head_of, is_money, names_measure
from qa.answering.picked_rows import PickedRows
from qa.answering.question_words import content_terms
from qa.answering.table_rows import Table, table_at

__all__ = ["asks_for_price", "priced_rows", "with_prices"]

_COSTS: Final = re.compile(
    r"\bhow much (?:(?:do|does|did|will|would|must|should)\b.*\b(?:cost|pay|charge)"
    r"|(?:is|are|was|were)\b.*\b(?:price|cost|fee|charge))\b"
    r"|\bwhat (?:do|does|did|will|would)\b.*\bcost\b|\b(?:price|cost|fee) (?:of|for)\b",
    re.IGNORECASE,
)
"""Questions that name a price."""
_HOW_MUCH: Final = re.compile(r"^(?:and |but |so )?how much (?:is|are|was|were) ", re.IGNORECASE)
"""Those that mean one where the rest of them only names a thing."""


def with_prices(answer: Answer) -> Answer:
    """The answer with the cell of the price in place of another one of the same row.

    Answers to other questions, and rows with no price or with several, stay as they are. An
    alternative that is no other answer then goes.
    """
    question = answer.question
    if answer.kind != "answer" or not asks_for_price(question):
        return answer
    citations = tuple(_of_price(question, citation) for citation in answer.citations)
    if citations == answer.citations:
        return answer
    others = (
        replace(other, citations=tuple(_of_price(question, c) for c in other.citations))
        for other in answer.alternatives
    )
    given = {_place(citation) for citation in citations}
    kept = tuple(other for other in others if _place(other.citations[0]) not in given)
    return replace(answer, citations=citations, alternatives=kept)


def asks_for_price(question: str) -> bool:
    """Whether a question can ask for the price of a thing."""
    return bool(_COSTS.search(question) or _HOW_MUCH.match(question))


def priced_rows(question: str, tables: Sequence[Table]) -> tuple[PickedRows, ...]:
    """The row of the thing whose price a question asks for, with the price.

    Empty where no row, or more than one, can be meant, and where a row has no price or several.

    Args:
        question: It asks for a price.
        tables: Those that can have it.
    """
    asked = {term for term in content_terms(question) if not names_measure("money", term)}
    meant = []
    for table in tables:
        above, text = set(terms(table.above)), table.document.text
        for row in table.rows:
            own = set(terms(" ".join(text[cell.start : cell.end] for cell in row.cells)))
            if asked & own and asked <= own | above:
                meant.append((table, row))
    if len(meant) != 1:
        return ()
    table, row = meant[0]
    prices = [cell for cell in row.cells if is_money(table, cell)]
    return (PickedRows(table, ((row, prices[0]),), 1.0, 1.0),) if len(prices) == 1 else ()


def _of_price(question: str, citation: Citation) -> Citation:
    """A citation that marks the price of the row it is in; the same where that is not told."""
    document, start, end = citation.document, citation.answer_start, citation.answer_end
    if start is None or end is None:
        return citation
    number = document.structure.number_at(start)
    table = table_at(document, number)
    if table is None:
        return citation
    row = document.structure.blocks[number]
    if row not in table.rows:
        return citation
    marked = [cell for cell in row.cells if cell.start < end and cell.end > start]
    if not marked or not _asks_price(question, table, row, marked):
        return citation
    prices = [cell for cell in row.cells if is_money(table, cell)]
    if len(prices) != 1 or not citation.start <= prices[0].start < prices[0].end <= citation.end:
        return citation
    return replace(citation, answer_start=prices[0].start, answer_end=prices[0].end)


def _asks_price(question: str, table: Table, row: Block, marked: Sequence[Cell]) -> bool:
    """Whether a question about a row asks for its price, and not for what is marked in it."""
    asked = content_terms(question)
    heads = {term for cell in marked for term in terms(head_of(table, cell.column))}
    text = table.document.text
    own = {term for cell in row.cells for term in terms(text[cell.start : cell.end])}
    if any(is_money(table, cell) for cell in marked) or (asked - own) & heads:
        return False
    named = {term for term in asked if not names_measure("money", term)}
    return _COSTS.search(question) is not None or (bool(named) and named <= own)


def _place(citation: Citation) -> tuple[str, int | None, int | None]:
    return citation.document.id, citation.answer_start, citation.answer_end
