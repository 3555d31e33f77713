"""The question of a person, asked of other rows of the table that answers it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from index.structure import Block, Cell
from index.values import Span
from qa.answer import Answer
from qa.page.examples.selection import LONGEST, ExampleQuestion

__all__ = ["rows_alike"]

_ROWS: Final = 2  # rows below that are asked for
_FURTHEST: Final = 6  # rows below among which they are looked for
_NO_THING: Final = re.compile(
    r"\b(?:totals?|sums?|average|mean|overall|all|others?|none|anonymous)\b", re.IGNORECASE
)
_PLAIN: Final = re.compile(r"[^\W\d_][\w'’.&-]*(?: [\w'’.&-]+){0,5}")


def rows_alike(answer: Answer) -> Iterator[ExampleQuestion]:
    """The question with the name of another row in place of the one it names.

    None where the best citation is no row, or the question does not name it as the row does.
    """
    best = answer.citations[0]
    document, question = best.document, answer.asked_as
    structure = document.structure
    number = structure.number_at(best.start)
    if number < 0 or best.answer_start is None:
        return
    row = structure.blocks[number]
    value = _cell_at(row, best.answer_start)
    named = [
        (cell, place) for cell in row.cells if (place := _named(document.text, cell, question))
    ]
    if value is None or not named:
        return
    head, place = max(named, key=lambda pair: len(pair[1]))
    count = 0
    for other in structure.blocks[number + 1 : number + 1 + _FURTHEST]:
        if other.table != row.table or row.table is None or count == _ROWS:
            return
        other_head, other_value = (_in_column(other, cell.column) for cell in (head, value))
        if other_head is None or other_value is None:
            continue
        name = " ".join(document.text[other_head.start : other_head.end].split())
        before, after = _with_article(question[: place.start], name), question[place.end :]
        asked = f"{before}{_as_typed(name, question[place.start : place.end])}{after}"
        words = document.text[other_value.start : other_value.end]
        if not any(map(str.isalnum, words)):
            continue
        if _is_thing(name) and asked != question and len(asked) <= LONGEST:
            count += 1
            yield ExampleQuestion(asked, document.id, Span(other.start, other.end), 0, words)


def _named(text: str, cell: Cell, question: str) -> Span | None:
    """Where a question names a cell, in its words."""
    name = text[cell.start : cell.end].split()
    if not _is_thing(" ".join(name)):
        return None
    pattern = r"\s+".join(map(re.escape, name))
    match = re.search(rf"(?<!\w){pattern}(?!\w)", question, re.IGNORECASE)
    return None if match is None else Span(*match.span())


def _is_thing(name: str) -> bool:
    """Whether a cell names something: in a few plain words, and no sum of other rows."""
    return _PLAIN.fullmatch(name) is not None and _NO_THING.search(name) is None


def _with_article(before: str, name: str) -> str:
    """What stands before a name, with the form of "a" that its first letter needs."""
    form = "an" if name[:1].lower() in "aeiou" else "a"
    return re.sub(r"\ban? $", f"{form} ", before)


def _as_typed(name: str, typed: str) -> str:
    """A name as it was typed in the question: "Patient gown" is "patient gown" there."""
    is_small = typed[:1].islower() and name[:1].isupper() and name[1:].islower()
    return name[:1].lower() + name[1:] if is_small else name


def _cell_at(row: Block, offset: int) -> Cell | None:
    return next((cell for cell in row.cells if cell.start <= offset < cell.end), None)


def _in_column(row: Block, column: int) -> Cell | None:
    return next((cell for cell in row.cells if cell.column == column), None)
