"""Digests of what stands beside a text, to tell a changed byte from what was written.

A text needs none: its SHA-256 is its id.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable

from index.errors import DamagedDocumentError
from index.platform.printable import printable

__all__ = ["PageRow", "damaged_document", "layout_digest", "passage_checksum"]

PageRow = tuple[int, int, int, bytes, bytes | None, bytes | None]
"""Number, start, end, packed characters, and packed boxes and confidences where recognised."""


def layout_digest(pages: Iterable[PageRow], structure: bytes | None) -> bytes:
    """SHA-256 of a document's pages, as they are stored, and of its packed structure."""
    digest = hashlib.sha256()
    for number, start, end, *blobs in pages:
        lengths = [-1 if blob is None else len(blob) for blob in blobs]
        digest.update(repr((number, start, end, lengths)).encode())
        for blob in blobs:
            digest.update(blob or b"")
    digest.update(b"no structure" if structure is None else structure)
    return digest.digest()


def passage_checksum(
    document_id: str, start: int, end: int, sentences: bytes, headings: bytes
) -> int:
    """CRC-32 of a passage's spans and of the document that they count in."""
    place = zlib.crc32(f"{document_id} {start} {end} {len(sentences)} ".encode())
    return zlib.crc32(headings, zlib.crc32(sentences, place))


def damaged_document(document_id: str, source: str | None, what: str) -> DamagedDocumentError:
    """The error of a document that is not what was written.

    It names the source, not the title, which may be words of the text.
    """
    name = printable(source or "a document without a source")
    return DamagedDocumentError(
        f"{name}: {what} in the corpus damaged (document {document_id[:12]}); nothing is "
        "quoted from it until its file is read anew; check and repair the corpus"
    )
