"""A conversation as DOCX: each citation is a footnote with quotation, file, page and offsets.

The record is a custom XML part, which word processors keep. The seal is the comment of the zip
file, which none keeps: a file that was saved again says so.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

from qa.answer import Answer
from qa.exports.conversation_record import record_json
from qa.exports.docx_body import DocxBody
from qa.exports.docx_package import (
    CONTENT_TYPES,
    RECORD,
    RECORD_NAMESPACE,
    RECORD_RELATIONS,
    RELATIONS,
    STATIC,
)
from qa.exports.docx_reading import docx_parts
from qa.exports.export_head import ExportHead
from qa.exports.relative_sources import Relative, as_it_is
from qa.exports.seal import BLANK_BYTES, sealed
from qa.exports.shown_parts import collapsed

__all__ = ["as_docx"]

_CORE: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    '<dc:creator>Citespan</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">{made}'
    "</dcterms:created></cp:coreProperties>"
)


def as_docx(answers: Sequence[Answer], head: ExportHead, relative: Relative = as_it_is) -> bytes:
    """The conversation as the bytes of a DOCX file, with its record in it; see ``record_json``."""
    body = DocxBody()
    body.add("Title", collapsed(head.title))
    body.add("Normal", head.line)
    if head.scope:
        body.add("Normal", collapsed(head.scope))
    for answer in answers:
        body.add_turn(answer)
    body.add(
        "Closing",
        "Documents are named by the SHA-256 of their text; offsets count code points. "
        "`python -m qa verify FILE` compares every quotation and names what was changed.",
    )
    document, footnotes = body.document(), body.footnotes()
    parts = docx_parts(document, footnotes)
    record = record_json(answers, head, parts, "the comment of this zip file", relative)
    files = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONS,
        "docProps/core.xml": _CORE.format(
            title=escape(collapsed(head.title)),
            made=head.made.isoformat(timespec="seconds"),
        ),
        "word/document.xml": document,
        "word/footnotes.xml": footnotes,
        **STATIC,
        RECORD: f'<record xmlns="{RECORD_NAMESPACE}">{escape(record)}</record>',
        "customXml/_rels/item1.xml.rels": RECORD_RELATIONS,
    }
    return sealed(_packed(files, head.made))


def _packed(files: dict[str, str], made: datetime) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, max(made.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8"))
        archive.comment = BLANK_BYTES
    return buffer.getvalue()
