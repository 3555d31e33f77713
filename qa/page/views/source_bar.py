"""The controls over a source: pages, size, form, and what to find, as escaped HTML."""

from __future__ import annotations

from index.loaders import page_name
from index.values import Document
from qa.marks import escape
from qa.page.finding import MOST_HITS, hits
from qa.page.source_view import FIT, LONGEST_QUERY, ZOOMS, SourceView
from qa.page.views.wording import capital, suffix

__all__ = ["find_html", "form_html", "pages_html", "zoom_html"]


def pages_html(document: Document, number: int) -> str:
    """Buttons for the page before and after, and a box for a page's number; "" with fewer than two.

    Args:
        document: Whose pages they are.
        number: Of the page that is shown.
    """
    numbers = [page.number for page in document.pages]
    if len(numbers) < 2:
        return ""
    name = page_name(suffix(document.source))
    return (
        '<div class="group">'
        + _button(f"Previous {name}", "‹", "page", -1, is_off=number == numbers[0])
        + '<form data-event="select" data-action="goto"><label>'
        f'{capital(name)} <input name="number" value="{number}" inputmode="numeric" '
        f'autocomplete="off" size="{max(len(str(numbers[-1])), 2)}" '
        f'aria-label="{capital(name)}, {numbers[0]} to {numbers[-1]}"></label></form>'
        f'<span aria-live="polite">of {numbers[-1]:,}</span>'
        + _button(f"Next {name}", "›", "page", 1, is_off=number == numbers[-1])
        + "</div>"
    )


def zoom_html(zoom: int) -> str:
    """Buttons for a larger and a smaller view, and for the width of the pane."""
    fit = (
        '<button type="button" class="tool" data-event="select" data-action="zoom" data-step="0" '
        f'title="Fit to the width" aria-label="Fit to the width, now {zoom} %"'
        f"{' disabled' if zoom == FIT else ''}>{zoom} %</button>"
    )
    return (
        '<div class="group">'
        + _button("Smaller", "−", "zoom", -1, is_off=zoom == ZOOMS[0])
        + fit
        + _button("Larger", "+", "zoom", 1, is_off=zoom == ZOOMS[-1])
        + "</div>"
    )


def form_html(label: str, *, as_text: bool) -> str:
    """The button that shows a document in another form."""
    return (
        '<button type="button" class="tool" data-event="select" data-action="view" '
        f'data-text="{"true" if as_text else "false"}">{label}</button>'
    )


def find_html(document: Document, view: SourceView) -> str:
    """What to look for, how often it stands there, and the way from one place to the next."""
    count = len(hits(document, view.query))
    said = ""
    if count:
        total = f"more than {count:,}" if count == MOST_HITS else f"{count:,}"
        said = f"{view.hit % count + 1:,} of {total}"
    elif view.query:
        said = "Not in this text"
    steps = _button("Previous hit", "‹", "hit", -1, is_off=count < 2)
    steps += _button("Next hit", "›", "hit", 1, is_off=count < 2)
    return (
        f'<details class="find"{" open" if view.query else ""}><summary class="tool">Find'
        '</summary><form role="search" data-event="select" data-action="find">'
        f'<input type="search" name="find" value="{escape(view.query)}" maxlength="{LONGEST_QUERY}"'
        ' aria-label="Find in this document" placeholder="Find" '
        f'autocomplete="off"><span class="count" role="status">{said}</span>{steps}'
        "</form></details>"
    )


def _button(label: str, sign: str, action: str, step: int, *, is_off: bool) -> str:
    return (
        f'<button type="button" class="tool step" data-event="select" data-action="{action}" '
        f'data-step="{step}" aria-label="{label}" title="{label}"{" disabled" if is_off else ""}>'
        f"{sign}</button>"
    )
