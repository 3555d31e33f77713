"""Fills the blocks of pages with Markdown tables from the stored JSON.

    python -m benchmarks.tables.render PAGE ... [--figures docs/benchmarks]

fills every block ``<!-- bench:NAME -->`` … ``<!-- /bench:NAME -->`` of the pages. A test
(``tests/benchmarks/tables/test_benchmark_figures.py``) fails when a block and the JSON disagree.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.peers.systems import SYSTEMS
from benchmarks.record import load
from benchmarks.tables.cluster_growth import cluster_growth_table
from benchmarks.tables.evaluations import EVALUATIONS, evaluation_table
from benchmarks.tables.growth import growth_table

__all__ = ["BLOCKS", "FIGURES", "blocks", "expected", "filled", "tables"]

FIGURES = Path(__file__).resolve().parents[2] / "docs" / "benchmarks"
_BLOCK = re.compile(
    r"(?P<open><!-- bench:(?P<name>[a-z-]+) -->\n)"
    r"(?P<body>.*?)(?P<close><!-- /bench:(?P=name) -->)",
    re.DOTALL,
)
Stored = Mapping[str, Any]
Cells = Callable[[Mapping[str, Any]], list[str]]


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def _gain(measures: Mapping[str, Any], group: str) -> str:
    if "gain" not in measures:
        return "–"
    mean, low, high = (100 * value for value in measures["gain"][group])
    return f"{mean:+.1f} [{low:+.1f}, {high:+.1f}]"


def _quality(group: str) -> Cells:
    def cells(measures: Mapping[str, Any]) -> list[str]:
        found = [measures[group][key] for key in ("recall@1", "recall@5", "exact_match", "f1")]
        return [*map(_percent, found), _gain(measures, group)]

    return cells


def _declining(measures: Mapping[str, Any]) -> list[str]:
    answered = measures["answered"]
    return [_percent(answered[group]) for group in ("check", "without", "unanswerable")]


def _cost(measures: Mapping[str, Any]) -> list[str]:
    return [
        f"{measures['p50_ms']:.0f} / {measures['p95_ms']:.0f}",
        f"{measures['peak_mib']:.0f}",
        f"{measures['start_seconds']:.1f}",
    ]


def _offsets(measures: Mapping[str, Any]) -> list[str]:
    exact = measures["exact_offsets"]
    return ["none given" if exact is None else _percent(exact)]


def _answers(measures: Mapping[str, Any]) -> list[str]:
    return [
        *_quality("check")(measures)[:-1],
        *_declining(measures),
        *_offsets(measures),
        *_cost(measures),
        _gain(measures, "check"),
    ]


def _short(measures: Mapping[str, Any]) -> list[str]:
    found = measures["check"]
    return [
        _percent(found["recall@1"]),
        _percent(found["f1"]),
        _percent(measures["answered"]["without"]),
        f"{measures['p50_ms']:.0f}",
        f"{measures['peak_mib']:.0f}",
        f"{measures['start_seconds']:.1f}",
    ]


def _ingestion(measures: Mapping[str, Any]) -> list[str]:
    return [
        f"{measures['per_second']:.1f}",
        f"{measures['disk_bytes']:,.0f}",
        f"{measures['memory_bytes']:,.0f}",
        f"{measures['searchable_seconds']:.2f}",
        f"{measures['stored_seconds']:.2f}",
    ]


_QUALITY_COLUMNS = ("R@1", "R@5", "EM", "F1")
_GAIN_COLUMN = "F1 gain of Citespan [95 %]"
BLOCKS: Mapping[str, tuple[str, tuple[str, ...], Cells]] = {
    "answers": (
        "answers",
        (
            *_QUALITY_COLUMNS,
            "answered, article there",
            "answered, article left out",
            "answered, unanswerable",
            "offsets exact",
            "p50 / p95 ms",
            "peak MiB",
            "start s",
            _GAIN_COLUMN,
        ),
        _answers,
    ),
    "answers-short": (
        "answers",
        (
            "right paragraph first, before reading",
            "F1",
            "answered, article left out",
            "p50 ms",
            "peak MiB",
            "start s",
        ),
        _short,
    ),
    "answers-bench": ("answers", (*_QUALITY_COLUMNS, _GAIN_COLUMN), _quality("bench")),
    "ingestion": (
        "ingestion",
        (
            "passages/s",
            "bytes each on disk",
            "bytes each in memory",
            "one more found after s",
            "and stored after s",
        ),
        _ingestion,
    ),
}
"""Name of a block → the JSON it is made from, its columns, and a system's cells."""

_GROWTH = {"growth": growth_table, "cluster-growth": cluster_growth_table}


def tables(block: str, stored: Stored) -> str:
    """Return the lines of a block, ending in a line end.

    Raises:
        KeyError: No such block, or a measure is missing.
    """
    _, columns, cells = BLOCKS[block]
    rows = [("system", *columns), ("---",) * (1 + len(columns))]
    systems = stored["systems"]
    rows += [(SYSTEMS[name].label, *cells(systems[name])) for name in SYSTEMS if name in systems]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*lines, "", _origin(stored)]) + "\n"


def _origin(stored: Stored) -> str:
    machine, settings = stored["machine"], stored["settings"]
    facts = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in settings.items())
    peers = ", ".join(f"{name} {number}" for name, number in stored["versions"].items())
    return (
        f"{stored['date']}, {machine['cores']} cores of {machine['cpu']}; {facts}. "
        f"Versions: {peers}."
    )


def blocks(page: str) -> Iterator[tuple[str, str]]:
    """Yield name and body of every block of a page.

    Raises:
        ValueError: A marker has no partner.
    """
    found = list(_BLOCK.finditer(page))
    markers = len(re.findall(r"<!-- /?bench:", page))
    if markers != 2 * len(found):
        raise ValueError("a bench marker has no partner, or two blocks stand in one another")
    for match in found:
        yield match["name"], match["body"]


def expected(block: str, figures: Path) -> str:
    """Return the body of a block: the table, or nothing without figures.

    Raises:
        KeyError: No such block.
    """
    alone = block in EVALUATIONS or block in _GROWTH
    path = figures / f"{block if alone else BLOCKS[block][0]}.json"
    if not path.exists():
        return ""
    stored = load(path)
    if block in _GROWTH:
        return _GROWTH[block](stored)
    return (evaluation_table if alone else tables)(block, stored)


def filled(page: str, figures: Path) -> str:
    """Return the page with every block filled."""
    return _BLOCK.sub(
        lambda match: match["open"] + expected(match["name"], figures) + match["close"], page
    )


def main() -> None:
    """Fill the pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", type=Path, nargs="+")
    parser.add_argument("--figures", type=Path, default=FIGURES)
    options = parser.parse_args()
    for page in options.pages:
        before = page.read_text(encoding="utf-8")
        after = filled(before, options.figures)
        if after != before:
            page.write_text(after, encoding="utf-8")
            print(f"{page}: filled")


if __name__ == "__main__":
    main()
