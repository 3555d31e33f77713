"""How much a row differs from the rows below it, as heads do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from index.loaders.cleaning import one_line
from index.loaders.tables.kinds import Kind, is_sequence, kind_of
from index.loaders.tables.table_grid import GridCell, Row

__all__ = ["STRENGTH", "contrast", "sequence_of"]

STRENGTH: Final = 1.5
"""What bold type adds; more than a row that is like those below it takes away."""

_WORDS_OVER_WORDS: Final = 0.25
"""Words over words say little; yet most tables have heads."""

_CODE_OVER_WORDS: Final = 0.1


def contrast(row: Row, columns: Sequence[int], below: Sequence[Row]) -> float:
    """From -1, a row like those below it, to 1, every head of another kind; more if in bold.

    Without a row below, only words can be heads.
    """
    own = [row[column].text for column in columns]
    # Heads are said again on each page of a print.
    below = [other for other in below if [cell.text for cell in other if cell.text] != own]
    sequence = sequence_of(row, columns)
    scores = []
    for column in columns:
        texts = [
            other[column].text
            for other in below
            if column < len(other) and not _is_same_cell(row[column], other[column])
        ]
        is_in_sequence = column in sequence
        scores.append(_column(one_line(row[column].text), texts, is_in_sequence=is_in_sequence))
    return sum(scores) / len(scores) + _strength(row, columns, below)


def _is_same_cell(head: GridCell, below: GridCell) -> bool:
    """Whether a cell is a head that is merged over several rows, given again."""
    return below.is_repeated and below.text == head.text


def sequence_of(row: Row, columns: Sequence[int]) -> set[int]:
    """The columns whose heads are years or dates that follow each other.

    They may begin again under each of several groups: 2021, 2022, 2021, 2022.
    """
    for kind in ("year", "date"):
        chosen = [column for column in columns if kind_of(row[column].text) == kind]
        texts = [one_line(row[column].text) for column in chosen]
        period = len(set(texts)) or 1
        if texts == texts[:period] * (len(texts) // period) and is_sequence(texts[:period]):
            return set(chosen)
    return set()


def _column(head: str, texts: Sequence[str], *, is_in_sequence: bool) -> float:
    head_kind = kind_of(head)
    counts = Counter(kind for kind in map(kind_of, texts) if kind != "empty")
    below: Kind | None = counts.most_common(1)[0][0] if counts else None
    if head_kind == "empty":
        return 0.0
    if below is None:
        words = {"text": _WORDS_OVER_WORDS, "period": _WORDS_OVER_WORDS, "code": _CODE_OVER_WORDS}
        return words.get(head_kind, -0.5)
    if is_in_sequence:
        # Amounts may look like years; dates below dates are values.
        return 0.5 if below == head_kind == "year" else -1.0 if below == head_kind else 1.0
    if head_kind in ("text", "period"):
        if below != head_kind:
            return 1.0
        is_said_again = head in map(one_line, texts)
        return -1.0 if is_said_again or head_kind == "period" else _WORDS_OVER_WORDS
    if below == head_kind:
        return -1.0
    if head_kind in ("code", "year") and below in ("number", "amount", "time"):
        return 0.5
    if head_kind == "number" and below == "time":
        return 0.5  # numbers of trains
    return _CODE_OVER_WORDS if head_kind == "code" else -0.5


def _strength(row: Row, columns: Sequence[int], below: Sequence[Row]) -> float:
    """``STRENGTH`` for a row in bold over one that is not."""
    if not all(row[column].is_strong for column in columns):
        return 0.0
    after = [
        other[column]
        for other in below[:3]
        for column in columns
        if column < len(other) and other[column].text
    ]
    return STRENGTH if not after or not all(cell.is_strong for cell in after) else 0.0
