"""A citation: a span of a document, as a frozen value that slices its quotation.

The contract that everything above builds on: a quotation is *sliced* from its document. No code
carries it as a string and searches for it again.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import InvalidValueError

TYPE_CHECKING = False  # for type checkers True; see ``qa``
if TYPE_CHECKING:
    from typing import Any

    from index.values import Document

__all__ = ["Citation"]

_SHORT = 100  # code points


@dataclass(frozen=True, slots=True)
class Citation:
    """A span of a document that supports an answer.

    Attributes:
        document: The cited document.
        start: Offset of the first cited code point in ``document.text``.
        end: Offset after the last one.
        confidence: Probability, 0 to 1, that this citation supports the answer.
        answer_start: Offset of the answer span inside the citation, or None if the reader picks
            whole sentences.
        answer_end: Offset after the answer span, or None.

    Raises:
        ValueError: The offsets lie outside the document, or the answer span outside the citation.
    """

    document: Document
    start: int
    end: int
    confidence: float
    answer_start: int | None = None
    answer_end: int | None = None

    def __post_init__(self) -> None:
        """Check the offsets where they are made: nothing later looks for the text again."""
        if not 0 <= self.start < self.end <= len(self.document.text):
            raise InvalidValueError(
                f"citation {self.start}:{self.end} lies outside document {self.document.id[:12]} "
                f"of {len(self.document.text)} code points"
            )
        if (self.answer_start is None) != (self.answer_end is None):
            raise InvalidValueError("an answer span needs both ends")
        if (
            self.answer_start is not None
            and self.answer_end is not None
            and not self.start <= self.answer_start < self.answer_end <= self.end
        ):
            raise InvalidValueError(
                f"answer span {self.answer_start}:{self.answer_end} lies outside "
                f"citation {self.start}:{self.end}"
            )

    def covers(self, other: Citation) -> bool:
        """Whether another citation lies inside this one."""
        is_same = self.document.id == other.document.id
        return is_same and self.start <= other.start and other.end <= self.end

    @property
    def text(self) -> str:
        """The quotation: ``document.text[start:end]``, exactly."""
        return self.document.text[self.start : self.end]

    @property
    def answer_text(self) -> str:
        """The answer span as a quotation; the whole citation where there is none."""
        if self.answer_start is None or self.answer_end is None:
            return self.text
        return self.document.text[self.answer_start : self.answer_end]

    @property
    def pages(self) -> tuple[int, ...] | None:
        """1-based physical pages that the citation touches; None where the format has none."""
        # Imported here, so that importing this module stays quick.
        from index.values import Span

        return self.document.pages_of(Span(self.start, self.end)) or None

    @property
    def page(self) -> int | None:
        """1-based physical page that holds ``start``; None where the format has none."""
        return self.pages[0] if self.pages else None

    @property
    def date(self) -> str | None:
        """The date that the document gives itself, such as ``"2025-05-14"`` or ``"2025"``.

        ISO 8601; None where it names none.
        """
        from qa.document_date import date_of

        date = date_of(self.document)
        return None if date is None else date.iso()

    @property
    def label(self) -> str | None:
        """Number or letter of the block that holds ``start``, or of the nearest one above it.

        Such as ``"6.2"``; None where there is none.
        """
        from index.span_context import labelled_block

        block = labelled_block(self.document.structure, self.start)
        return None if block is None else block.label

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings above ``start``, outermost first, without their labels."""
        from index.span_context import heading_name, headings_above

        above = headings_above(self.document.structure, self.start)
        return tuple(heading_name(self.document.text, heading) for heading in above)

    @property
    def recognised(self) -> float | None:
        """Lowest confidence, 0 to 1, of its words that were recognised in a picture, or None."""
        from index.span_context import lowest_confidence
        from index.values import Span

        return lowest_confidence(self.document, Span(self.start, self.end))

    def __repr__(self) -> str:
        """The quotation and its place, on one line."""
        return f"<Citation {self.in_short()}>"

    def in_short(self) -> str:
        """The beginning of the answer span, or of all where there is none, and its place."""
        words = self.answer_text
        shown = words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"
        page = f", page {self.page}" if self.page else ""
        return f"{shown!r} in {self.document.title!r}{page}, characters {self.start}-{self.end}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; ``document`` is the document's id."""
        return {
            "document": self.document.id,
            "title": self.document.title,
            "source": self.document.source,
            "sources": list(self.document.sources),
            "page": self.page,
            "pages": list(self.pages) if self.pages else None,
            "date": self.date,
            "label": self.label,
            "headings": list(self.headings),
            "recognised": self.recognised,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "answer_start": self.answer_start,
            "answer_end": self.answer_end,
            "confidence": self.confidence,
        }
