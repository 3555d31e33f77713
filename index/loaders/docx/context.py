"""What all stories of a DOCX file share, and how blocks are found in its trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from index.loaders.docx.numbering import Numbering
from index.loaders.docx.parts import Package, Part, W
from index.loaders.docx.runs import ALTERNATIVES, DELETED, branch_of, is_contents
from index.loaders.docx.styles import Styles
from index.loaders.limits import Limits
from index.loaders.recognition.embedded import Pictures
from index.loaders.word_tables import Repeats

__all__ = ["Context", "within"]

_CLOSED: Final = DELETED | {
    f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}tblPr", f"{W}tblGrid", f"{W}trPr", f"{W}tcPr",
    f"{W}sectPr",
}  # fmt: skip
_EMU_PER_TWIP: Final = 635
_PAGE: Final = (12_240, 15_840)
"""Width and height of a page in twentieths of a point, where the file does not say: Letter."""


@dataclass(slots=True)
class Context:
    """What all stories of a file share.

    Attributes:
        package: The file.
        styles: Its styles.
        numbering: Its lists; paragraphs have to be read in order, each once.
        limits: On its text.
        sections: Properties of its sections, in order.
        page: Area of a page, in square EMU.
        pictures: Reads those that may be pages.
        depth: How many documents it is embedded in.
        remarks: What was not read, a line each.
        repeats: Says which values of merged cells are given again.
    """

    package: Package
    styles: Styles
    numbering: Numbering
    limits: Limits
    sections: list[Any]
    page: int
    pictures: Pictures
    depth: int = 0
    remarks: list[str] = field(default_factory=list)
    repeats: Repeats = field(default_factory=Repeats)

    @classmethod
    def of(cls, main: Part, limits: Limits, pictures: Pictures, depth: int) -> Context:
        """What the parts beside the main one say."""
        styles_part, numbering_part = main.related("styles"), main.related("numbering")
        styles = Styles(None if styles_part is None else styles_part.root)
        numbering = Numbering(None if numbering_part is None else numbering_part.root, styles)
        sections = list(main.root.iter(f"{W}sectPr"))
        page = _page(sections)
        return cls(main.package, styles, numbering, limits, sections, page, pictures, depth)


def _page(sections: list[Any]) -> int:
    """Area of a page, in square EMU."""
    size = next(
        (
            size
            for section_properties in sections
            for size in section_properties.iterchildren(f"{W}pgSz")
        ),
        None,
    )
    texts = ("", "") if size is None else (size.get(f"{W}w", ""), size.get(f"{W}h", ""))
    width, height = (
        int(text) if text.isdecimal() and 0 < len(text) < 7 else default
        for text, default in zip(texts, _PAGE, strict=True)
    )
    return width * height * _EMU_PER_TWIP**2


def within(root: Any, wanted: frozenset[str]) -> Iterator[Any]:
    """Elements with a tag in ``wanted`` under ``root``, in order, none inside another.

    Deleted ones, tables of contents and what is there again for older programs are left out.
    """
    stack = [iter(root)]
    while stack:
        for child in stack[-1]:
            tag = child.tag
            if tag in wanted:
                yield child
            elif tag not in _CLOSED and len(child):
                inside = _inside(child)
                if inside is not None:
                    stack.append(iter(inside))
                    break
        else:
            stack.pop()


def _inside(element: Any) -> Any | None:
    """What is to be looked through of an element."""
    if element.tag == ALTERNATIVES:
        return branch_of(element)
    return None if element.tag == f"{W}sdt" and is_contents(element) else element
