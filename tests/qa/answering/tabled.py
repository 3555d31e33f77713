"""A document with a table, built as loaders build it."""

from index.loaders.building import TextBuilder
from index.loaders.drafts import Piece, draft
from index.loaders.limits import LIMITS
from index.text.sentences import sentence_spans
from index.values import Document, document_id

__all__ = ["FERRIES", "row_of", "tabled"]


def tabled(heading, *rows, after=""):
    """A heading, a table whose first row names its columns, and a paragraph."""
    builder = TextBuilder(LIMITS)
    builder.add(draft(heading, "heading", level=1))
    for number, row in enumerate(rows):
        pieces = []
        for column, cell in enumerate(row):
            name = "Columns: " if number == 0 else f"{rows[0][column]}: "
            if number or not column:
                pieces.append(Piece(name if not column else f"; {name}", is_generated=True))
            else:
                pieces.append(Piece("; ", is_generated=True))
            pieces.append(Piece(cell, column=column, is_head=not number or not column))
        builder.add(draft(pieces, "row", table=0, is_tight=number > 0))
    if after:
        builder.add(draft(after))
    extracted = builder.extracted()
    return Document(
        document_id(extracted.text), extracted.text, "", ("a",), structure=extracted.structure
    )


FERRIES = tabled(
    "Ferries of the sound",
    ("Ship", "Harbour", "Fuel"),
    ("Kestrel", "Bergen", "diesel"),
    ("Heron", "Oban", "shore power"),
    ("Swift", "Oban", "diesel"),
    ("Puffin", "Mallaig", "diesel"),
    ("Total", "3 harbours", "2 fuels"),
    after="The Kestrel was painted in May.",
)


def row_of(part):
    """The row or sentence that holds a part."""
    spans = sentence_spans(FERRIES.text, FERRIES.structure.blocks)
    return next(s for s in spans if part in FERRIES.text[s.start : s.end])
