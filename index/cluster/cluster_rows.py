"""Documents, passages and sources as rows of the tables, and back."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from index.cluster.cluster_schema import schema_of
from index.cluster.passage_columns import passage_id, search_batch
from index.cluster.prepared import PreparedDocument, SourceRecord
from index.platform.printable import printable
from index.storage.digests import damaged_document, layout_digest, passage_checksum
from index.storage.packed_layout import page_rows, stored_page, stored_structure
from index.storage.packing import pack_blocks, pack_spans, pack_stamp, unpack_stamp
from index.storage.passage_table import checked_passage
from index.structure import NO_STRUCTURE
from index.text.block_labels import BlockLabels
from index.text.sections import heading_text
from index.values import Document, FileState, Passage, PassageRow

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "PASSAGE_COLUMNS",
    "Row",
    "document_of",
    "document_row",
    "passage_of",
    "passage_table",
    "source_row",
    "state_of",
    "state_row",
]

Row = Mapping[str, Any]
PASSAGE_COLUMNS = ("id", "document", "start", "end", "sentences", "headings", "checksum")
"""What ``passage_of`` reads."""
_ANY_LENGTH = 1 << 31
"""A row does not say how long its document is; its checksum says whether it is as written."""
_PAGE = ("number", "start", "end", "characters", "boxes", "confidences")


def document_row(prepared: PreparedDocument, order: int) -> dict[str, Any]:
    """The row of a document."""
    document = prepared.document
    pages = page_rows(document.pages)
    packed = None if document.structure == NO_STRUCTURE else pack_blocks(document.structure)
    return {
        "id": document.id,
        "order": order,
        "title": document.title,
        "length": len(document.text),
        "passages": len(prepared.drafts),
        "text": document.text,
        "pages": [dict(zip(_PAGE, page, strict=True)) for page in pages],
        "structure": packed,
        "layout": layout_digest(pages, packed),
    }


def document_of(row: Row, sources: Sequence[str]) -> Document:
    """The document of a row.

    Raises:
        DamagedDocumentError: It is not what was written.
    """
    text = row["text"]
    if hashlib.sha256(text.encode("utf-8")).hexdigest() != row["id"]:
        raise damaged_document(row["id"], sources[0], "its text is")
    pages = [tuple(page[name] for name in _PAGE) for page in row["pages"] or ()]
    try:
        return Document(
            id=row["id"],
            text=text,
            title=row["title"],
            sources=tuple(sources),
            pages=tuple(stored_page(*page) for page in pages),
            structure=stored_structure(pages, row["structure"], row["layout"], len(text)),
        )
    except (ValueError, TypeError, zlib.error):
        raise damaged_document(row["id"], sources[0], "its pages or structure are") from None


def passage_table(
    documents: Iterable[PreparedDocument], made_with: str, dimension: int
) -> pa.Table:
    """The rows of the passages of some documents."""
    import pyarrow as pa

    documents = list(documents)
    rows, placed = list[PassageRow](), list[dict[str, Any]]()
    for prepared in documents:
        document = prepared.document
        labels = BlockLabels(document.structure.blocks)
        for ordinal, draft in enumerate(prepared.drafts):
            spans = pack_spans(draft.sentences), pack_spans(draft.headings)
            rows.append(
                PassageRow(
                    passage_id(document.id, made_with, ordinal),
                    document.id,
                    document.title,
                    document.text[draft.start : draft.end],
                    heading_text(document.text, draft.headings),
                    labels.between(draft.start, draft.end),
                )
            )
            placed.append(
                {
                    "ordinal": ordinal,
                    "start": draft.start,
                    "end": draft.end,
                    "sentences": spans[0],
                    "headings": spans[1],
                    "checksum": passage_checksum(document.id, draft.start, draft.end, *spans),
                }
            )
    schema = schema_of("passages", dimension)
    vectors = [prepared.vectors for prepared in documents if len(prepared.drafts)]
    whole = np.concatenate(vectors) if vectors else np.zeros((0, dimension), np.float32)
    columns = search_batch(rows, whole, dimension)
    for name in ("ordinal", "start", "end", "sentences", "headings", "checksum"):
        columns[name] = pa.array([row[name] for row in placed], schema.field(name).type)
    return pa.table(columns, schema=schema)


def passage_of(row: Row) -> Passage:
    """The passage of a row.

    Raises:
        DamagedDocumentError: Its spans are not those that were written.
    """
    passage = checked_passage(
        row["id"], row["document"], _ANY_LENGTH, row["start"],
        row["end"], row["sentences"], row["headings"], row["checksum"],
    )  # fmt: skip
    if passage is None:
        raise damaged_document(row["document"], None, "its passages are")
    return passage


def source_row(document_id: str, record: SourceRecord, order: int) -> dict[str, Any]:
    """The row of a source; its key is that of the source and the document together."""
    key = hashlib.sha256(f"{document_id}\n{record.source}".encode()).hexdigest()
    notes = (printable(" ".join(note.split())) for note in record.notes)
    return {
        "key": key,
        "order": order,
        "source": record.source,
        "kind": record.kind,
        "title": record.title,
        "document": document_id,
        "notes": "\n".join(notes),
        **state_row(record.state),
    }


def state_row(state: FileState) -> dict[str, Any]:
    """The columns of the state of a file."""
    return {
        "sha256": state.sha256,
        "size": state.size,
        "mtime_ns": state.mtime_ns,
        "seen_ns": state.seen_ns,
        "loader": pack_stamp(state.loader),
    }


def state_of(row: Row) -> FileState:
    """The state of a file of a row."""
    stamp = unpack_stamp(row["loader"])
    return FileState(row["sha256"], row["size"], row["mtime_ns"], row["seen_ns"], stamp)
