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

__all__ = ["Context", "within"]

_PROPERTIES: Final = frozenset(
    {f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}tblPr", f"{W}tblGrid", f"{W}trPr", f"{W}tcPr"}
)
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
        page: Area of a page, in square EMU.
        depth: How many documents it is embedded in.
        pictures: Number of pictures of half a page or more so far.
        remarks: What was not read, a line each.
    """

    package: Package
    styles: Styles
    numbering: Numbering
    limits: Limits
    page: int
    depth: int = 0
    pictures: int = 0
    remarks: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, main: Part, limits: Limits, depth: int) -> Context:
        """What the parts beside the main one say."""
        styles_part, numbering_part = main.related("styles"), main.related("numbering")
        styles = Styles(None if styles_part is None else styles_part.root)
        numbering = Numbering(None if numbering_part is None else numbering_part.root, styles)
        size = next(main.root.iter(f"{W}pgSz"), None)
        width, height = (
            int(value) if value.isdecimal() and 0 < len(value) < 7 else default
            for value, default in zip(
                ("", "") if size is None else (size.get(f"{W}w", ""), size.get(f"{W}h", "")),
                _PAGE,
                strict=True,
            )
        )
        page = width * height * _EMU_PER_TWIP**2
        return cls(main.package, styles, numbering, limits, page, depth)


def within(root: Any, wanted: frozenset[str]) -> Iterator[Any]:
    """Elements with a tag in ``wanted`` under ``root``, in order, none inside another.

    Deleted ones, tables of contents and what is there again for older programs are left out.
    """
    stack = [iter(root)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag in wanted:
            yield child
        elif child.tag == ALTERNATIVES:
            branch = branch_of(child)
            stack += [] if branch is None else [iter(branch)]
        elif (
            len(child)
            and child.tag not in DELETED
            and child.tag not in _PROPERTIES
            and not (child.tag == f"{W}sdt" and is_contents(child))
        ):
            stack.append(iter(child))
