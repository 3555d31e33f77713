"""What a user of the chat page has set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["PageSettings", "settings_from"]


@dataclass(frozen=True, slots=True)
class PageSettings:
    """The settings of one user.

    Attributes:
        least: Lowest confidence of what is given, 0 to 1; the calibrated thresholds if None.
        guess: Whether the best guess is shown where nothing is found.
        citing: Name of the style in which citations are copied; "" if none was chosen.
    """

    least: float | None = None
    guess: bool = False
    citing: str = ""

    def to_texts(self) -> dict[str, str]:
        """By name; "" for what is as it would be without."""
        return {
            "least": "" if self.least is None else f"{self.least:g}",
            "guess": "yes" if self.guess else "",
            "citing": self.citing,
        }


def settings_from(texts: Mapping[str, str]) -> PageSettings:
    """The settings that ``PageSettings.to_texts`` gave; what is out of range counts as not set."""
    try:
        least = float(texts.get("least", ""))
    except ValueError:
        least = -1.0
    return PageSettings(
        least if 0 <= least <= 1 else None, texts.get("guess") == "yes", texts.get("citing", "")
    )
