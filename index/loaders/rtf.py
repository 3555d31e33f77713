"""RTF: the text as striprtf reads it, its paragraphs as blocks."""

from __future__ import annotations

import re
from typing import Final

from striprtf.striprtf import rtf_to_text

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.cleaning import clean
from index.loaders.limits import LIMITS, Limits
from index.loaders.tables import grid_of, table_rows
from index.loaders.titles import title_of
from index.values import Extracted

__all__ = ["load"]

_DAMAGED: Final = "damaged RTF: {}; get it or save it again"
_TITLE: Final = re.compile(r"\{\\title\s+([^{}\\]{1,300})\}")
_HEAD: Final = 20_000
_PICTURE: Final = re.compile(r"[0-9a-fA-F\s]{2000,}")
"""The bytes of a picture; striprtf would go through them digit by digit."""


def load(data: bytes, limits: Limits = LIMITS) -> Extracted:
    """Text and title of an RTF file.

    Raises:
        RefusedError: Damaged, without text or over a limit.
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise RefusedError(_DAMAGED.format("it does not begin as RTF does"))
    # RTF is ASCII; what else stands in it is bytes of some code page that are kept as they are.
    source = _PICTURE.sub("", data.decode("cp1252", "replace"))
    try:
        text = clean(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, LookupError, OverflowError):
        raise RefusedError(_DAMAGED.format("it cannot be read")) from None
    builder = TextBuilder(limits)
    rows: list[list[str]] = []
    for paragraph in text.split("\n"):
        # Cells of a table come out with a bar behind each.
        if paragraph.endswith("|") and paragraph.count("|") > 1:
            rows.append(paragraph[:-1].split("|"))
            continue
        _add_table(builder, rows)
        builder.add(paragraph)
    _add_table(builder, rows)
    title = _TITLE.search(source[:_HEAD])
    return builder.extracted(title_of(title[1]) if title else None)


def _add_table(builder: TextBuilder, rows: list[list[str]]) -> None:
    if rows:
        builder.add_table(table_rows(grid_of(rows)))
    rows.clear()
