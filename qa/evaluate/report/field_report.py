"""The evaluation of a folder as a plain-text table and as a report page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.platform.files import write_bytes_whole, write_json_whole
from qa.evaluate.field_run import FieldEvaluation, Table
from qa.marks import escape

__all__ = ["field_html", "field_table", "write_field_report"]

_STYLE = Path(__file__).with_name("assets") / "report.css"
_COLUMNS = {
    "questions": "n",
    "right": "right",
    "cited_right": "cited right",
    "quoted_only": "quoted only",
    "wrong": "wrong",
    "wrongly_declined": "wrongly declined",
    "closest": "closest",
    "declined": "declined",
    "false": "false",
    "false_answer": "false answer",
    "as_evidence": "as evidence",
    "evidence_right": "evidence right",
}
"""Columns by the name of their share, see ``FieldOutcome``."""


def field_table(evaluation: FieldEvaluation) -> str:
    """Aligned lines: a table for each title, then the other measures."""
    lines: list[str] = []
    for title, table in evaluation.tables.items():
        lines += [f"{evaluation.dataset}: {title}", *_lines(table), ""]
    lines += [f"{name}  {value:.3f}" for name, value in evaluation.measures.items()]
    lines += [f"total {name}  {value:,.1f} ms" for name, value in evaluation.latency_ms.items()]
    return "\n".join(lines)


def _lines(table: Table) -> Iterator[str]:
    kinds = max(map(len, (*table, "kind")))
    yield f"{'kind':<{kinds}}" + "".join(f"  {n:>{max(8, len(n))}}" for n in _COLUMNS.values())
    for kind, sums in table.items():
        cells = (
            f"  {_cell(column, sums[column]):>{max(8, len(name))}}"
            for column, name in _COLUMNS.items()
        )
        yield f"{kind:<{kinds}}" + "".join(cells)


def _cell(column: str, value: float) -> str:
    if column == "questions":
        return f"{value:.0f}"
    return f"{value:.1f}" if value else "-"


def write_field_report(folder: Path, evaluation: FieldEvaluation) -> Path:
    """Write ``index.html`` and ``evaluation.json``; returns the path of the page.

    Args:
        folder: Made if need be; files of these names are replaced.
        evaluation: With its tables.

    Raises:
        OSError: The folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_json_whole(folder / "evaluation.json", evaluation.to_dict())
    path = folder / "index.html"
    write_bytes_whole(path, field_html(evaluation).encode("utf-8"))
    return path


def field_html(evaluation: FieldEvaluation) -> str:
    """The page; everything that came from the dataset is escaped."""
    return "".join(_page(evaluation))


def _page(evaluation: FieldEvaluation) -> Iterator[str]:
    name = escape(evaluation.dataset)
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Evaluation: {name}</title>"
    yield f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head><body>"
    yield f"<header><h1>{name}</h1></header><main>"
    for title, table in evaluation.tables.items():
        heads = "".join(f"<th>{column}</th>" for column in _COLUMNS.values())
        yield f"<h2>{escape(title.capitalize())}</h2><table><thead><tr><th>kind</th>{heads}"
        yield "</tr></thead><tbody>"
        for kind, sums in table.items():
            cells = "".join(f"<td>{_cell(column, sums[column])}</td>" for column in _COLUMNS)
            yield f"<tr><th>{escape(kind)}</th>{cells}</tr>"
        yield "</tbody></table>"
    yield "<h2>Other figures</h2><table><tbody>"
    for measure, value in evaluation.measures.items():
        yield f"<tr><th><code>{escape(measure)}</code></th><td>{value:.3f}</td></tr>"
    for quantile, value in evaluation.latency_ms.items():
        yield f"<tr><th><code>total {quantile}</code></th><td>{value:,.1f} ms</td></tr>"
    yield "</tbody></table></main></body></html>"
