"""An ODT file from its bytes to its text."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from typing import Any, Final

from index.errors import RefusedError
from index.loaders.automatic_numbers import with_clause_headings
from index.loaders.building import TextBuilder
from index.loaders.containers.archive import open_zip, unpack
from index.loaders.entries import add_entry
from index.loaders.limits import LIMITS, Limits
from index.loaders.odt.lists import Lists
from index.loaders.odt.margins import margin_entries
from index.loaders.odt.names import OFFICE, TEXT
from index.loaders.odt.objects import Objects
from index.loaders.odt.stories import Context, Story
from index.loaders.odt.styles import Styles
from index.loaders.recognition.embedded import Pictures
from index.loaders.titles import title_of
from index.loaders.xml import EntitiesError, parse_xml
from index.values import Extracted

__all__ = ["load"]

_TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"
_DEEP: Final = "ODT nested too deeply; save it again or as text"
_TITLE_LINES: Final = 50
"""Paragraphs from the start among which one in the style of a title is looked for."""


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text and title of an ODT file.

    Raises:
        RefusedError: Damaged, password-protected, with XML entities, without text or over a limit.
    """
    builder = TextBuilder(limits)
    with open_zip(data, limits, "ODT") as archive:
        with suppress(KeyError):
            if b"encryption-data" in unpack(archive, "META-INF/manifest.xml", "ODT"):
                raise RefusedError("password-protected ODT; save a copy without the password")
        try:
            content = parse_xml(unpack(archive, "content.xml", "ODT"), "ODT")
        except KeyError:
            raise RefusedError("damaged ODT: it holds no text; save it again") from None
        body = content.find(f"{OFFICE}body/{OFFICE}text")
        if body is None:
            raise RefusedError("not a text document; save it as ODT")
        try:
            with Pictures(limits) as pictures:
                context = _add_all(builder, archive, content, body, pictures)
        except RecursionError:
            raise RefusedError(_DEEP) from None
        meta = _beside(archive, "meta.xml", builder)
    element = None if meta is None else next(meta.iter(_TITLE), None)
    title = title_of(None if element is None else element.text) or _styled_title(body, context)
    return builder.extracted(title)


def _add_all(
    builder: TextBuilder, archive: zipfile.ZipFile, content: Any, body: Any, pictures: Pictures
) -> Context:
    styles = _beside(archive, "styles.xml", builder)
    roots = [content] if styles is None else [styles, content]
    context = Context(Styles(roots), Lists(roots), Objects(archive, builder.note), pictures)
    if styles is not None:
        for entry in margin_entries(styles, content, context, "header"):
            add_entry(builder, entry)
    for entry in with_clause_headings(Story(context).entries(body)):
        add_entry(builder, entry)
    if styles is not None:
        for entry in margin_entries(styles, content, context, "footer"):
            add_entry(builder, entry)
    comments = sum(1 for _ in body.iter(f"{OFFICE}annotation"))
    if comments:
        builder.note(f"comments are not read: {comments}")
    pictures.add_notes(builder)
    return context


def _beside(archive: zipfile.ZipFile, name: str, builder: TextBuilder) -> Any | None:
    """The root of a part beside the text; None if it is missing, or damaged, which is noted.

    Raises:
        RefusedError: It holds entities.
    """
    try:
        return parse_xml(unpack(archive, name, "ODT"), "ODT")
    except EntitiesError:
        raise
    except KeyError:
        return None
    except RefusedError:
        builder.note(f"a damaged part was not read: {name}")
        return None


def _styled_title(body: Any, context: Context) -> str | None:
    for number, paragraph in enumerate(body.iterchildren(f"{TEXT}p", f"{TEXT}h")):
        if number >= _TITLE_LINES:
            break
        if context.styles.paragraph(paragraph.get(f"{TEXT}style-name")).is_title:
            return title_of(Story(context).reader.read(paragraph).text)
    return None
