"""How sure an answer is, as escaped HTML."""

from __future__ import annotations

from qa.marks import escape
from qa.page.views.wording import confidence

__all__ = ["confidence_html"]


def confidence_html(value: float, calibrated: bool, *, alone: bool = False) -> str:
    """A line such as "Confidence: high · 0.91", with a mark for its level.

    Args:
        value: 0 to 1.
        calibrated: Whether the figure is shown.
        alone: Whether it stands below one of several answers that differ.
    """
    text = confidence(value, calibrated)
    hint = "" if calibrated else ' title="Not calibrated for the models in use"'
    level = text.split(" ")[0]
    label = "Confidence in this answer alone" if alone else "Confidence"
    return f'<p class="confidence {level}"{hint}>{label}: {escape(text)}</p>'
