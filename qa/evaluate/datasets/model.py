"""Questions with known answers, as frozen values that know nothing of any file format."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from index.errors import InvalidValueError
from index.values import Span, document_id

__all__ = ["Dataset", "Gold", "Paragraph", "Question", "paragraphs_of", "sample"]


@dataclass(frozen=True, slots=True)
class Gold:
    """One answer that an annotator marked.

    Attributes:
        text: The answer, equal to the slice of its paragraph that begins at ``start``.
        start: Offset of its first code point in the paragraph's text.
    """

    text: str
    start: int

    @property
    def span(self) -> Span:
        """Where the answer stands in its paragraph."""
        return Span(self.start, self.start + len(self.text))


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        id: As in the file; published sets do not all keep ids unique.
        text: As asked.
        golds: Right answers, repeated where annotators agreed; empty when the paragraph holds none.
        paragraph: Index of the paragraph it was written for in ``Dataset.paragraphs``.
        unplaced: Right answers whose place in a text is not known.
        document: What the dataset calls the document that holds the answer; None if it names none.
        evidence: Quotations that give the answer, verbatim.
        relevant: For a query without answers, each relevant paragraph's index and its grade, 1 or
            more; ``paragraph`` is the first of them.
        marked: Spans of its paragraph that an annotator marked as answering or explaining; there
            may be some where the words of an answer are not known.
        group: What the dataset calls the kind or the origin of the question; "" if nothing.
        items: The parts of a list, or of an answer in two parts, that should be given.
        partial: Nothing answers it, but ``evidence`` bears on it.
    """

    id: str
    text: str
    golds: tuple[Gold, ...]
    paragraph: int
    unplaced: tuple[str, ...] = ()
    document: str | None = None
    evidence: tuple[str, ...] = ()
    relevant: tuple[tuple[int, int], ...] = ()
    marked: tuple[Span, ...] = ()
    group: str = ""
    items: tuple[str, ...] = ()
    partial: bool = False

    @property
    def answerable(self) -> bool:
        """Whether the paragraph answers it, in known words or in marked sentences."""
        return bool(self.golds or self.unplaced or self.marked)

    @property
    def has_words(self) -> bool:
        """Whether the words of a right answer are known."""
        return bool(self.golds or self.unplaced)

    @property
    def gold_texts(self) -> tuple[str, ...]:
        """The texts of the right answers, in order."""
        return (*(gold.text for gold in self.golds), *self.unplaced)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph.

    Attributes:
        title: Title of its article, for people: with spaces, not underscores.
        text: The text that answers' offsets count in; "" where the dataset does not give it.
    """

    title: str
    text: str = field(repr=False)

    @property
    def id(self) -> str:
        """Id of the document that this paragraph becomes."""
        return document_id(self.text)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Paragraphs and the questions asked about them.

    Attributes:
        name: For reports.
        paragraphs: In file order; the same text may stand here more than once.
        questions: In file order.
        kind: ``squad``; ``folder`` if the texts are a folder's, not the dataset's; ``field`` if the
            dataset brings that folder; ``retrieval`` if only rankings can be measured.
        talks: Conversations, each as its turns in order; of kind ``field`` only.
        files: The folder of documents of kind ``field``.
    """

    name: str
    paragraphs: tuple[Paragraph, ...] = field(repr=False)
    questions: tuple[Question, ...] = field(repr=False)
    kind: Literal["squad", "folder", "field", "retrieval"] = "squad"
    talks: tuple[tuple[Question, ...], ...] = field(default=(), repr=False)
    files: Path | None = None


def sample(dataset: Dataset, n: int, seed: int = 0) -> Dataset:
    """The same paragraphs with ``n`` of the questions, in their old order.

    Which ones depends only on the seed, the questions' ids and their texts, not on their order or
    on a random number generator, and a larger sample contains every smaller one of the same seed.

    Args:
        dataset: Where to draw from.
        n: How many questions; all of them when there are fewer.
        seed: Another seed draws other questions.

    Raises:
        ValueError: ``n`` is less than 1.
    """
    if n < 1:
        raise InvalidValueError(f"a sample needs at least one question, not {n}")

    def lot(index: int) -> bytes:
        question = dataset.questions[index]
        return hashlib.sha256(f"{seed}:{question.id}:{question.text}".encode()).digest()

    drawn = sorted(sorted(range(len(dataset.questions)), key=lot)[:n])
    return replace(dataset, questions=tuple(dataset.questions[index] for index in drawn))


def paragraphs_of(dataset: Dataset, distractors: Sequence[Dataset] = ()) -> Iterator[Paragraph]:
    """Each distinct text once, under its first title; those of ``dataset`` come first.

    A blank text, which no index can hold, is left out.

    Args:
        dataset: Whose questions are asked.
        distractors: Whose paragraphs stand in the same index and whose questions are not asked.
    """
    seen: set[str] = set()
    for each in (dataset, *distractors):
        for paragraph in each.paragraphs:
            if paragraph.text.strip() and paragraph.text not in seen:
                seen.add(paragraph.text)
                yield paragraph
