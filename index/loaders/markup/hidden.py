"""Take out of trees what a browser does not show, and leave in what one click shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from index.loaders.markup.controls import fill_in, is_panel, names_panels
from index.loaders.markup.links import count_links

__all__ = ["UNSEEN", "blank", "remove_hidden"]

UNSEEN: Final = frozenset(
    {
        "applet", "audio", "canvas", "datalist", "del", "embed", "frame", "frameset", "head",
        "iframe", "input", "link", "map", "meta", "noembed", "noframes", "noscript", "object",
        "s", "script", "select", "strike", "style", "svg", "template", "textarea", "video",
    }
)  # fmt: skip
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.I)
_TITLE_TAGS: Final = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "th", "caption", "legend", "label"}
)
_MENU_ROLES: Final = frozenset(
    {"navigation", "menu", "menubar", "listbox", "search", "dialog", "alertdialog", "tooltip"}
)
_NEAR: Final = 50
"""Ancestors that are looked at."""

_TOGGLES: Final = ("data-toggle", "data-bs-toggle", "aria-expanded")


def blank(element: Any) -> None:
    """Empty an element and make it one that shows nothing; the text behind it stays."""
    element.clear(keep_tail=True)
    element.tag = "span"


def remove_hidden(root: Any) -> None:
    """Take out what a browser never shows: scripts, styles, empty controls, hidden elements.

    What is struck out goes too. Hidden panels that a button or a tab of the page opens stay; the
    button's words become a ``summary`` in front of the panel. Formulas stay, once each, and
    the words of drawings.
    """
    _keep_formulas(root)
    _keep_drawn_words(root)
    fill_in(root)
    _open_panels(root)
    _open_next(root)
    for element in list(root.iter()):
        if element is root or _is_seen(element):
            continue
        if element.tag == "button" and _is_in_title(element):
            element.tag = "span"
        else:
            blank(element)


def _is_seen(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return False
    return element.tag.lower() not in UNSEEN and element.tag != "button" and not _is_hidden(element)


def _is_hidden(element: Any) -> bool:
    hidden = element.get("hidden")
    # Browsers show "until-found" as soon as someone looks for words in it.
    return (hidden is not None and hidden.lower() != "until-found") or bool(
        _HIDDEN_STYLE.search(element.get("style") or "")
    )


def _show(element: Any) -> None:
    element.attrib.pop("hidden", None)
    if _HIDDEN_STYLE.search(element.get("style") or ""):
        element.attrib.pop("style", None)


def _is_in_title(element: Any) -> bool:
    return any(ancestor.tag in _TITLE_TAGS for ancestor in islice(element.iterancestors(), _NEAR))


def _keep_formulas(root: Any) -> None:
    """Show formulas that a picture or a drawing of the same stands for, and drop the drawing."""
    for math in list(root.iter("math")):
        element = math
        for ancestor in math.iterancestors():
            if len(ancestor) != 1 or (ancestor.text or "").strip() or ancestor.tag == "body":
                break
            element = ancestor
            _show(ancestor)
        for near in (element, math):
            twin = near.getnext()
            if twin is not None and twin.get("aria-hidden") == "true" and not near.tail:
                blank(twin)
    for script in list(root.iter("script")):
        if (script.get("type") or "").startswith("math/tex"):
            script.tag = "span"
    # The source of a formula in another language is not shown.
    for note in list(root.iter("annotation", "annotation-xml")):
        blank(note)


def _keep_drawn_words(root: Any) -> None:
    """Make a ``figure`` of a drawing that has words in it, such as a chart with its legend."""
    for drawing in list(root.iter("svg")):
        texts = (" ".join("".join(text.itertext()).split()) for text in drawing.iter("text"))
        words = [text for text in texts if text]
        if words and not _is_hidden(drawing):
            drawing.clear(keep_tail=True)
            drawing.tag = "figure"
            for text in words:
                line = drawing.makeelement("br")
                line.tail = text
                drawing.append(line)


def _open_panels(root: Any) -> None:
    openers = [element for element in root.iter() if _targets(element)]
    if not openers:
        return
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    counts = count_links(root, UNSEEN)
    for opener in openers:
        for name in _targets(opener):
            panel = by_id.get(name)
            if panel is None or _is_menu(panel) or _holds(panel, opener):
                continue
            count = counts.get(panel)
            if count is None or not count.words or count.is_mostly_links(0.7, 2):
                continue
            _show(panel)
            _label(opener, panel)


def _open_next(root: Any) -> None:
    """Show panels that no link of the page leads to, with the button in front as their heading."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.tag == "button" and names_panels(element):
            panel = element.getnext()
            if not _is_menu(panel):
                _show(panel)
                element.tag = "span" if _is_in_title(element) else "summary"
        elif is_panel(element) and _is_hidden(element) and not _is_menu(element):
            _show(element)


def _targets(element: Any) -> list[str]:
    """Ids of the elements that a click on this one shows."""
    if not isinstance(element.tag, str):
        return []
    names = (element.get("aria-controls") or "").split()
    for attribute in ("data-target", "data-bs-target"):
        names += re.findall(r"^#([^\s#]+)$", element.get(attribute) or "")
    href = element.get("href") or ""
    is_toggle = element.get("role") in ("tab", "button")
    if href.startswith("#") and (is_toggle or any(element.get(name) for name in _TOGGLES)):
        names.append(href[1:])
    return names


def _is_menu(panel: Any) -> bool:
    return any(
        element.tag == "nav" or element.get("role") in _MENU_ROLES
        for element in (panel, *islice(panel.iterancestors(), _NEAR))
    )


def _holds(panel: Any, opener: Any) -> bool:
    return any(ancestor is panel for ancestor in islice(opener.iterancestors(), _NEAR))


def _label(opener: Any, panel: Any) -> None:
    """Let the words on the button stand in front of what it opens."""
    words = " ".join("".join(opener.itertext()).split())
    if opener.get("role") == "tab":
        # Tabs stand side by side, away from their panels.
        if words and words not in _first_words(panel, len(words)):
            summary = panel.makeelement("summary")
            summary.text, summary.tail = words, panel.text
            panel.text = None
            panel.insert(0, summary)
        blank(opener)
    elif opener.tag == "button":
        opener.tag = "span" if _is_in_title(opener) else "summary"


def _first_words(panel: Any, length: int) -> str:
    return " ".join(" ".join(_some_text(panel, length)).split())


def _some_text(panel: Any, length: int) -> Iterator[str]:
    total = 0
    for text in panel.itertext():
        yield text
        total += len(text.strip())
        if total > length + 20:
            return
