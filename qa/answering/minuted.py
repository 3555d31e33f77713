"""What was decided, or is to be done: in minutes it stands behind a label or in the next paragraph.

"Decision:" is followed by what was decided, which seldom has the word again. A reader that is asked
what was decided about a thing then likes what was said about it just as well. In a section with
such a label, everything but what stands under it is held back; other sections stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from index.structure import Block, Span, Structure
from index.values import Document
from qa.readers.protocol import Reading, ScoredSentence, ScoredSpan
from qa.retriever import Hit

__all__ = ["labelled_ranges", "read_as_minuted", "with_minuted_preferred"]

HELD_BACK: Final = 6.0
"""Log-odds that what stands in a section beside its decision loses."""

_DECISION: Final = r"decisions?|decided|resolved|resolutions?|agreed|agreed decisions?"
_ACTION: Final = r"actions?|action points?|action items?|agreed actions?|next steps?|to do"
_NUMBER: Final = r"(?: ?(?:no\. ?)?\d{1,3}[a-z]?(?:[./]\d{1,4})?)?"
_MARK: Final = r"[*_]*(?P<mark>\s*:|\.(?!\w)|\s+[–—-](?=\s))?"
_LABELS: Final = {
    "decision": re.compile(
        rf"[\s*_#>|-]*(?:the )?(?:{_DECISION}){_NUMBER}{_MARK}[\s*_]*",
        re.IGNORECASE,
    ),
    "action": re.compile(rf"[\s*_#>|-]*(?:{_ACTION}){_NUMBER}{_MARK}[\s*_]*", re.IGNORECASE),
}
_ABOUT: Final = r"(?:about|on|regarding|concerning|with regard to|as to|over|for)"
_ASKS: Final = {
    "decision": re.compile(
        rf"^what (?:else )?(?:was|were|is|has been|have been|had been) (?:finally )?"
        rf"(?:decided|agreed|resolved)(?: \w+)? {_ABOUT} (?P<what>.+?)[\s?.!]*$"
        rf"|^what (?:did|do|does|has|have) (?P<who>.+?) (?:decided?|agreed?|resolved?) "
        rf"{_ABOUT} (?P<which>.+?)[\s?.!]*$"
        r"|^(?:what|which) (?:(?:is|was|are|were) the )?(?:\w+ )?(?:decisions?|resolutions?) "
        r"(?:was|were|is|are|has|have|did|of|on|about|regarding|concerning|taken|made|reached)\b",
        re.IGNORECASE,
    ),
    "action": re.compile(
        r"^(?:what|which) (?:(?:is|was|are|were) the )?(?:\w+ )?(?:actions?|next steps?) "
        r"(?:was|were|is|are|has|have|did|of|on|about|for|regarding|agreed|follows?|taken|arose)\b",
        re.IGNORECASE,
    ),
}
_Section = tuple[Span, Sequence[Span]]
"""A section, and what is labelled in it."""
_Scored = TypeVar("_Scored", ScoredSpan, ScoredSentence)
_FURTHEST: Final = 400
"""Blocks of a section that are looked at in each direction."""


def read_as_minuted(question: str, hits: Sequence[Hit]) -> str:
    """What a reader is asked, if a passage has a label for what is asked; else the question.

    "What was decided about the roof?" is read as "What is the decision on the roof?".
    """
    match = _ASKS["decision"].match(question)
    about = None if match is None else match["what"] or match["which"]
    if about is None or not any(True for hit in hits for _ in _sections(hit, "decision")):
        return question
    return f"What is the decision on {about}?"


def with_minuted_preferred(question: str, reading: Reading, hits: Sequence[Hit]) -> Reading:
    """A reading with lower scores for what stands in a section beside the decision in it.

    Args:
        question: As asked; where it asks for no decision and no action, nothing changes.
        reading: Of the passages.
        hits: The passages.
    """
    kind = _asked(question)
    if kind is None:
        return reading
    sections = [tuple(_sections(hit, kind)) for hit in hits]
    if not any(sections):
        return reading

    def held_back(scored: _Scored) -> _Scored:
        place = Span(scored.start, scored.end)
        is_beside = _is_beside(place, sections[scored.hit])
        return replace(scored, score=scored.score - HELD_BACK) if is_beside else scored

    spans = sorted(map(held_back, reading.spans), key=lambda span: -span.score)
    return Reading(tuple(spans), tuple(map(held_back, reading.sentences)))


def labelled_ranges(document: Document, blocks: Sequence[Block], kind: str) -> list[Span]:
    """What stands behind or under the labels of a kind, in order.

    Args:
        document: Whose text it is.
        blocks: Of one section, in order.
        kind: ``decision`` or ``action``.
    """
    ranges = []
    for number, block in enumerate(blocks):
        rest = _after_label(document.text, block, _LABELS[kind])
        if rest is None:
            continue
        if len(rest):
            ranges.append(rest)
            continue
        following = _under(document.text, blocks[number + 1 :])
        if following:
            ranges.append(Span(following[0].start, following[-1].end))
    return ranges


def _asked(question: str) -> str | None:
    return next((kind for kind, asks in _ASKS.items() if asks.match(question)), None)


def _is_beside(place: Span, sections: Sequence[_Section]) -> bool:
    """Whether a place is in a section with a label, and not among what is labelled."""
    section = next((section for section in sections if section[0].overlaps(place)), None)
    return section is not None and not any(place.overlaps(part) for part in section[1])


def _under(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The paragraph under a label, with the list that it may begin."""
    under: list[Block] = []
    for block in blocks:
        if block.kind == "heading" or _is_labelled(text, block):
            break
        if under and block.kind != "item":
            break
        under.append(block)
    return under


def _after_label(text: str, block: Block, label: re.Pattern[str]) -> Span | None:
    """What follows the label that a block begins with: empty if nothing; None without a label."""
    match = label.match(text, block.start, block.end)
    if match is None:
        return None
    rest = Span(match.end(), block.end)
    if text[rest.start : rest.end].strip(" \t\r\n*_|"):
        return rest if match["mark"] or "\n" in match[0] else None
    return Span(block.end, block.end)


def _is_labelled(text: str, block: Block) -> bool:
    return any(_after_label(text, block, label) is not None for label in _LABELS.values())


def _sections(hit: Hit, kind: str) -> Iterator[_Section]:
    """The sections that a passage touches and that have a label of a kind, with what it labels."""
    structure = hit.document.structure
    passage = hit.passage.span
    at = max(structure.number_at(passage.start), 0)
    seen: set[int] = set()
    while at < len(structure.blocks) and structure.blocks[at].start < passage.end:
        first, last = _section_of(hit.document, structure, at)
        if first not in seen:
            seen.add(first)
            blocks = [structure.blocks[number] for number in range(first, last)]
            labelled = labelled_ranges(hit.document, blocks, kind)
            if labelled:
                yield Span(blocks[0].start, blocks[-1].end), labelled
        at = last


def _section_of(document: Document, structure: Structure, at: int) -> tuple[int, int]:
    """Numbers of the first block of a section, its heading, and of the one after its last."""
    blocks = structure.blocks

    def begins(number: int) -> bool:
        block = blocks[number]
        return block.kind == "heading" and not _is_labelled(document.text, block)

    first = at
    while first > max(at - _FURTHEST, 0) and not begins(first):
        first -= 1
    last = at + 1
    while last < min(len(blocks), at + _FURTHEST) and not begins(last):
        last += 1
    return first, last
