"""PPTX: slide by slide, each slide a page: its title, its shapes as they are seen, then its notes.

Tables and charts are rows, diagrams and paragraphs with bullets are items. What stands at the foot
of slides comes once. Hidden slides keep their number and have no text. The text in pictures that
are pages is read; what describes pictures is not.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any, Final

import pptx
from lxml import etree
from pptx.exc import PythonPptxError

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.containers.archive import open_zip
from index.loaders.drafts import draft
from index.loaders.limits import LIMITS, Limits
from index.loaders.pptx.slides import SlideText, slide_text
from index.loaders.recognition.embedded import Pictures
from index.loaders.titles import title_of
from index.values import Extracted

__all__ = ["load"]

_DAMAGED: Final = "damaged PPTX: {}; get it or save it again"
_BROKEN: Final = (
    KeyError, ValueError, AttributeError, IndexError, TypeError, NotImplementedError,
    PythonPptxError, etree.XMLSyntaxError, zipfile.BadZipFile,
)  # fmt: skip
"""What python-pptx raises on files whose parts do not fit together."""


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text, title and slides of a PPTX file.

    Raises:
        RefusedError: Damaged, password-protected, without text or over a limit.
    """
    open_zip(data, limits, "PPTX").close()
    try:
        presentation = pptx.Presentation(BytesIO(data))
        slides = list(presentation.slides)
        title = title_of(presentation.core_properties.title)
        area = (presentation.slide_width or 0) * (presentation.slide_height or 0)
    except _BROKEN:
        raise RefusedError(_DAMAGED.format("it cannot be opened")) from None
    builder = TextBuilder(limits)
    with Pictures(limits, "slide") as pictures:
        first = _add_slides(builder, slides, area, pictures)
        pictures.add_notes(builder)
    return builder.extracted(first if title is None else title)


def _add_slides(
    builder: TextBuilder, slides: list[Any], area: int, pictures: Pictures
) -> str | None:
    """Add the slides; returns the title that the first one has."""
    title = None
    footers: set[str] = set()
    for number, slide in enumerate(slides, 1):
        builder.begin_page()
        if _is_hidden(slide):
            builder.note(f"slide {number} is hidden and not read")
            continue
        try:
            read = slide_text(slide, area, pictures, number)
        except _BROKEN:
            raise RefusedError(_DAMAGED.format(f"slide {number} cannot be read")) from None
        _add(builder, read, footers)
        for note in read.notes:
            builder.note(f"slide {number}: {note}")
        texts = (block for part in read.parts if isinstance(part, list) for block in part)
        first = next(texts, None)
        if number == 1 and first is not None:
            title = title_of(first.text)
    return title


def _is_hidden(slide: Any) -> bool:
    return slide.element.get("show") in ("0", "false")


def _add(builder: TextBuilder, read: SlideText, footers: set[str]) -> None:
    for part in read.parts:
        if not isinstance(part, list):
            part.add_beside(builder)
            continue
        is_table = any(block.kind == "row" for block in part)
        (builder.add_table if is_table else builder.add_all)(part)
    for text in read.footers:
        if text and text not in footers:
            footers.add(text)
            builder.add(draft(text, "footer"))
