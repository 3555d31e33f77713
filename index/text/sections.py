"""Which headings stand above each place of a text."""

from __future__ import annotations

from collections.abc import Iterable

from index.structure import Span

__all__ = ["heading_text"]


def heading_text(text: str, headings: Iterable[Span]) -> str:
    """Headings as one line, ``Leave > Maternity leave``; empty without headings."""
    parts = (" ".join(text[span.start : span.end].split()) for span in headings)
    return " > ".join(part.strip(" #*|") for part in parts)
