"""Paragraphs of a shape: their text, and whether a bullet or a number stands in front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from index.loaders.drafts import Draft, Piece, draft
from index.loaders.labels import label_of
from index.loaders.pptx.names import ALTERNATES, CHOICE, A, M, P
from index.loaders.pptx.numbering import Counter
from index.loaders.raised import RaisedText
from index.structure import BlockKind

__all__ = ["blocks_of", "list_styles", "text_of"]

_MATH: Final = "{http://schemas.microsoft.com/office/drawing/2010/main}m"
_MOST_LEVELS: Final = 9


@dataclass(frozen=True, slots=True)
class _Bullet:
    scheme: str = ""
    start: int = 1


def text_of(paragraph: Any) -> str:
    """The text of an ``a:p`` element; a break in it is a newline."""
    return "".join(piece.text for piece in _pieces_of(paragraph))


def _pieces_of(paragraph: Any) -> list[Piece]:
    text = RaisedText()
    for child in paragraph:
        if child.tag in (f"{A}r", f"{A}fld"):
            words = "".join(run.text or "" for run in child.iterchildren(f"{A}t"))
            text.add(words, is_raised=_is_raised(child))
        elif child.tag == f"{A}br":
            text.add("\n")
        elif child.tag == _MATH:
            text.add(_formula(child))
        elif child.tag == ALTERNATES:
            for choice in child.iterchildren(CHOICE):
                text.add(_formula(choice))
    return text.take()


def _is_raised(run: Any) -> bool:
    properties = run.find(f"{A}rPr")
    baseline = "" if properties is None else properties.get("baseline", "")
    return baseline[:1].isdigit() and baseline.strip("0.%") != ""


def _formula(element: Any) -> str:
    return "".join(run.text or "" for run in element.iter(f"{M}t"))


def list_styles(shape: Any, layout: Any) -> list[Any]:
    """Elements that may say what stands in front of a shape's paragraphs, the first to decide.

    Those of the shape itself, of the placeholders it takes after, and of the slide master.
    """
    styles = [shape.element.find(f".//{A}lstStyle")]
    if shape.is_placeholder:
        kind = shape.element.find(f".//{P}ph")
        number, type_ = kind.get("idx", "0"), kind.get("type", "obj")
        master = layout.slide_master
        styles += [
            placeholder.element.find(f".//{A}lstStyle")
            for placeholder in layout.placeholders
            if _ph(placeholder).get("idx", "0") == number
        ]
        if type_ in ("obj", "body", "subTitle", "tbl", "chart", "pic", "dgm", "clipArt", "media"):
            styles += [
                placeholder.element.find(f".//{A}lstStyle")
                for placeholder in master.placeholders
                if _ph(placeholder).get("type") == "body"
            ]
            styles.append(master.element.find(f"{P}txStyles/{P}bodyStyle"))
    return [style for style in styles if style is not None]


def _ph(placeholder: Any) -> Any:
    return placeholder.element.find(f".//{P}ph")


def blocks_of(paragraphs: Any, styles: list[Any], *, is_title: bool = False) -> Iterator[Draft]:
    """The paragraphs of a shape as blocks; a lone one with a bullet is no list."""
    counter = Counter()
    read = [(para, _pieces_of(para)) for para in paragraphs]
    filled = [(para, pieces) for para, pieces in read if any(p.text.strip() for p in pieces)]
    is_tight = False
    for paragraph, pieces in filled:
        text = "".join(piece.text for piece in pieces)
        level = _level(paragraph)
        bullet = None if is_title else _bullet(paragraph, level, styles)
        if bullet is None or (len(filled) == 1 and not bullet.scheme):
            counter.skip(level)
            label = label_of(text, is_heading=is_title)
            kind: BlockKind = "heading" if is_title else "paragraph"
            block = draft(pieces, kind, level=int(is_title), label=label)
        else:
            number = counter.next(level, bullet.scheme, bullet.start) if bullet.scheme else ""
            if not number:
                counter.skip(level)
            bullet_piece = Piece(f"{number or '-'} ", is_generated=True)
            label = number.strip("().")
            block = draft(
                [bullet_piece, *pieces], "item", level=level, label=label, is_tight=is_tight
            )
        if block is not None:
            is_tight = block.kind == "item"
            yield block


def _level(paragraph: Any) -> int:
    """From 1."""
    properties = paragraph.find(f"{A}pPr")
    level = "0" if properties is None else properties.get("lvl", "0")
    return min(int(level), _MOST_LEVELS - 1) + 1 if level.isdecimal() else 1


def _bullet(paragraph: Any, level: int, styles: list[Any]) -> _Bullet | None:
    places = [paragraph.find(f"{A}pPr")]
    places += [style.find(f"{A}lvl{level}pPr") for style in styles]
    for place in places:
        for child in () if place is None else place:
            if child.tag == f"{A}buNone":
                return None
            if child.tag in (f"{A}buChar", f"{A}buBlip"):
                return _Bullet()
            if child.tag == f"{A}buAutoNum":
                start = child.get("startAt", "1")
                number = int(start) if start.isdecimal() else 1
                return _Bullet(child.get("type", "arabicPeriod"), number)
    return None
