"""What the evaluator itself knows of the index: every text, and where gold paragraphs stand.

Citations are checked against these texts, so they come from the dataset wherever it is what was
indexed, not from the system under test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from index.values import Document
from qa.evaluate.datasets import Dataset, paragraphs_of

__all__ = ["Ground", "Place", "ground_in_documents", "ground_in_paragraphs", "outside"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands.

    Attributes:
        document_id: The document that holds it.
        offset: Offset of its first code point in that document's text.
        length: Its length in code points.
    """

    document_id: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What answers and rankings are held against.

    Attributes:
        texts: Text of every indexed document by its id.
        places: For each paragraph of the dataset, by index, every document that holds it, with its
            first place there; empty where none does.
    """

    texts: Mapping[str, str] = field(repr=False)
    places: tuple[tuple[Place, ...], ...] = field(repr=False)


def outside(dataset: Dataset, ground: Ground) -> dict[str, list[str]]:
    """For each article title, the ids of all documents that hold no paragraph of that article.

    Asked of these alone, the article's questions should be declined.
    """
    own: dict[str, set[str]] = {}
    for paragraph, places in zip(dataset.paragraphs, ground.places, strict=True):
        own.setdefault(paragraph.title, set()).update(place.document_id for place in places)
    return {title: [id_ for id_ in ground.texts if id_ not in held] for title, held in own.items()}


def ground_in_paragraphs(dataset: Dataset, distractors: Sequence[Dataset] = ()) -> Ground:
    """For an index in which each paragraph is one document (`paragraphs_of`)."""
    texts = {paragraph.id: paragraph.text for paragraph in paragraphs_of(dataset, distractors)}
    places = tuple(
        (Place(paragraph.id, 0, len(paragraph.text)),) for paragraph in dataset.paragraphs
    )
    return Ground(texts, places)


def ground_in_documents(dataset: Dataset, documents: Iterable[Document]) -> Ground:
    """For an index of whole documents: a paragraph stands where its text occurs verbatim."""
    texts = {document.id: document.text for document in documents}
    places = tuple(
        tuple(
            Place(identifier, offset, len(paragraph.text))
            for identifier, text in texts.items()
            if (offset := text.find(paragraph.text)) >= 0
        )
        for paragraph in dataset.paragraphs
    )
    return Ground(texts, places)
