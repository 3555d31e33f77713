"""Makes tables of pages from the stored JSON of ``python -m qa evaluate --json-file``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["EVALUATIONS", "evaluation_table"]

_Rows = tuple[tuple[str, str | None], ...]

_CORPUS: _Rows = (
    ("**questions whose article is in the index**", None),
    ("right paragraph first, before reading", "recall@1"),
    ("right paragraph among the first five, before reading", "recall@5"),
    ("right paragraph first, after reading", "reranked_recall@1"),
    ("answer EM, best candidate", "has_answer_exact_match"),
    ("answer F1, best candidate", "has_answer_f1"),
    ("of the right ones, those that cite the gold answer's own place", "citation_position"),
    ("answered at the threshold", "answered"),
    ("**questions whose article is left out**", None),
    ("answered at the threshold", "left_out_answered"),
    ("**all**", None),
    ("citations that are the exact slice of the document", "citation_exactness"),
    ("expected calibration error of the confidence", "expected_calibration_error"),
    ("area under the ROC curve of the confidence, right against wrong", "confidence_auroc"),
)
_PASSAGE: _Rows = (
    ("**answerable questions**", None),
    ("EM", "has_answer_exact_match"),
    ("F1", "has_answer_f1"),
    ("**all**", None),
    ("F1 at the best threshold", "best_f1"),
    ("F1 at the threshold from `tune`", "f1"),
    ("citations that are the exact slice of the paragraph", "citation_exactness"),
)
_WITH_UNANSWERABLE: _Rows = (
    *_CORPUS,
    ("**unanswerable questions whose article is in the index**", None),
    ("declined at the threshold", "no_answer_accuracy"),
)
EVALUATIONS: Mapping[str, _Rows] = {
    "check": _CORPUS,
    "bench": _WITH_UNANSWERABLE,
    "passage": _PASSAGE,
}
"""Name of a block and of its JSON → its rows, each with its measure; those of none are headings."""

_NOT_SHARES = ("expected_calibration_error", "confidence_auroc")


def evaluation_table(block: str, stored: Mapping[str, Any]) -> str:
    """Return the lines of a block, ending in a line end.

    Raises:
        KeyError: No such block, or a measure is missing.
    """
    metrics, intervals = stored["metrics"], stored["intervals"]
    environment = stored["environment"]
    rows = ["| | per cent | 95 % interval |", "|---|---|---|"]
    for said, name in EVALUATIONS[block]:
        if name is None:
            rows.append(f"| {said} | | |")
            continue
        one, unit = (_plain, " (0 to 1)") if name in _NOT_SHARES else (_percent, "")
        low, high = (one(end) for end in intervals[name])
        rows.append(f"| {said}{unit} | {one(metrics[name])} | {low} – {high} |")
    origin = (
        f"{environment['date']}, {environment['cpu_count']} cores, "
        f"{stored['questions']:,} questions: `{environment['command']}`"
    )
    return "\n".join([*rows, "", origin]) + "\n"


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _plain(value: float) -> str:
    return f"{value:.3f}"
