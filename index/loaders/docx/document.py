"""A DOCX file from its bytes to its text."""

from __future__ import annotations

from typing import Any, Final

from index.errors import RefusedError
from index.loaders.automatic_numbers import with_clause_headings
from index.loaders.building import TextBuilder
from index.loaders.containers.archive import open_zip
from index.loaders.docx.context import Context
from index.loaders.docx.margins import margin_entries
from index.loaders.docx.notes import Notes
from index.loaders.docx.paragraphs import properties_of
from index.loaders.docx.parts import Package, Part, W
from index.loaders.docx.runs import Runs
from index.loaders.docx.stories import Story
from index.loaders.entries import add_entry
from index.loaders.limits import LIMITS, Limits
from index.loaders.recognition.embedded import Pictures
from index.loaders.titles import title_of
from index.values import Extracted

__all__ = ["load", "read"]

_DAMAGED: Final = "damaged DOCX: it holds no text; get it or save it again"
_DEEP: Final = "DOCX nested too deeply; save it again or as text"
_TITLE_LINES: Final = 50
"""Paragraphs from the start among which one in the style of a title is looked for."""


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text and title of a DOCX file.

    Raises:
        RefusedError: Damaged, password-protected, with XML entities, without text or over a limit.
    """
    with Pictures(limits) as pictures:
        return read(data, limits, pictures)


def read(data: bytes, limits: Limits, pictures: Pictures, depth: int = 0) -> Extracted:
    """As ``load``, of a file that is embedded in ``depth`` others and shares their pictures.

    Raises:
        RefusedError: As for ``load``.
    """
    with open_zip(data, limits, "DOCX") as archive:
        package = Package(archive)
        main = package.main()
        body = main.root.find(f"{W}body")
        if body is None:
            raise RefusedError(_DAMAGED)
        context = Context.of(main, limits, pictures, depth)
        builder = TextBuilder(limits)
        try:
            _add_all(builder, main, body, context)
        except RecursionError:
            raise RefusedError(_DEEP) from None
        _add_remarks(builder, main, context)
        title = title_of(package.title()) or _styled_title(body, context)
    return builder.extracted(title)


def _add_all(builder: TextBuilder, main: Part, body: Any, context: Context) -> None:
    settings = main.related("settings")
    for entry in margin_entries(main, settings, context, "header"):
        add_entry(builder, entry)
    story = Story(main.root, main, context, notes=Notes(main, settings, context.sections))
    for entry in with_clause_headings(story.entries(body)):
        add_entry(builder, entry)
    for entry in margin_entries(main, settings, context, "footer"):
        add_entry(builder, entry)


def _add_remarks(builder: TextBuilder, main: Part, context: Context) -> None:
    comments = main.related("comments")
    count = 0 if comments is None else sum(1 for _ in comments.root.iter(f"{W}comment"))
    if count:
        builder.note(f"comments are not read: {count}")
    if not context.depth:
        context.pictures.add_notes(builder)
    for remark in context.remarks:
        builder.note(remark)
    for name in context.package.damaged:
        builder.note(f"a damaged part was not read: {name}")


def _styled_title(body: Any, context: Context) -> str | None:
    runs = Runs(body, context.styles)
    for number, paragraph in enumerate(body.iterchildren(f"{W}p")):
        if number >= _TITLE_LINES:
            break
        if properties_of(paragraph, context).style.is_title:
            return title_of(runs.read(paragraph).text)
    return None
