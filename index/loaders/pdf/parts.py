"""Text and map of a block, put together so that they cannot drift apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from index.structure import BlockKind, Cell, Span

__all__ = ["Part", "PdfBlock", "pdf_block"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a block's text.

    Attributes:
        text: As the page has it, or generated.
        indices: PDFium's character index for each code point; empty for text that no character
            of the page stands for, which then gets the index of a neighbour.
        is_generated: Whether the text stands in no file.
    """

    text: str
    indices: Sequence[int] = ()
    is_generated: bool = False


@dataclass(slots=True)
class PdfBlock:
    """A block before it has a place in the document; offsets count in ``text``.

    Attributes:
        text: Without white space at its ends; never empty.
        indices: PDFium's character index for each code point.
        kind: See ``index.structure.Block``, also for ``label``, ``table`` and ``cells``.
        generated: Ranges that stand in no file.
        is_tight: Whether it follows on the next line, without an empty one between.
        size: Of its type in points; 0 where it is not known or says nothing.
        is_bold: Whether all its type is bold.
        lines: Number of its lines.
        is_full: Whether its last line reaches to the right end of its column.
        refers: Labels of the footnotes that it refers to.
    """

    text: str
    indices: list[int]
    kind: BlockKind = "paragraph"
    label: str = ""
    table: int | None = None
    cells: tuple[Cell, ...] = ()
    generated: tuple[Span, ...] = ()
    is_tight: bool = False
    size: float = 0.0
    is_bold: bool = False
    lines: int = 1
    is_full: bool = False
    refers: set[str] = field(default_factory=set)


def pdf_block(parts: Iterable[Part], kind: BlockKind = "paragraph") -> PdfBlock | None:
    """A block of parts, stripped; None if nothing is left or no character stands for it."""
    texts: list[str] = []
    indices: list[int] = []
    generated: list[Span] = []
    missing = 0
    start = 0
    for part in parts:
        texts.append(part.text)
        if part.is_generated and part.text:
            generated.append(Span(start, start + len(part.text)))
        start += len(part.text)
        if part.indices:
            indices += [part.indices[0]] * missing
            missing = 0
            indices += part.indices
        elif indices:
            indices += [indices[-1]] * len(part.text)
        else:
            missing += len(part.text)
    if not indices:
        return None
    whole = "".join(texts)
    text = whole.strip()
    left = len(whole) - len(whole.lstrip())
    if not text:
        return None
    right = left + len(text)
    spans = [
        Span(max(span.start, left) - left, min(span.end, right) - left)
        for span in generated
        if span.start < right and span.end > left
    ]
    return PdfBlock(text, indices[left:right], kind, generated=_joined(spans))


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)
