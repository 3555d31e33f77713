"""Documents with structure, built as loaders build them."""

from index.loaders.building import TextBuilder
from index.loaders.drafts import Piece, draft
from index.loaders.limits import LIMITS
from index.text.sentences import sentence_spans
from index.values import Document, Passage, document_id
from qa.retriever import Hit

__all__ = ["document", "hit_of"]


def document(*blocks, title=""):
    """A document of blocks (kind, text, level, label); a label is generated in front."""
    builder = TextBuilder(LIMITS)
    for kind, text, level, label in blocks:
        mark = f"{label} " if label else "- " if kind == "item" else ""
        pieces = [Piece(mark, is_generated=True)] if mark else []
        is_tight = kind == "item"
        builder.add(
            draft([*pieces, Piece(text)], kind, level=level, label=label, is_tight=is_tight)
        )
    extracted = builder.extracted()
    return Document(
        document_id(extracted.text), extracted.text, title, ("a",), structure=extracted.structure
    )


def hit_of(source, score=1.0):
    """The whole document as one passage."""
    sentences = tuple(sentence_spans(source.text, source.structure.blocks))
    passage = Passage(1, source.id, 0, len(source.text), sentences)
    return Hit(passage, source, score, 0.5, 0.5)
