"""Headers and footers of a DOCX file: those that are shown, each distinct block once.

One that holds nothing but page numbers is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

from index.loaders.docx.context import Context
from index.loaders.docx.parts import Part, R, W, is_off
from index.loaders.docx.stories import Story
from index.loaders.entries import Entry, text_of
from index.loaders.page_numbers import says_more_than_pages

__all__ = ["margin_entries"]

_TYPES: Final = ("first", "default", "even")


def margin_entries(
    main: Part, settings: Part | None, context: Context, kind: Literal["header", "footer"]
) -> Iterator[Entry]:
    """The blocks of the headers, or of the footers, of all sections."""
    seen: set[str] = set()
    for part in _parts(main, settings, context.sections, kind):
        story = Story(part.root, part, context, kind=kind)
        entries = list(story.entries(part.root))
        if not says_more_than_pages(" ".join(story.runs.outside_page_numbers)):
            continue
        for entry in entries:
            text = text_of(entry)
            if text not in seen:
                seen.add(text)
                yield entry


def _parts(main: Part, settings: Part | None, sections: list[Any], kind: str) -> Iterator[Part]:
    """The parts that are shown, each once; a section without one goes on with the one before."""
    current: dict[str, str] = {}
    names: dict[str, None] = {}
    has_even = settings is not None and _is_on(settings.root, "evenAndOddHeaders")
    for section in sections:
        for reference in section.iterchildren(f"{W}{kind}Reference"):
            relationship = main.target(reference.get(f"{R}id"))
            if relationship is not None:
                current[reference.get(f"{W}type") or "default"] = relationship.target
        is_shown = {"default": True, "first": _is_on(section, "titlePg"), "even": has_even}
        names.update(
            (current[margin_type], None)
            for margin_type in _TYPES
            if is_shown[margin_type] and margin_type in current
        )
    for name in names:
        part = main.package.part(name)
        if part is not None:
            yield part


def _is_on(element: Any, tag: str) -> bool:
    child = element.find(f"{W}{tag}")
    return child is not None and not is_off(child.get(f"{W}val"))
