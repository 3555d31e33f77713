"""Foot- and endnotes of a page: the marks in the text, and the notes they lead to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

__all__ = ["NoteLinks", "PageNote", "is_note_mark", "is_note_part", "is_page_mark"]

_MARK: Final = re.compile(
    r"[\[(]?\s*(?P<label>\d{1,4}|[a-z]|[ivx]{1,5}|[*†‡§¶#]{1,3}|(?:note|fn)\s?\d{1,4})\s*[\])]?",
    re.I,
)
_NOTE_KINDS: Final = frozenset(
    {
        "footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes", "doc-footnote",
        "doc-endnote", "doc-endnotes",
    }
)  # fmt: skip
_MARK_KINDS: Final = frozenset({"noteref", "doc-noteref"})
_BACK_KINDS: Final = frozenset({"backlink", "doc-backlink", "referrer"})
_BACK_TEXT: Final = re.compile(
    r"[\s\ufe0e\ufe0f]*(?:[↩↑^⏎⤴↵←]+|\(?(?:back|return)\)?)[\s\ufe0e\ufe0f]*", re.I
)
_PAGE_KINDS: Final = frozenset({"pagebreak", "doc-pagebreak"})
_PAGE_TAGS: Final = frozenset({"a", "span", "i", "em", "small", "sup", "div", "p"})
_PAGE_CLASS: Final = re.compile(r"(?:^|\s)(?:page[-_]?(?:num(?:ber)?|no|break)|pb)(?:\s|$)", re.I)
_PAGE_TEXT: Final = re.compile(
    r"\s*[\[({]?\s*(?:p(?:ag|g)?e?\.?\s*)?(?:\d{1,4}|[ivxlc]{1,7})\s*[\])}]?\s*", re.I
)
_INLINE: Final = frozenset({"a", "span", "sup", "b", "i", "em", "strong", "small", "cite", "code"})
_BLOCKS: Final = frozenset({"li", "p", "div", "aside", "dd", "section", "blockquote"})
_LONGEST: Final = 5_000
"""Code points of a note; what is longer is a part of the text and stays where it is."""

_NEAR: Final = 50
"""Ancestors that are looked at."""

_MOST_INSIDE: Final = 60
"""Elements in a note; what has more is a group of notes."""


@dataclass(frozen=True, slots=True)
class PageNote:
    """A note that stands after the block that refers to it.

    Attributes:
        element: The whole note.
        label: The mark without brackets.
    """

    element: Any
    label: str


class NoteLinks:
    """The notes of a page.

    Attributes:
        printed: The notes that stand in the text already.

    Args:
        root: The tree.
        elsewhere: Gives the element of another file that a link leads to, if it may be a note.
        printed: The notes that stand in the text already, also of other files; it grows.
    """

    def __init__(
        self,
        root: Any,
        elsewhere: Callable[[str], Any | None] | None = None,
        printed: set[Any] | None = None,
    ) -> None:
        self._notes: dict[Any, PageNote] = {}
        self._mark_ids: set[str | None] = set()
        marks = [(link, match) for link in root.iter("a") if (match := _mark(link)) is not None]
        if marks:
            self._find(root, marks, elsewhere)
        self._moved = {note.element for note in self._notes.values()}
        self.printed: set[Any] = set() if printed is None else printed

    def note(self, link: Any) -> PageNote | None:
        """The note that a mark leads to; None for what is no mark of a note."""
        return self._notes.get(link)

    def is_moved(self, element: Any) -> bool:
        """Whether an element is a note that stands where it is referred to."""
        return element in self._moved or element in self.printed

    def is_back_link(self, link: Any) -> bool:
        """Whether a link leads from a note back to its mark and says nothing else."""
        text = _text(link).strip()
        if not _BACK_KINDS.isdisjoint(_kinds_of(link)):
            return not text.strip("[]().").isalnum()
        href = link.get("href") or ""
        # The letters of "^ a b" lead back to each of several marks.
        is_letter = href[1:] in self._mark_ids and len(text) == 1 and not text.isdigit()
        return is_letter or bool(href and _BACK_TEXT.fullmatch(text))

    def print_once(self, note: PageNote) -> bool:
        """Whether a note is asked for the first time."""
        is_first = note.element not in self.printed
        self.printed.add(note.element)
        return is_first

    def _find(
        self,
        root: Any,
        marks: list[tuple[Any, str]],
        elsewhere: Callable[[str], Any | None] | None,
    ) -> None:
        by_id: dict[str, Any] = {}
        order: dict[Any, int] = {}
        for number, element in enumerate(root.iter()):
            order[element] = number
            for name in (element.get("id"), element.get("name")):
                if name:
                    by_id.setdefault(name, element)
        targets = [by_id.get(link.get("href")[1:]) for link, _ in marks]
        known = {target for target in targets if target is not None}
        for (link, label), target in zip(marks, targets, strict=True):
            if target is None and elsewhere is not None:
                target = elsewhere(link.get("href"))
            if target is not None and order.get(target, order[link]) < order[link]:
                target = None
            block = None if target is None else _note_block(target, known)
            around = islice(link.iterancestors(), _NEAR)
            if block is None or any(ancestor is block for ancestor in around):
                continue
            if is_note_mark(link) or _answers(block, link, label):
                self._notes[link] = PageNote(block, label)
                self._mark_ids |= _ids(link)


def _kinds_of(element: Any) -> list[str]:
    """The values of an element's ``role`` and ``epub:type``."""
    return f"{element.get('role') or ''} {element.get('epub:type') or ''}".lower().split()


def is_note_mark(element: Any) -> bool:
    """Whether an element says that it is the mark of a note."""
    return not _MARK_KINDS.isdisjoint(_kinds_of(element))


def is_note_part(element: Any) -> bool:
    """Whether an element is marked as a note or a group of notes."""
    return not _NOTE_KINDS.isdisjoint(_kinds_of(element))


def is_page_mark(element: Any) -> bool:
    """Whether an element is the number of a printed page amid the text."""
    if not _PAGE_KINDS.isdisjoint(_kinds_of(element)):
        return len(_text(element)) <= 12
    name = element.get("class") if element.tag in _PAGE_TAGS else None
    return bool(name and _PAGE_CLASS.search(name) and _PAGE_TEXT.fullmatch(_text(element)))


def _mark(link: Any) -> str | None:
    """The label of what may be the mark of a note."""
    href = link.get("href") or ""
    if "#" not in href:
        return None
    text = _text(link).strip()
    match = _MARK.fullmatch(text)
    if match is None:
        return None
    is_marked = (
        is_note_mark(link)
        or text[0] in "[(*†‡§¶"
        or any(child.tag == "sup" for child in link)
        or link.getparent().tag == "sup"
    )
    return match["label"] if is_marked else None


def _note_block(target: Any, known: set[Any]) -> Any | None:
    """The whole note that a link leads into."""
    block = target
    while block is not None and block.tag in _INLINE:
        block = block.getparent()
    if block is None or block.tag not in _BLOCKS:
        return None
    parent = block.getparent()
    # <li><p id="n1">…</p><p>…</p></li> is one note.
    if (
        parent is not None
        and parent.tag in ("li", "div", "aside", "dd")
        and block.getprevious() is None
        and not (parent.text or "").strip()
        and sum(1 for element in _some(parent) if element in known) == 1
    ):
        block = parent
    is_short = len(_some(block)) < _MOST_INSIDE and len(_text(block)) <= _LONGEST
    return block if is_short and block.getparent() is not None else None


def _some(element: Any) -> list[Any]:
    elements = []
    for inner in element.iter():
        elements.append(inner)
        if len(elements) >= _MOST_INSIDE:
            break
    return elements


def _answers(block: Any, link: Any, label: str) -> bool:
    """Whether a block is the note of a mark: it has its number, or leads back to it."""
    begins = _text(block).lstrip(" \t\r\n[(^↑").startswith(label)
    ids = _ids(link)
    return begins or any(
        inner.tag == "a" and (inner.get("href") or "").rpartition("#")[2] in ids
        for inner in _some(block)
    )


def _ids(link: Any) -> set[str | None]:
    """The names by which a note leads back to its mark."""
    return {link.get("id"), link.get("name"), link.getparent().get("id")} - {None}


def _text(element: Any) -> str:
    """Its first code points: more are looked at nowhere."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(part)
        length += len(part)
        if length > _LONGEST:
            break
    return "".join(parts)
