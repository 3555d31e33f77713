"""What holds at a place of an RTF source; a group begins with a copy and ends with the old one."""

from __future__ import annotations

from index.loaders.rtf.grid import RowShape
from index.loaders.rtf.story import Story

__all__ = ["State"]


class State:
    """Attributes of characters, of the paragraph and of the group.

    Attributes:
        destination: What becomes of text: ``"body"`` of a story, ``"label"``, ``"title"``,
            ``"fonts"``, ``"styles"``; or nothing: ``"skip"``, ``"shape"``, ``"picture"``,
            ``"info"``, ``"alternatives"``.
        story: Where text of the destination ``"body"`` goes.
        outer: Destination outside of a pair of alternatives.
        is_hidden: By its formatting.
        is_deleted: By a tracked change.
        is_raised: Whether it stands above the line.
        font: Number of the font.
        size: Of the letters, in half points.
        fallback: Characters behind a Unicode character that stand for it in old readers.
        style: Number of the paragraph's style.
        outline: Its level, 0 the highest; negative for none.
        in_table: Whether it stands in a cell.
        nesting: Depth of the table.
        list: Number of the list that it belongs to; 0 for none.
        depth: Its level in the list, from 0.
        shape: Definition of the row.
    """

    __slots__ = (
        "depth", "destination", "fallback", "font", "in_table", "is_deleted", "is_hidden",
        "is_raised", "list", "nesting", "outer", "outline", "shape", "size", "story", "style",
    )  # fmt: skip

    def __init__(self, story: Story) -> None:
        self.destination = "body"
        self.story = story
        self.outer = "body"
        self.is_hidden = False
        self.is_deleted = False
        self.is_raised = False
        self.font = -1
        self.size = 24
        self.fallback = 1
        self.shape = RowShape()
        self.reset_paragraph()

    def reset_paragraph(self) -> None:
        """As at the beginning of a document."""
        self.style = 0
        self.outline = -1
        self.in_table = False
        self.nesting = 0
        self.list = 0
        self.depth = 0

    def copy(self) -> State:
        """For a group."""
        other = State.__new__(State)
        for name in State.__slots__:
            setattr(other, name, getattr(self, name))
        return other
