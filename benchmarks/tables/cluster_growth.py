"""Tables of a corpus in Lance tables by size, from JSON of ``benchmarks.cluster.growth``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.tables.frame import table_by_size

__all__ = ["CLUSTER_KINDS", "cluster_growth_table"]

CLUSTER_KINDS = ("dense", "terms", "fused")
_COLUMNS = (
    "passages",
    "written in s (processor)",
    "indexes made in s (processor)",
    *(f"{kind} p50 / p95 ms (processor)" for kind in CLUSTER_KINDS),
    "recall@10",
    "reader MiB",
    "store GiB",
    "opens in s",
    "nearest cosine (real)",
)


def cluster_growth_table(stored: Mapping[str, Any]) -> str:
    """Return the lines of the table and its origin, ending in a line end.

    Raises:
        KeyError: A measure is missing.
    """
    return table_by_size(stored, _COLUMNS, _cells)


def _cells(one: Mapping[str, Any]) -> list[str]:
    times = [one[kind] for kind in CLUSTER_KINDS]
    cosines = one["nearest_cosines"]
    return [
        f"{one['passages']:,}",
        _seconds(one["load_s"], one["load_processor_s"]),
        _seconds(one["build_s"], one["build_processor_s"]),
        *(f"{t['p50']:.0f} / {t['p95']:.0f} ({t['processor']:.0f})" for t in times),
        f"{one['recall']:.3f}",
        f"{one['mib']:,}",
        f"{one['store_gib']:.1f}",
        f"{one['opens_s']:.1f}",
        f"{cosines['corpus']:.3f} ({cosines['real']:.3f})",
    ]


def _seconds(clock: float | None, processor: float | None) -> str:
    """Of a run; "–" where it was disturbed or done in parts."""
    return "–" if clock is None or processor is None else f"{clock:,.0f} ({processor:,.0f})"
