"""Measures the overlap of citations with quoted evidence, in characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.answer import Citation
from qa.evaluate.judging.ground_truth import GoldPlace

__all__ = ["Coverage", "coverage"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of code points for one question.

    Attributes:
        cited: In the citations, each counted once.
        supported: Of these, in any evidence.
        evidence: In the quotations.
        found: Of these, in the citations; a quotation that stands in several places counts at the
            one that is covered best.
    """

    cited: int
    supported: int
    evidence: int
    found: int

    @property
    def precision(self) -> float | None:
        """Share of the cited characters that are evidence; None if nothing is cited."""
        return self.supported / self.cited if self.cited else None

    @property
    def recall(self) -> float:
        """Share of the evidence's characters that are cited."""
        return self.found / self.evidence


def coverage(citations: Iterable[Citation], quotes: Sequence[Sequence[GoldPlace]]) -> Coverage:
    """Count cited, supported and found characters.

    Args:
        citations: Of the answer.
        quotes: For each quotation of the evidence, all of its places; at least one of each.
    """
    cited = {
        (citation.document.id, offset)
        for citation in citations
        for offset in range(citation.start, citation.end)
    }
    places = [[_points(place) for place in quote] for quote in quotes]
    evidence = set().union(*(points for quote in places for points in quote))
    return Coverage(
        cited=len(cited),
        supported=len(cited & evidence),
        evidence=sum(len(quote[0]) for quote in places),
        found=sum(max(len(cited & points) for points in quote) for quote in places),
    )


def _points(place: GoldPlace) -> set[tuple[str, int]]:
    return {
        (place.document_id, offset) for offset in range(place.offset, place.offset + place.length)
    }
