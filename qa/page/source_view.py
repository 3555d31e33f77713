"""How the source pane shows its document, as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.values import Document
from qa.errors import NotShownError

__all__ = ["FIT", "ZOOMS", "SourceView"]

FIT = 100
"""Zoom at which a page fills the width of the pane."""

ZOOMS = (50, 75, FIT, 125, 150, 200, 300)
LONGEST_QUERY = 200  # code points


@dataclass(frozen=True, slots=True)
class SourceView:
    """What the reader chose in the source pane.

    Attributes:
        document: Opened by itself; None where the open citation's is shown.
        page: Number of the page that was turned to; None for that of the place.
        part: Offset at which the shown part of a long text begins; None around the place.
        as_text: Whether a document is shown as its plain text instead of as it looks.
        zoom: One of ``ZOOMS``, per cent.
        query: What is looked for in the document; "" for nothing.
        hit: 0-based number of the hit that the reader is at.
    """

    document: Document | None = None
    page: int | None = None
    part: int | None = None
    as_text: bool = False
    zoom: int = FIT
    query: str = ""
    hit: int = 0

    def at_place(self) -> SourceView:
        """Back at the open citation; form and size stay."""
        return SourceView(as_text=self.as_text, zoom=self.zoom)

    def reading(self, document: Document) -> SourceView:
        """At the beginning of a document."""
        return SourceView(document, zoom=self.zoom)

    def zoomed(self, steps: int) -> SourceView:
        """Larger or smaller by so many steps; 0 fits the width again.

        Raises:
            NotShownError: There is no such zoom.
        """
        number = ZOOMS.index(self.zoom) + steps if steps else ZOOMS.index(FIT)
        if not 0 <= number < len(ZOOMS):
            raise NotShownError(f"no zoom {number}")
        return replace(self, zoom=ZOOMS[number])

    def finding(self, query: str, *, typed: bool = False) -> SourceView:
        """With something to look for, at its first hit.

        Looked for again, at the next one; while it is being ``typed``, where it is.
        """
        query = " ".join(query.split())[:LONGEST_QUERY]
        if query == self.query and (query or typed):
            return self if typed else self.at_hit(self.hit + 1)
        return replace(self, query=query, hit=0, page=None, part=None)

    def at_hit(self, hit: int) -> SourceView:
        """At another hit."""
        return replace(self, hit=hit, page=None, part=None)
