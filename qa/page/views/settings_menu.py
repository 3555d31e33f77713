"""The settings of the page as escaped HTML."""

from __future__ import annotations

from qa.exports.citation_styles import STYLES
from qa.kept.page_settings import PageSettings
from qa.page.views.wording import figure

__all__ = ["settings_html"]

_CHOICES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_SLIDERS = (
    "M4 7h8m5 0h3M4 17h3m5 0h8M17 7a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z"
    "M12 17a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z"
)


def settings_html(settings: PageSettings, threshold: float) -> str:
    """A menu with the least confidence, the switch for guesses and the style of citations.

    Args:
        settings: Of the user.
        threshold: The calibrated one of answers.
    """
    values = sorted({*_CHOICES, *(() if settings.least is None else (settings.least,))})
    options = [_option("", f"As calibrated ({figure(threshold)})", settings.least is None)]
    options += [_option(f"{v:g}", figure(v), v == settings.least) for v in values]
    chosen = settings.citing if settings.citing in STYLES else next(iter(STYLES))
    styles = [_option(style, label, style == chosen) for style, label in STYLES.items()]
    checked = " checked" if settings.guess else ""
    return (
        '<details class="menu settings"><summary class="tool" aria-label="Settings" '
        f'title="Settings"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="{_SLIDERS}"/></svg>'
        "</summary><div>"
        '<label class="choice"><span>Least confidence to answer</span>'
        f'<select data-setting="least">{"".join(options)}</select></label>'
        '<label class="switch"><input type="checkbox" data-event="select" data-action="guess"'
        f"{checked}><span>Show the best guess where nothing is found</span></label>"
        '<label class="choice"><span>Copy citations as</span>'
        f'<select data-setting="citing">{"".join(styles)}</select></label>'
        "</div></details>"
    )


def _option(value: str, label: str, is_chosen: bool) -> str:
    chosen = " selected" if is_chosen else ""
    return f'<option value="{value}"{chosen}>{label}</option>'
