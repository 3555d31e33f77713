"""Properties of the paragraphs of a DOCX file, and the blocks that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from index.loaders.automatic_numbers import BULLET, Number, numbered_block
from index.loaders.docx.context import Context
from index.loaders.docx.parts import VAL, W, is_off, value_of
from index.loaders.docx.runs import ParagraphText
from index.loaders.docx.styles import Style, outline_level
from index.loaders.drafts import Draft

__all__ = ["Properties", "block_of", "number_of", "properties_of"]


_PROPERTIES: Final = f"{W}pPr"
_OUTLINE: Final = f"{W}outlineLvl"
_NUMBER: Final = f"{W}numPr"
_SAYING: Final = (_OUTLINE, _NUMBER, f"{W}rPr")
_VANISH: Final = f"{W}vanish"
_GONE: Final = (f"{W}del", f"{W}moveFrom", _VANISH)


@dataclass(slots=True)
class Properties:
    """Properties of a paragraph.

    Attributes:
        style: Its style, resolved.
        list_id: Of the list that it names itself; None where it names none.
        depth: 0-based level in the list, if it says.
        outline: Level of a heading, 0 for body text, if it says.
        is_deleted: Whether its end was deleted, so that the next one belongs to it.
        is_hidden: Whether its end is hidden.
    """

    style: Style
    list_id: str | None = None
    depth: int | None = None
    outline: int | None = None
    is_deleted: bool = False
    is_hidden: bool = False


def properties_of(paragraph: Any, context: Context) -> Properties:
    """Read them."""
    element = next(paragraph.iterchildren(_PROPERTIES), None)
    if element is None:
        return Properties(context.styles.paragraph(None))
    properties = Properties(context.styles.paragraph(value_of(element, "pStyle")))
    for child in element.iterchildren(*_SAYING):
        if child.tag == _OUTLINE:
            properties.outline = outline_level(child.get(VAL))
        elif child.tag == _NUMBER:
            properties.list_id = value_of(child, "numId")
            depth = value_of(child, "ilvl") or ""
            properties.depth = int(depth[:3]) if depth.isdecimal() else None
        else:
            for mark in child.iterchildren(*_GONE):
                properties.is_deleted |= mark.tag != _VANISH
                properties.is_hidden |= mark.tag == _VANISH and not is_off(mark.get(VAL))
    return properties


def number_of(properties: Properties, context: Context) -> Number | None:
    """Count a paragraph; what stands in front of it."""
    style = properties.style
    list_id = style.numbering if properties.list_id is None else properties.list_id
    if not list_id or list_id == "0":
        return None
    depth = properties.depth
    if depth is None and properties.list_id is None:
        depth = context.numbering.depth_of(list_id, style.ids)
        depth = style.depth if depth is None else depth
    return context.numbering.next(list_id, depth or 0)


def block_of(
    text: ParagraphText, properties: Properties, number: Number | None, *, is_tight: bool
) -> Draft | None:
    """The block of a paragraph; None for one that shows nothing."""
    style = properties.style
    if number is None and style.is_list and text.pieces and properties.list_id != "0":
        number = BULLET
    return numbered_block(
        text.pieces,
        number,
        level=style.level if properties.outline is None else properties.outline,
        is_caption=style.is_caption,
        has_sequence=text.has_sequence,
        is_tight=is_tight,
    )
