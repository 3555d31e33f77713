"""All decisions or actions of a meeting, where its minutes label each or list them under a heading.

A reader scores one span; of the decisions of a meeting it would give one and leave out the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, Literal

from index.structure import Block
from index.text.terms import terms
from index.values import Document, Span
from qa.answer import Citation
from qa.answering.listing import item_words
from qa.answering.minuted import labelled_ranges
from qa.answering.prose_decisions import decided_sentences
from qa.answering.question_words import content_terms
from qa.document_date import MONTHS, date_of
from qa.scope import years_in
from qa.titles import HEAD

__all__ = ["MinutedKind", "MinutedList", "asked_for_all", "is_named_by", "minuted_list"]

MinutedKind = Literal["decision", "action"]

_MOST: Final = 30
_NOUN: Final[dict[MinutedKind, str]] = {
    "decision": r"(?:decisions?|resolutions?)",
    "action": r"(?:agreed |open |outstanding )?(?:actions?|action (?:points?|items?)|next steps?"
    r"|tasks?|jobs?)",
}
_VERB: Final = r"(?:decided?|agreed?|resolved?)"
_TAKEN: Final = (
    r"(?:taken?|made?|make|reached?|agreed?|passed?|there|noted?|assigned?|recorded?|set|decided?"
    r"|(?:handed|given) out)"
)
_CAME: Final = r"(?:came|come|arose|arise|followed|follow|resulted)(?: out)?"
_WHO: Final = r"(?: (?:by|at|in|of|from|out of|during|after) [^?]*)?"
_ALL: Final = {
    kind: re.compile(
        rf"(?:(?:what|which)(?: were| are| was| is)?(?: all)?(?: the)? {noun}"
        rf"(?: (?:(?:were|was|are|did|does|do|has|have)(?: [\w’']+){{0,8}}? {_TAKEN}|{_CAME}))?"
        rf"{_WHO}|(?:please )?(?:(?:list|name|give|show)(?: me)?(?: all)?|all)(?: of)?(?: the)?"
        rf" {noun}(?: {_TAKEN})?{_WHO})[\s?.!]*",
        re.IGNORECASE,
    )
    for kind, noun in _NOUN.items()
}
_DECIDED: Final = re.compile(
    rf"(?:what (?:was|were|has been|had been) {_VERB}{_WHO}"
    rf"|what did (?:[\w’']+ ){{1,8}}?{_VERB})[\s?.!]*",
    re.IGNORECASE,
)
_OF_SOMETHING: Final = re.compile(
    r"\b(?:about|regarding|concerning|relating|with regard|as to|on|for)\b", re.IGNORECASE
)
_PLAIN: Final = frozenset(
    terms(
        "decisions resolutions actions action points items next steps taken made make reached agree"
        " agreed passed noted assigned recorded set decide decided resolve resolved came come out"
        " arose arise followed follow resulted tasks handed given list name give show"
        " all open outstanding meeting minutes last latest"
    )
)
"""Terms of a question that say nothing of which meeting is meant."""
_HEADINGS: Final = {
    kind: re.compile(
        rf"[\s*_#>]*(?:\d+(?:\.\d+)*[.):]?\s+)?(?:the |list of |summary of |key )?(?:{words})"
        r"(?: (?:and|&) (?:owners?|deadlines?|responsibilities|due dates?)| arising| agreed| taken|"
        r" made| list| log| table| register)?[\s*_:.]*",
        re.IGNORECASE,
    )
    for kind, words in {
        "decision": "decisions|resolutions|agreed decisions",
        "action": "actions|action points|action items?|action|agreed actions|follow-up actions|"
        "next steps|to[ -]dos?",
    }.items()
}
_MONTH: Final = re.compile(
    rf"\b(?:in|of|from|during|the)\s+(?P<name>{'|'.join(MONTHS)})\b(?!\s+\d)"
)
"""A month without its year; "may" is written so only where it is one."""
_CLOSING: Final = re.compile(
    r"[\s*_]*(?:(?:the )?next meeting|date of (?:the )?next|the meeting (?:closed|ended)|signed\b)",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\W*[A-Za-z]{0,2}\W?\d{1,4}[a-z]?\W*")
_WORD: Final = re.compile(r"[^\W_]{2}")


@dataclass(frozen=True, slots=True)
class MinutedList:
    """Decisions or actions of one document.

    Attributes:
        document: Its minutes.
        pieces: What is quoted, in order.
        items: Each decision or action, in order; every piece holds at least one.
        is_complete: Whether they are a list of their own; beside what is labelled, texts can tell
            of more.
    """

    document: Document
    pieces: tuple[Span, ...]
    items: tuple[Span, ...]
    is_complete: bool = False

    def citations(self, confidence: float) -> tuple[Citation, ...]:
        """The pieces, each marked from its first item to its last."""
        cited = []
        for piece in self.pieces:
            own = [item for item in self.items if piece.contains(item)]
            cited.append(
                Citation(
                    *(self.document, piece.start, piece.end, confidence),
                    *(own[0].start, own[-1].end),
                )
            )
        return tuple(cited)

    def cited_items(self, confidence: float) -> tuple[Citation, ...]:
        """The items, as citations of their own."""
        return tuple(
            Citation(self.document, item.start, item.end, confidence, item.start, item.end)
            for item in self.items
        )


def asked_for_all(question: str) -> MinutedKind | None:
    """What a question asks all of; None where it asks for something else, or what is about a thing.

    >>> asked_for_all("What actions were agreed by the board?")
    'action'
    """
    if _OF_SOMETHING.search(question):
        return None
    if _DECIDED.fullmatch(question):
        return "decision"
    return next((kind for kind, asks in _ALL.items() if asks.fullmatch(question)), None)


def is_named_by(question: str, document: Document) -> bool:
    """Whether a document has in its head every word by which a question says which meeting.

    A month or a year that the question names has to be that of the document, where it has one.
    """
    date = date_of(document)
    month, years = _MONTH.search(question), years_in(question)
    if month is not None and (
        date is None or not date.month or MONTHS[date.month - 1] != month["name"]
    ):
        return False
    if date is not None and years and str(date.year) not in years:
        return False
    head = [document.title, document.text[:HEAD], *(years if date is not None else ())]
    head += [PurePath(source).stem.replace("_", " ") for source in document.sources]
    return content_terms(question) - _PLAIN <= set(terms("\n".join(head)))


def minuted_list(document: Document, kind: MinutedKind) -> MinutedList | None:
    """What a document labels, or lists under a heading, as such a thing; None if nothing."""
    pieces: list[Span] = []
    items: list[Span] = []
    is_complete = True
    for piece, own, is_list in _parts(document, kind):
        is_complete = is_complete and is_list and len(items) + len(own) <= _MOST
        if len(items) + len(own) > _MOST:
            break
        pieces.append(piece)
        items += own
    return MinutedList(document, tuple(pieces), tuple(items), is_complete) if items else None


def _parts(document: Document, kind: MinutedKind) -> Iterator[tuple[Span, list[Span], bool]]:
    """Each piece to quote with its items, and whether it is a list."""
    text, blocks = document.text, document.structure.blocks
    lists = list(_listed(text, blocks, kind))
    labelled = labelled_ranges(document, blocks, kind)
    pieces = [(Span(run[0].start, run[-1].end), list(_items(text, run)), True) for _, run in lists]
    for span in labelled:
        # A heading over a list is a label, too.
        if any(heading.start <= span.start < run[-1].end for heading, run in lists):
            continue
        decided = _trimmed(text, span)
        if _WORD.search(text, decided.start, decided.end):
            block = blocks[document.structure.number_at(decided.start)]
            piece = Span(min(block.start, decided.start), max(block.end, decided.end))
            pieces.append((piece, [decided], False))
    if kind == "decision" and not lists:
        own = [piece for piece, _, _ in pieces]
        told = [s for s in decided_sentences(document) if not any(s.overlaps(p) for p in own)]
        pieces += [(span, [span], False) for span in told]
    yield from sorted(pieces)


def _listed(
    text: str, blocks: Sequence[Block], kind: MinutedKind
) -> Iterator[tuple[Block, list[Block]]]:
    """Each heading that names what stands there, with the list, rows or paragraphs under it."""
    for number, block in enumerate(blocks):
        is_heading = block.kind in ("heading", "paragraph", "caption")
        if not is_heading or not _HEADINGS[kind].fullmatch(text, block.start, block.end):
            continue
        first = number + 1
        if first + 1 < len(blocks) and _introduces(text, blocks[first], blocks[first + 1]):
            first += 1
        run = _run(text, blocks, first, is_plain=block.kind != "heading")
        if run:
            yield block, run


def _introduces(text: str, block: Block, following: Block) -> bool:
    """Whether a paragraph only leads to the list or the table that follows."""
    ends = text[block.start : block.end].rstrip().endswith(":")
    return block.kind == "paragraph" and ends and following.kind in ("item", "row")


def _run(text: str, blocks: Sequence[Block], first: int, *, is_plain: bool) -> list[Block]:
    """The blocks of one kind from a number on; paragraphs only under what is a heading.

    A bullet without words is none of them, and ends nothing.
    """
    kind = blocks[first].kind if first < len(blocks) else "heading"
    if kind not in ("item", "row") and (kind != "paragraph" or is_plain):
        return []
    run: list[Block] = []
    for block in blocks[first : first + 4 * _MOST]:
        if not _WORD.search(text, block.start, block.end):
            continue
        is_other = block.kind != kind or block.table != blocks[first].table
        if is_other or _CLOSING.match(text, block.start, block.end):
            break
        if not (block.cells and all(cell.is_head for cell in block.cells)):
            run.append(block)
    return run


def _items(text: str, run: Sequence[Block]) -> Iterator[Span]:
    """One for each row, paragraph, or item with its parts."""
    level = min(block.level for block in run)
    for number, block in enumerate(run):
        if block.kind == "row" and block.cells:
            yield _row(text, block)
        elif block.kind == "item" and block.level == level:
            words = item_words(text, block)
            ends = [part.end for part in _inside(run[number + 1 :], level)]
            yield Span(words.start, ends[-1] if ends else words.end)
        elif block.kind != "item":
            yield _trimmed(text, block.span)


def _inside(blocks: Sequence[Block], level: int) -> Iterator[Block]:
    """The parts of the item before."""
    for block in blocks:
        if block.level <= level:
            return
        yield block


def _row(text: str, row: Block) -> Span:
    """From the first cell to the last, without the number of the row."""
    cells = row.cells
    first = cells[0]
    is_numbered = len(cells) > 1 and _NUMBER.fullmatch(text, first.start, first.end)
    return Span(cells[1].start if is_numbered else first.start, cells[-1].end)


def _trimmed(text: str, span: Span) -> Span:
    """A span without white space at its ends."""
    inside = text[span.start : span.end]
    start = span.start + len(inside) - len(inside.lstrip())
    return Span(start, max(start, span.end - len(inside) + len(inside.rstrip())))
