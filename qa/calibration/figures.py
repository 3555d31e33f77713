"""How well a fit does, domain by domain, also on documents that it was not fitted to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from qa.answering.confidence import Logistic
from qa.answering.deciding import decided
from qa.calibration.fitting import ANSWERS, EVIDENCE, Fit, Row, fit_logistic
from qa.evaluate.measures.metrics import auroc, expected_calibration_error

__all__ = ["figures", "figures_table"]

_FOLDS = 5


def figures(fit: Fit) -> dict[str, dict[str, float]]:
    """Measures of each domain by its name.

    ``answer_auroc``, ``answer_ece``, ``evidence_auroc``, ``evidence_ece``: of the probabilities;
    with ``held_out_`` in front, of functions fitted without the question's document. ``answered``,
    ``given_evidence``: shares of the questions whose documents are there; with ``absent_`` in front
    of those whose documents are left out. ``right``: share of the first that get a right answer, or
    evidence that a person would mark.
    """
    held_out = _held_out(fit.rows)
    result: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(row.domain for row in fit.rows):
        numbers = [k for k, row in enumerate(fit.rows) if row.domain == name]
        values: dict[str, float] = {}
        for kind, (_, features, target), function in (
            ("answer", ANSWERS, fit.calibration.answer),
            ("evidence", EVIDENCE, fit.calibration.evidence),
        ):
            rows = [(k, fit.rows[k]) for k in numbers if target(fit.rows[k]) is not None]
            right = [bool(target(row)) for _, row in rows]
            stated = [function(features(row.known)) for _, row in rows]
            values |= _measures(kind, stated, right)
            values |= _measures(f"held_out_{kind}", [held_out[kind][k] for k, _ in rows], right)
        result[name] = values | _outcomes(fit, [fit.rows[k] for k in numbers])
    return result


def figures_table(measures: dict[str, dict[str, float]]) -> str:
    """The measures as aligned lines, one column a domain."""
    names = list(dict.fromkeys(name for values in measures.values() for name in values))
    lines = [f"{'':<24}" + "".join(f"{domain:>18}" for domain in measures)]
    for name in names:
        cells = (values.get(name) for values in measures.values())
        shown = "".join(f"{'-' if cell is None else format(cell, '.3f'):>18}" for cell in cells)
        lines.append(f"{name:<24}{shown}")
    return "\n".join(lines)


def _measures(kind: str, stated: list[float], right: list[bool]) -> dict[str, float]:
    if len(set(right)) < 2:
        return {}
    return {
        f"{kind}_auroc": auroc(stated, right),
        f"{kind}_ece": expected_calibration_error(stated, right),
    }


def _outcomes(fit: Fit, rows: Sequence[Row]) -> dict[str, float]:
    counts: dict[str, list[float]] = {}
    for row in rows:
        probabilities = fit.calibration.probabilities(row.known)
        outcome = decided(row.known, probabilities, fit.calibration.thresholds)
        prefix = "absent_" if row.absent else ""
        counts.setdefault(f"{prefix}answered", []).append(outcome == "answer")
        counts.setdefault(f"{prefix}given_evidence", []).append(outcome == "evidence")
        if not row.absent:
            good = row.label.answer if outcome == "answer" else row.label.evidence
            counts.setdefault("right", []).append(outcome != "none" and bool(good))
    return {name: sum(values) / len(values) for name, values in counts.items()}


def _held_out(rows: Sequence[Row]) -> dict[str, dict[int, float]]:
    """Probabilities of each row by functions that were fitted without its group."""
    groups = sorted({row.group for row in rows})
    fold_of = {group: number % _FOLDS for number, group in enumerate(groups)}
    stated: dict[str, dict[int, float]] = {"answer": {}, "evidence": {}}
    for fold in range(_FOLDS):
        others = [row for row in rows if fold_of[row.group] != fold]
        own = [k for k, row in enumerate(rows) if fold_of[row.group] == fold]
        for kind, function, features, target in _fitted(others):
            for k in own:
                if target(rows[k]) is not None:
                    stated[kind][k] = function(features(rows[k].known))
    return stated


def _fitted(rows: Sequence[Row]) -> Iterator[tuple[str, Logistic, Any, Any]]:
    for kind, (names, features, target) in (("answer", ANSWERS), ("evidence", EVIDENCE)):
        yield kind, fit_logistic(rows, names, features, target), features, target
