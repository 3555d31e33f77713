"""Controls of a page's forms as the text that they show, and buttons that open what follows."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, Final

__all__ = ["fill_in", "is_panel", "names_panels"]

_TYPED: Final = frozenset({"", "text", "email", "tel", "number", "date", "time", "url", "month"})
_NEAR: Final = 50
"""Ancestors that are looked at."""

_PANEL: Final = re.compile(r"(?:^|\s)(?:tab-?pane(?:l)?|accordion-\w+|(?:panel-)?collapse)(?:\s|$)")
_OPENER: Final = re.compile(r"accordion|collaps|toggle|expand|faq|question", re.IGNORECASE)
_BLOCKS: Final = frozenset({"div", "section", "article", "p", "ul", "ol", "dl", "table"})


def fill_in(root: Any) -> None:
    """Make text of the values in controls that have a label or stand in a table.

    Others, such as the field of a search, belong to the site and not to the page.
    """
    labelled = {label.get("for") for label in root.iter("label")} - {None}
    for control in list(root.iter("input", "select", "textarea")):
        value = _value(control)
        if value and (control.get("id") in labelled or _is_in_form(control)):
            control.clear(keep_tail=True)
            control.tag = "span"
            control.text = f" {value} "


def _value(control: Any) -> str:
    if control.tag == "select":
        chosen = (option for option in control.iter("option") if option.get("selected") is not None)
        value = ", ".join("".join(option.itertext()) for option in chosen)
    elif control.tag == "textarea":
        value = "".join(control.itertext())
    else:
        is_typed = (control.get("type") or "").lower() in _TYPED
        value = (control.get("value") or "") if is_typed else ""
    return " ".join(value.split())


def _is_in_form(control: Any) -> bool:
    return any(
        ancestor.tag in ("label", "td", "dd") for ancestor in islice(control.iterancestors(), _NEAR)
    )


def is_panel(element: Any) -> bool:
    """Whether an element is one of several that a reader opens, by its role or its class."""
    return element.get("role") == "tabpanel" or bool(_PANEL.search(element.get("class") or ""))


def names_panels(button: Any) -> bool:
    """Whether a button heads the block behind it, as those of accordions do."""
    following = button.getnext()
    if following is None or following.tag not in _BLOCKS or (button.tail or "").strip():
        return False
    return button.get("aria-expanded") is not None or bool(
        _OPENER.search(button.get("class") or "")
    )
