"""What is stored of a passage so that Lance finds it, and the indexes of it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.protocols import Vectors
from index.text.search_text import search_text
from index.text.sections import lead
from index.text.terms import ANALYZER, analyzer
from index.values import PassageRow

if TYPE_CHECKING:
    import pyarrow as pa
    from lancedb.table import Table

__all__ = [
    "COLUMNS",
    "EXACT_MOST",
    "ID_BITS",
    "add_indexes",
    "index_vectors",
    "padded",
    "partitions_of",
    "passage_id",
    "search_batch",
    "search_schema",
    "stems_of",
]

COLUMNS = f"lance/1; {ANALYZER}; title+headings+text"
"""Changes whenever the same passage would be stored differently."""

EXACT_MOST = 10_000
"""Passages up to which every vector is compared; above it the vectors have an index."""

ID_BITS = 63
_MULTIPLE = 8
"""Quantised vectors have a multiple of so many components; zeros at the end change no product."""

_PARTITION_ROWS = 1_000
_FEWEST_PARTITIONS = 4
_PARTITIONS_BY_ROOT = 1.25
"""Of so many times the square root of the number of passages, if that is fewer: each vector is
compared with the middle of each partition when it is put into the index.
"""


def passage_id(document_id: str, passage_fingerprint: str, ordinal: int) -> int:
    """Id of a passage: 63 bits of a hash, so that writing it again replaces it.

    Among 10⁹ passages two share an id with a probability of about 5 %; ``ClusterWriter`` would
    replace one passage by the other. Among 10⁸ it is 0.05 %.
    """
    text = f"{document_id}\n{passage_fingerprint}\n{ordinal}"
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - ID_BITS)


def search_schema(dimension: int, more: Sequence[pa.Field] = ()) -> pa.Schema:
    """Columns that searches read, then others."""
    import pyarrow as pa

    return pa.schema(
        [
            pa.field("id", pa.int64(), nullable=False),
            pa.field("document", pa.string(), nullable=False),
            pa.field("stems", pa.string(), nullable=False),
            pa.field("labels", pa.list_(pa.string())),
            pa.field("vector", pa.list_(pa.float32(), _stored_dimension(dimension))),
            *more,
        ]
    )


def search_batch(rows: Sequence[PassageRow], vectors: Vectors, dimension: int) -> dict[str, object]:
    """Arrays of the columns of ``search_schema``, by name.

    Args:
        rows: Of the passages.
        vectors: Of each, shape (rows, dimension).
        dimension: Components of a vector.
    """
    import pyarrow as pa

    width = _stored_dimension(dimension)
    flat = np.zeros((len(rows), width), np.float32)
    flat[:, :dimension] = vectors
    return {
        "id": pa.array([row.passage_id for row in rows], pa.int64()),
        "document": pa.array([row.document_id for row in rows], pa.string()),
        "stems": pa.array([stems_of(row) for row in rows], pa.string()),
        "labels": pa.array([list(row.labels) for row in rows], pa.list_(pa.string())),
        "vector": pa.FixedSizeListArray.from_arrays(pa.array(flat.ravel(), pa.float32()), width),
    }


def stems_of(row: PassageRow) -> str:
    """The terms of a passage as the local engine indexes them, with spaces between."""
    above = lead(row.title, row.headings)
    return " ".join(analyzer().analyze(f"{above}\n{search_text(row.text)}"))


def padded(vector: Vectors) -> Vectors:
    """A vector as it is stored."""
    stored: Vectors = np.zeros(_stored_dimension(len(vector)), np.float32)
    stored[: len(vector)] = vector
    return stored


def add_indexes(table: Table) -> None:
    """Make the indexes that an empty table can have: terms, ids, documents, labels."""
    from lancedb.index import FTS, BTree, LabelList

    table.create_index("id", config=BTree())
    table.create_index("document", config=BTree())
    table.create_index("labels", config=LabelList())
    # The terms are ours; Lance only has to split them at spaces.
    table.create_index(
        "stems",
        config=FTS(
            base_tokenizer="whitespace",
            lower_case=False,
            stem=False,
            remove_stop_words=False,
            ascii_folding=False,
            max_token_length=None,
            with_position=False,
        ),
    )


def index_vectors(table: Table, count: int) -> None:
    """Make the index of the vectors anew, for so many passages."""
    from lancedb.index import IvfRq

    partitions = partitions_of(count)
    table.create_index(
        "vector", config=IvfRq(distance_type="dot", num_partitions=partitions, num_bits=1)
    )


def partitions_of(count: int) -> int:
    """Partitions of the index of the vectors of so many passages."""
    most = int(_PARTITIONS_BY_ROOT * math.sqrt(count))
    return max(min(count // _PARTITION_ROWS, most), _FEWEST_PARTITIONS)


def _stored_dimension(dimension: int) -> int:
    return -(-dimension // _MULTIPLE) * _MULTIPLE
