"""What a turn of an export says, in order, for every form that people read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from index.values import Span
from qa.answer import Answer, Citation
from qa.answer_words import dated
from qa.markdown.signs import signs as signs_in
from qa.outcome_words import (
    caution,
    citation_numbers,
    completeness,
    disagreement_line,
    documents_in_words,
    heading,
    help_reply,
    near_forms_line,
    part_lines,
    searched_lines,
)
from qa.places import cited_place
from qa.recognition import remark

__all__ = ["Block", "Given", "Listed", "Quoted", "Said", "outline"]


@dataclass(frozen=True, slots=True)
class Said:
    """A line in our own words; ``is_listed`` if it is one of a list."""

    text: str
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, or another one that the documents support too.

    Attributes:
        text: Exact.
        signs: What of the text is markup of a Markdown document, as spans of it.
        is_other: Whether there is an answer before it.
    """

    text: str
    signs: tuple[Span, ...] = ()
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of a list, with the numbers of the quotations that it stands in."""

    text: str
    numbers: tuple[int, ...]
    signs: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation with its number in the turn and its place in words."""

    number: int
    citation: Citation
    place: str

    @property
    def signs(self) -> tuple[Span, ...]:
        """What of the quotation is markup of a Markdown document, as spans of its text."""
        return _signs(self.citation, self.citation.start, self.citation.end)


Block = Said | Given | Listed | Quoted


def outline(answer: Answer) -> list[Block]:
    """Everything below the question, in order."""
    return list(_blocks(answer))


def _blocks(answer: Answer) -> Iterator[Block]:
    if answer.asked_as != answer.question:
        yield Said(f"Understood as: {answer.asked_as}")
    yield Said(_asked_of(answer))
    yield from _outcome(answer)
    numbers = count(1)
    dates = bool(answer.disagreeing)
    for citation in answer.citations:
        yield _quoted(next(numbers), citation, with_date=dates)
    for other in answer.alternatives:
        yield Given(other.text, _signs_of_answer(other.citations[0]), is_other=True)
        for citation in other.citations:
            yield _quoted(next(numbers), citation, with_date=other.disagrees)
    if answer.kind == "none":
        for line in searched_lines(answer.searched):
            yield Said(line, is_listed=True)
        for citation in answer.related:
            yield _quoted(next(numbers), citation)


def _asked_of(answer: Answer) -> str:
    """How many documents were asked, and in which state of the index."""
    version = answer.searched.version
    state = "" if version is None else f" in version {version} of the index"
    return f"Asked of {documents_in_words(answer.searched)}{state}."


def _outcome(answer: Answer) -> Iterator[Block]:
    """What stands between a question and its quotations."""
    if answer.kind == "help":
        yield Said(help_reply(answer))
        return
    figure = f" (confidence {answer.confidence:.2f})" if answer.calibrated else ""
    if near := near_forms_line(answer):
        yield Said(f"{near}.")
    if line := disagreement_line(answer):
        yield Said(line)
    if line := caution(answer):
        yield Said(f"{line}:")
    if answer.kind != "answer":
        end = ":" if answer.kind == "evidence" else "."
        yield Said(f"{heading(answer).rstrip(':')}{figure}{end}")
    elif not answer.items:
        yield Given(answer.text, _signs_of_answer(answer.citations[0]))
        if figure:
            yield Said(f"Confidence {answer.confidence:.2f}.")
    for item in answer.items:
        signs = _signs(item, item.start, item.end)
        yield Listed(item.text, citation_numbers(answer, item), signs)
    if answer.items:
        closing = completeness(answer)
        if answer.kind != "evidence":
            closing = f"{closing or f'{len(answer.items)} found'}{figure}"
        if closing:
            yield Said(f"{closing}.")
    for line in part_lines(answer):
        yield Said(line)


def _signs_of_answer(citation: Citation) -> tuple[Span, ...]:
    start, end = citation.answer_start, citation.answer_end
    if start is None or end is None:
        start, end = citation.start, citation.end
    return _signs(citation, start, end)


def _signs(citation: Citation, start: int, end: int) -> tuple[Span, ...]:
    spans = signs_in(citation.document, Span(start, end))
    return tuple(Span(span.start - start, span.end - start) for span in spans)


def _quoted(number: int, citation: Citation, *, with_date: bool = False) -> Quoted:
    place = cited_place(citation)
    if with_date and (date := dated(citation.document)):
        place = f"{place}, dated {date}"
    recognised = remark(citation.document, Span(citation.start, citation.end))
    return Quoted(number, citation, f"{place}. {recognised}" if recognised else place)
