"""Headers and footers of an ODT file, each distinct block once.

They stand in the layouts of pages (master pages); those that the text uses are read. One that holds
nothing but page numbers is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

from index.loaders.entries import Entry, text_of
from index.loaders.odt.names import STYLE
from index.loaders.odt.stories import Context, Story
from index.loaders.page_numbers import says_more_than_pages

__all__ = ["margin_entries"]

_STANDARD: Final = "Standard"
_VARIANTS: Final = ("-first", "", "-left")


def margin_entries(
    styles: Any, content: Any, context: Context, kind: Literal["header", "footer"]
) -> Iterator[Entry]:
    """The blocks of the headers, or of the footers, of all pages."""
    seen: set[str] = set()
    for page in _pages(styles, content):
        for variant in _VARIANTS:
            for element in page.iterchildren(f"{STYLE}{kind}{variant}"):
                if element.get(f"{STYLE}display") == "false":
                    continue
                story = Story(context, kind=kind)
                entries = list(story.entries(element))
                if not says_more_than_pages(" ".join(story.reader.outside_page_numbers)):
                    continue
                for entry in entries:
                    text = text_of(entry)
                    if text not in seen:
                        seen.add(text)
                        yield entry


def _pages(styles: Any, content: Any) -> Iterator[Any]:
    """The master pages that are used, and those that follow them."""
    pages = {page.get(f"{STYLE}name") or "": page for page in styles.iter(f"{STYLE}master-page")}
    named = f"{STYLE}master-page-name"
    used = [
        element.get(named) or ""
        for root in (styles, content)
        for element in root.iter(f"{STYLE}style")
    ]
    queue = [_STANDARD if _STANDARD in pages else next(iter(pages), ""), *used]
    seen: set[str] = set()
    while queue:
        name = queue.pop(0)
        if name in pages and name not in seen:
            seen.add(name)
            yield pages[name]
            queue.insert(0, pages[name].get(f"{STYLE}next-style-name") or "")
