"""What tables of a corpus by size share: a heading, a row for each size, and an origin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = ["table_by_size"]


def table_by_size(
    stored: Mapping[str, Any],
    columns: Sequence[str],
    cells: Callable[[Mapping[str, Any]], Sequence[str]],
) -> str:
    """Return the lines of a table and its origin, ending in a line end.

    Args:
        stored: JSON of a measurement, with figures for each of its ``sizes``.
        columns: Heads.
        cells: Those of a size.
    """
    rows = [columns, ["---"] * len(columns), *map(cells, stored["sizes"])]
    machine = stored["machine"]
    origin = (
        f"{stored['date']}, {machine['cores']} cores of {machine['cpu']}: `{stored['command']}`"
    )
    return "\n".join([*(f"| {' | '.join(row)} |" for row in rows), "", origin]) + "\n"
