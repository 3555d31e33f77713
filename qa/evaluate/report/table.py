"""An evaluation as a plain-text table."""

from __future__ import annotations

from collections.abc import Iterator

from qa.evaluate.evaluation import Evaluation

__all__ = ["interval_text", "to_table", "value_text"]

_NOT_SHARES = {
    "mrr": "{:.3f}",
    "ndcg@10": "{:.3f}",
    "questions_per_second": "{:.1f}",
    "threshold": "{:.3f}",
    "best_threshold": "{:.3f}",
    "confidence_auroc": "{:.3f}",
    "expected_calibration_error": "{:.3f}",
    "calibration_error_by_chance": "{:.3f}",
    "risk_coverage_area": "{:.3f}",
}


def value_text(name: str, value: float) -> str:
    """A measure for people: shares in percent with one decimal."""
    return _NOT_SHARES[name].format(value) if name in _NOT_SHARES else f"{100 * value:.1f} %"


def interval_text(name: str, ends: tuple[float, float]) -> str:
    """The interval of a measure for people, in the measure's own unit."""
    low, high = (value_text(name, end) for end in ends)
    return f"{low.removesuffix(' %')} – {high}"


def to_table(evaluation: Evaluation) -> str:
    """Aligned lines of name, value and 95 % interval; times in milliseconds.

    The lines come in the order of the measures and end without a line break.
    """
    rows = [("dataset", evaluation.dataset, ""), ("mode", evaluation.mode, "")]
    rows.append(("questions", f"{evaluation.questions:,}", ""))
    rows.extend(_rows(evaluation))
    names = max(len(name) for name, *_ in rows)
    values = max(len(value) for _, value, _ in rows)
    intervals = max(len(interval) for *_, interval in rows)
    return "\n".join(
        f"{name:<{names}}  {value:>{values}}  {interval:>{intervals}}".rstrip()
        for name, value, interval in rows
    )


def _rows(evaluation: Evaluation) -> Iterator[tuple[str, str, str]]:
    """One row per figure."""
    for name, value in evaluation.metrics.items():
        if isinstance(value, dict):
            for stage, times in value.items():
                for quantile, milliseconds in times.items():
                    yield f"{stage} {quantile}", f"{milliseconds:,.1f} ms", ""
        else:
            ends = evaluation.intervals.get(name)
            yield name, value_text(name, value), "" if ends is None else interval_text(name, ends)
