"""Tables of pages from the stored JSON of ``python -m qa evaluate --json-file``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["EVALUATIONS", "evaluation_table"]

_CORPUS = {
    "recall@1": "right paragraph first, before reading",
    "recall@5": "right paragraph among the first five, before reading",
    "reranked_recall@1": "right paragraph first, after reading",
    "has_answer_exact_match": "answer EM, best candidate",
    "has_answer_f1": "answer F1, best candidate",
    "citation_position": "right answers that cite the gold answer's own place",
    "citation_exactness": "citations that are the exact slice of the document",
    "answered": "answered at the threshold",
    "left_out_answered": "**of the questions whose article was left out**: answered",
    "expected_calibration_error": "**confidence, of all**: expected calibration error",
    "confidence_auroc": "area under the ROC curve, right against wrong",
}
_PASSAGE = {
    "has_answer_exact_match": "answerable, EM",
    "has_answer_f1": "answerable, F1",
    "best_f1": "all, F1 at the best threshold",
    "f1": "all, F1 at the threshold from `tune`",
    "citation_exactness": "citations that are the exact slice of the paragraph",
}
EVALUATIONS: Mapping[str, Mapping[str, str]] = {"check": _CORPUS, "passage": _PASSAGE}
"""Name of a block and of its JSON → measures and what they are called for readers."""

_NOT_SHARES = ("expected_calibration_error", "confidence_auroc")


def evaluation_table(block: str, stored: Mapping[str, Any]) -> str:
    """The lines of a block, ending in a line end.

    Raises:
        KeyError: No such block, or a measure is missing.
    """
    metrics, intervals = stored["metrics"], stored["intervals"]
    environment = stored["environment"]
    rows = ["| | per cent | 95 % interval |", "|---|---|---|"]
    for name, said in EVALUATIONS[block].items():
        one, wanted = (_plain, said + " (0 to 1)") if name in _NOT_SHARES else (_percent, said)
        low, high = (one(end) for end in intervals[name])
        rows.append(f"| {wanted} | {one(metrics[name])} | {low} – {high} |")
    origin = (
        f"{environment['date']}, {environment['cpu_count']} cores, "
        f"{stored['questions']:,} questions: `{environment['command']}`"
    )
    return "\n".join([*rows, "", origin]) + "\n"


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _plain(value: float) -> str:
    return f"{value:.3f}"
