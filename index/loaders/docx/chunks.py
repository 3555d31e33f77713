"""Documents of other formats in a DOCX file (``w:altChunk``), at their place.

Mail merges and reporting tools write them; a word processor takes their text over when it saves.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any, Final

from index.errors import RefusedError
from index.loaders.building import TextBuilder
from index.loaders.docx.context import Context
from index.loaders.docx.parts import Part, R
from index.loaders.drafts import Draft
from index.loaders.encoding import decode
from index.loaders.entries import Entry
from index.loaders.xml import EntitiesError
from index.structure import Cell, Span
from index.values import Extracted

__all__ = ["chunk_entries"]

_DEEPEST: Final = 3
_UNREAD: Final = "an embedded document was not read: {}"


def chunk_entries(element: Any, part: Part, context: Context) -> Iterator[Entry]:
    """The blocks of the document that ``element`` names; a remark where it cannot be read."""
    relationship = part.target(element.get(f"{R}id"))
    if relationship is None:
        context.remarks.append(_UNREAD.format("it is not in the file"))
        return
    name = relationship.target
    kind = context.package.content_type(name) or posixpath.splitext(name)[1].lower()
    try:
        extracted = _extracted(context.package.read(name), kind, context)
    except KeyError:
        context.remarks.append(_UNREAD.format("it is not in the file"))
    except EntitiesError:
        raise
    except RefusedError as error:
        context.remarks.append(_UNREAD.format(error))
    else:
        context.remarks += extracted.notes
        yield from _entries(extracted)


def _extracted(data: bytes, kind: str, context: Context) -> Extracted:
    if "wordprocessingml" in kind or kind in (".docx", ".docm", ".dotx"):
        from index.loaders.docx.document import read  # which imports this module

        if context.depth >= _DEEPEST:
            raise RefusedError("documents in documents, too many levels deep")
        return read(data, context.limits, context.pictures, context.depth + 1)
    if "rtf" in kind:
        from index.loaders import rtf

        return rtf.load(data, context.limits)
    if "html" in kind or kind in (".htm", "message/rfc822"):
        is_mail = "mhtml" in kind or kind == "message/rfc822"
        return _html(_mail_part(data) if is_mail else data, context)
    if kind in ("text/plain", ".txt"):
        builder = TextBuilder(context.limits)
        for line in decode(data).splitlines():
            builder.add(line)
        return builder.extracted()
    raise RefusedError(f"its format is {kind or 'unknown'}")


def _html(data: bytes, context: Context) -> Extracted:
    from index.loaders.markup import add_blocks, decode_html, parse_html, remove_hidden
    from index.loaders.markup.data_pictures import data_pictures

    root = parse_html(decode_html(data))
    remove_hidden(root)
    builder = TextBuilder(context.limits)
    add_blocks(builder, root, pictures=data_pictures(context.pictures))
    return builder.extracted()


def _mail_part(data: bytes) -> bytes:
    """The page in a web archive (MHTML), which is a message with its files."""
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return content
    raise RefusedError("there is no page in it")


def _entries(extracted: Extracted) -> Iterator[Entry]:
    """The blocks of another text as they were before they had a place in it."""
    structure = extracted.structure
    drafts: list[Draft] = []
    generated = iter(structure.generated)
    span = next(generated, None)
    before = 0
    for block in structure.blocks:
        spans: list[Span] = []
        while span is not None and span.start < block.end:
            spans.append(Span(max(span.start - block.start, 0), span.end - block.start))
            span = next(generated, None)
        cells = tuple(
            Cell(cell.start - block.start, cell.end - block.start, cell.column, cell.is_head)
            for cell in block.cells
        )
        is_tight = before > 0 and block.start - before == 1
        before = block.end
        text = extracted.text[block.start : block.end]
        drafts.append(
            Draft(
                text,
                block.kind,
                block.level,
                block.label,
                block.table,
                is_tight,
                cells,
                tuple(spans),
            )
        )
    for table, blocks in groupby(drafts, key=lambda block: block.table):
        if table is None:
            yield from blocks
        else:
            yield [replace(block, table=None) for block in blocks]
