"""The evaluator's own record of the index: every text, and the places of gold paragraphs.

Citations are checked against these texts, so they come from the dataset wherever it is what was
indexed, not from the system under test.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from index.errors import UnknownDocumentError
from index.values import Document
from qa.evaluate.datasets.model import Dataset, Question, paragraphs_of

__all__ = [
    "GoldPlace",
    "Ground",
    "ground_in_documents",
    "ground_in_field",
    "ground_in_folder",
    "ground_in_paragraphs",
    "outside",
]

log = logging.getLogger(__name__)

_UNKNOWN = (
    "%s: the documents of %d of %d questions are not in the folder, or several have that name; "
    "these count without document and evidence"
)
_UNQUOTED = (
    "%s: the evidence of %d of %d questions does not stand in its document word for word; "
    "these count without evidence"
)


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """The place of a paragraph or a quotation.

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
    """The texts and places that answers and rankings are compared with.

    Attributes:
        texts: Text of every indexed document by its id.
        places: For each paragraph of the dataset, by index, every document that holds it, with its
            first place there; empty where none does.
        evidence: For paragraphs, by index, whose questions come with quotations: every place of
            each quotation.
    """

    texts: Mapping[str, str] = field(repr=False)
    places: tuple[tuple[GoldPlace, ...], ...] = field(repr=False)
    evidence: Mapping[int, tuple[tuple[GoldPlace, ...], ...]] = field(
        default_factory=dict, repr=False
    )


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
        (GoldPlace(paragraph.id, 0, len(paragraph.text)),) for paragraph in dataset.paragraphs
    )
    return Ground(texts, places)


def ground_in_documents(dataset: Dataset, documents: Iterable[Document]) -> Ground:
    """For an index of whole documents: a paragraph stands where its text occurs verbatim."""
    texts = {document.id: document.text for document in documents}
    places = tuple(
        tuple(
            GoldPlace(identifier, offset, len(paragraph.text))
            for identifier, text in texts.items()
            if (offset := text.find(paragraph.text)) >= 0
        )
        for paragraph in dataset.paragraphs
    )
    return Ground(texts, places)


def ground_in_folder(
    dataset: Dataset, documents: Iterable[Document], find: Callable[[str], Document]
) -> Ground:
    """For questions that name documents and quote from them (a dataset of kind ``folder``).

    A question's place is the whole of the document it names, or of every document that holds all
    of its evidence if it names none. What is not found is counted in one warning; such a question
    counts without place and evidence.

    Args:
        dataset: The questions.
        documents: All of the folder.
        find: A document by its id, the beginning of its id, a source or its file name, as
            `Chatbot.find`.
    """
    by_id = {document.id: document for document in documents}
    places: list[tuple[GoldPlace, ...]] = [()] * len(dataset.paragraphs)
    evidence: dict[int, tuple[tuple[GoldPlace, ...], ...]] = {}
    unknown = unquoted = 0
    for question in dataset.questions:
        if not question.answerable:
            continue
        chosen = list(by_id.values()) if question.evidence else []
        if question.document is not None:
            try:
                chosen = [find(question.document)]
            except UnknownDocumentError:
                unknown += 1
                continue
        holding = [d for d in chosen if all(quote in d.text for quote in question.evidence)]
        unquoted += bool(question.evidence) and not holding
        if question.evidence and holding:
            evidence[question.paragraph] = _quoted(question, holding)
        if question.document is None:
            chosen = holding
        places[question.paragraph] = tuple(GoldPlace(d.id, 0, len(d.text)) for d in chosen)
    for count, warning in ((unknown, _UNKNOWN), (unquoted, _UNQUOTED)):
        if count:
            log.warning(warning, dataset.name, count, len(dataset.questions))
    return Ground({id_: d.text for id_, d in by_id.items()}, tuple(places), evidence)


def ground_in_field(dataset: Dataset, documents: Iterable[Document]) -> Ground:
    """For a dataset of kind ``field``: a question's place is the whole of each document it names.

    Quotations are compared as text, without places (``qa.evaluate.judging.field_answers``).
    """
    by_id = {document.id: document for document in documents}
    places: list[tuple[GoldPlace, ...]] = [()] * len(dataset.paragraphs)
    for question in dataset.questions:
        names = [f"/{name}" for name in (question.document or "").split("\n") if name]
        places[question.paragraph] = tuple(
            GoldPlace(document.id, 0, len(document.text))
            for document in by_id.values()
            if any(source.endswith(name) for name in names for source in document.sources)
        )
    return Ground({id_: d.text for id_, d in by_id.items()}, tuple(places))


def _quoted(question: Question, documents: Sequence[Document]) -> tuple[tuple[GoldPlace, ...], ...]:
    """Every place of each quotation."""
    return tuple(
        tuple(
            GoldPlace(document.id, start, len(quote))
            for document in documents
            for start in _occurrences(quote, document.text)
        )
        for quote in question.evidence
    )


def _occurrences(quote: str, text: str) -> Iterator[int]:
    """Offsets of ``quote`` in ``text``, not overlapping."""
    start = text.find(quote)
    while start >= 0:
        yield start
        start = text.find(quote, start + len(quote))
