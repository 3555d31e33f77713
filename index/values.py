"""The values that documents become: what the store keeps and every layer above passes on.

Offsets are half-open and count Unicode code points of ``Document.text``, so that
``document.text[span.start:span.end]`` is the quotation. Nothing here changes a text, and nothing
here knows how or where it is stored.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import ClassVar

from index.structure import NO_STRUCTURE, Span, Structure

__all__ = [
    "BOX_BYTES",
    "Delta",
    "Document",
    "DocumentSummary",
    "Extracted",
    "FileState",
    "LoaderStamp",
    "Member",
    "Page",
    "Passage",
    "PassageRow",
    "Recognition",
    "RefusedFile",
    "SourceKind",
    "Span",
    "TermCounts",
    "document_id",
]

SourceKind = str
"""``file`` (in the user's folder), ``upload`` (a copy of ours) or ``text`` (given by a caller)."""


def document_id(text: str) -> str:
    """Hex SHA-256 of the UTF-8 bytes of ``text``.

    Raises:
        UnicodeEncodeError: ``text`` holds a lone surrogate, which no file format can carry.
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


BOX_BYTES = 8
"""Bytes of one box of a ``Recognition``."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """Where recognised characters of a page stand on its picture, and how sure they are.

    Attributes:
        boxes: For each code point of the page's text four unsigned 16-bit numbers, little-endian:
            left, top, right, bottom in quarters of a PDF point, from the upper left corner of the
            page as it is shown; left is at most right and top at most bottom. Code points that
            nothing was drawn for have the box of the one before them, typed ones ``TYPED``, those
            of pages that are never drawn ``NOWHERE``.
        confidences: For each code point its word's confidence as one byte, 0 to 100.
    """

    boxes: bytes
    confidences: bytes
    TYPED: ClassVar[bytes] = b"\2\0" * (BOX_BYTES // 2)
    NOWHERE: ClassVar[bytes] = bytes(BOX_BYTES)


@dataclass(frozen=True, slots=True)
class Page:
    """One physical page of a paged document.

    Attributes:
        number: 1-based physical page number.
        start: Offset of the page's first code point in ``Document.text``.
        end: Offset after its last one. The separator between pages belongs to no page.
        characters: For each code point of ``text[start:end]``, the index of the character on the
            page as the file's own library (PDFium) counts them, so that a span can be boxed on
            the drawn page; empty for formats without such a map.
        recognised: Set where the text was recognised in a picture; ``characters`` is empty then.
    """

    number: int
    start: int
    end: int
    characters: tuple[int, ...] = field(default=(), repr=False)
    recognised: Recognition | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Extracted:
    """The result of loading one file.

    Attributes:
        text: The canonical text. It is stored once and never changed afterwards.
        title: A title found in the file itself, or None; the caller falls back to the file name.
        pages: Physical pages in order, empty for unpaged formats.
        structure: Blocks of the text.
        notes: What of the file was not read, or is uncertain: one short line each, such as
            ``"page 2: a picture without text"``.
    """

    text: str
    title: str | None = None
    pages: tuple[Page, ...] = ()
    structure: Structure = NO_STRUCTURE
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive or a message.

    Attributes:
        name: Relative path with slashes, without any ``..``; no other member has it. Empty for
            the text of the container itself (a message).
        refused: Why it cannot be used, known without reading it; empty if it may be.
    """

    name: str
    refused: str = ""

    @property
    def suffix(self) -> str:
        """Suffix of its name, in lower case."""
        return PurePosixPath(self.name).suffix.lower()


@dataclass(frozen=True, slots=True)
class Document:
    """One text after extraction.

    Attributes:
        id: Hex SHA-256 of ``text``.
        text: Canonical text.
        title: For display and for term search.
        sources: Where the text was found: absolute paths of files, or names given by the caller;
            the first one found comes first. Never empty.
        pages: Physical pages in order, empty for unpaged formats.
        structure: Blocks of the text.
    """

    id: str
    text: str = field(repr=False)
    title: str
    sources: tuple[str, ...]
    pages: tuple[Page, ...] = field(default=(), repr=False)
    structure: Structure = field(default=NO_STRUCTURE, repr=False)

    @property
    def source(self) -> str:
        """The first source."""
        return self.sources[0]

    def pages_of(self, span: Span) -> tuple[int, ...]:
        """1-based numbers of all pages that ``span`` touches, in order; empty where unpaged.

        A span that begins in the separator between two pages counts to the page after it.
        """
        if not self.pages:
            return ()
        starts = [page.start for page in self.pages]
        first = max(bisect_right(starts, span.start) - 1, 0)
        if self.pages[first].end <= span.start and first + 1 < len(self.pages):
            first += 1
        last = max(bisect_right(starts, max(span.end - 1, span.start)) - 1, first)
        return tuple(page.number for page in self.pages[first : last + 1])


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of whole sentences of one document: the unit that is embedded, indexed and read.

    Attributes:
        id: Integer, unique in its corpus and never used again after removal.
        document_id: The document the offsets count in.
        start: Offset of the first code point.
        end: Offset after the last one.
        sentences: The sentences inside, in order, as offsets into the document's text. A sentence
            longer than a passage stands in each of its windows as the part that lies inside.
        headings: The headings above it, outermost first, as offsets into the document's text.
    """

    id: int
    document_id: str
    start: int
    end: int
    sentences: tuple[Span, ...] = field(default=(), repr=False)
    headings: tuple[Span, ...] = field(default=(), repr=False)

    @property
    def span(self) -> Span:
        """The passage as a span."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage as a search engine indexes it: raw text, with the title of its document.

    ``headings`` are those above it as one line (``index.text.sections.heading_text``), ``labels``
    those of its blocks (``index.text.label_keys``).
    """

    passage_id: int
    document_id: str
    title: str
    text: str
    headings: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delta:
    """The step of a search engine to ``generation``: ids of passages, ascending."""

    generation: int
    added: tuple[int, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TermCounts:
    """How common terms are.

    Attributes:
        passages: Number of all passages.
        by_term: Number of passages that hold each term in their text or their document's title.
    """

    passages: int
    by_term: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LoaderStamp:
    """Identifies what produced a text or a refusal from the bytes of a file.

    Attributes:
        version: Name and version of the loader.
        members: Number of members of a container; None for a file that is a document.
        limits: Fingerprint of the limits, where they decide on the result; else empty.
    """

    version: str
    members: int | None = None
    limits: str = ""


@dataclass(frozen=True, slots=True)
class FileState:
    """A source as it was when it was last read.

    Attributes:
        sha256: Of the file's bytes.
        size: In bytes.
        mtime_ns: Modification time.
        seen_ns: Clock time just before the file was read.
        loader: What extracted the text.
    """

    sha256: str
    size: int
    mtime_ns: int
    seen_ns: int
    loader: LoaderStamp


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document without its text, for lists."""

    id: str
    title: str
    sources: tuple[str, ...]
    length: int
    pages: int
    passages: int


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that could not be used.

    Attributes:
        path: As found, with control characters escaped so that it fits one line.
        reason: One line: why, and what to do.
    """

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"
