"""An evaluation as a plain-text table."""

from __future__ import annotations

from collections.abc import Iterator

from qa.evaluate.evaluation import Evaluation

__all__ = ["to_table"]

_NOT_SHARES = {
    "mrr": "{:.3f}",
    "questions_per_second": "{:.1f}",
    "threshold": "{:.3f}",
    "best_threshold": "{:.3f}",
    "confidence_auroc": "{:.3f}",
    "expected_calibration_error": "{:.3f}",
}


def to_table(evaluation: Evaluation) -> str:
    """Aligned lines of name and value: shares in percent with one decimal, times in milliseconds.

    The lines come in the order of the measures and end without a line break.
    """
    rows = [("dataset", evaluation.dataset), ("mode", evaluation.mode)]
    rows.append(("questions", f"{evaluation.questions:,}"))
    rows.extend(_rows(evaluation))
    names = max(len(name) for name, _ in rows)
    values = max(len(value) for _, value in rows)
    return "\n".join(f"{name:<{names}}  {value:>{values}}" for name, value in rows)


def _rows(evaluation: Evaluation) -> Iterator[tuple[str, str]]:
    """One row per figure."""
    for name, value in evaluation.metrics.items():
        if isinstance(value, dict):
            for stage, times in value.items():
                for quantile, milliseconds in times.items():
                    yield f"{stage} {quantile}", f"{milliseconds:,.1f} ms"
        elif name in _NOT_SHARES:
            yield name, _NOT_SHARES[name].format(value)
        else:
            yield name, f"{100 * value:.1f} %"
