"""Table of search in corpora of several sizes, from JSON of ``benchmarks.indexing.scale``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.tables.frame import table_by_size

__all__ = ["KINDS", "growth_table"]

KINDS = ("dense", "lexical", "fused")
_COLUMNS = (
    "passages",
    *(f"{kind} p50 / p95 ms" for kind in KINDS),
    "recall@10",
    "peak MiB",
    "opens in s",
    "nearest cosine (real)",
)


def growth_table(stored: Mapping[str, Any]) -> str:
    """Return the lines of the table and its origin, ending in a line end.

    Raises:
        KeyError: A measure is missing.
    """
    return table_by_size(stored, _COLUMNS, _cells)


def _cells(one: Mapping[str, Any]) -> list[str]:
    cosines = one["nearest_cosines"]
    return [
        f"{one['passages']:,}",
        *(f"{one['p50'][kind]:.1f} / {one['p95'][kind]:.1f}" for kind in KINDS),
        f"{one['recall']:.3f}",
        f"{one['peak_mib']:.0f}",
        f"{one['opens_s']:.2f}",
        f"{cosines['corpus']:.3f} ({cosines['real']:.3f})",
    ]
