"""All that was decided at a meeting, where its minutes label each decision.

A reader scores one span; of the decisions of a meeting it would give one and leave out the others.
"""

from __future__ import annotations

import re
from typing import Final

from index.values import Document, Span
from qa.answer import Citation
from qa.answering.minuted import labelled_ranges

__all__ = ["asks_for_all_decisions", "cited_decisions"]

_MOST: Final = 30
_NOUN: Final = r"(?:decisions?|resolutions?)"
_VERB: Final = r"(?:decided?|agreed?|resolved?)"
_TAKEN: Final = r"(?:taken?|made?|make|reached?|agreed|passed?|there)"
_WHO: Final = r"(?: (?:by|at|in|of|from) [^?]*)?"
_ALL: Final = re.compile(
    rf"(?:(?:what|which)(?: were| are| was)?(?: all)?(?: the)? {_NOUN}"
    rf"(?: (?:were|was|did|does|do|has|have)(?: [\w’']+){{0,8}}? {_TAKEN})?{_WHO}"
    rf"|what (?:was|were|has been|had been) {_VERB}{_WHO}"
    rf"|what did (?:[\w’']+ ){{1,8}}?{_VERB}"
    rf"|(?:please )?(?:list|name|give|show)(?: me)?(?: all)?(?: of)?(?: the)? {_NOUN}"
    rf"(?: (?:taken|made|reached))?{_WHO})[\s?.!]*",
    re.IGNORECASE,
)
_OF_SOMETHING: Final = re.compile(
    r"\b(?:about|regarding|concerning|relating|with regard|as to|on|for)\b", re.IGNORECASE
)


def asks_for_all_decisions(question: str) -> bool:
    """Whether a question asks for everything that was decided, not for what was about one thing."""
    return _ALL.fullmatch(question) is not None and not _OF_SOMETHING.search(question)


def cited_decisions(document: Document, confidence: float) -> list[Citation]:
    """The paragraphs of a document with what they label as decided, in order."""
    structure = document.structure
    cited = []
    for span in labelled_ranges(document, structure.blocks, "decision")[:_MOST]:
        decided = _trimmed(document.text, span)
        if not len(decided):
            continue
        block = structure.blocks[structure.number_at(decided.start)]
        start, end = min(block.start, decided.start), max(block.end, decided.end)
        cited.append(Citation(document, start, end, confidence, decided.start, decided.end))
    return cited


def _trimmed(text: str, span: Span) -> Span:
    """A span without white space at its ends."""
    inside = text[span.start : span.end]
    start = span.start + len(inside) - len(inside.lstrip())
    return Span(start, max(start, span.end - len(inside) + len(inside.rstrip())))
