"""Places in a document in words, such as "page 3, § 6.2 · Fees"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from index.loaders import page_name
from index.span_context import heading_name, labelled_block
from index.structure import Block
from index.values import Document
from qa.citation import Citation

__all__ = [
    "cited_place",
    "file_name",
    "page_count_in_words",
    "pages_in_words",
    "place_in_words",
]

_LONGEST_HEADING = 60


def place_in_words(citation: Citation) -> str:
    """Such as "page 3, § 6.2 · Limitation of Liability"; "" where nothing is known.

    The heading is the nearest one above. It is left out if it is long, or if it names the document,
    as the title does that stands beside the place.
    """
    document = citation.document
    block = labelled_block(document.structure, citation.start)
    heading = citation.headings[-1] if citation.headings else ""
    if len(heading) > _LONGEST_HEADING or _is_name_of(document, heading):
        heading = ""
    section = ["" if block is None else _label_in_words(block), heading]
    places = [
        pages_in_words(citation.document.source, citation.pages),
        " · ".join(dict.fromkeys(filter(None, section))),
    ]
    return ", ".join(filter(None, places))


def cited_place(citation: Citation) -> str:
    """Such as "contract.pdf (Lease), page 3, § 6.2 · Fees, characters 120–164".

    The title is left out where it is the name of the file, however it is spaced and spelt.
    """
    document = citation.document
    name, title = file_name(document.source), " ".join(document.title.split())
    if _words(title) not in ((), _words(name), _words(PurePath(name).stem)):
        name = f"{name} ({title})"
    characters = f"characters {citation.start}–{citation.end}"
    return ", ".join(filter(None, [name, place_in_words(citation), characters]))


def file_name(source: str) -> str:
    """The last part of a source, whichever way its slashes lean."""
    return PurePath(source.replace("\\", "/")).name or source


def _is_name_of(document: Document, heading: str) -> bool:
    """Whether a heading is the title, or the part of it with which the text begins."""
    words, title = _words(heading), _words(document.title)
    if words == title:
        return True
    starts = next((b for b in document.structure.blocks if b.kind == "heading"), None)
    is_first = starts is not None and heading_name(document.text, starts) == heading
    return is_first and any(
        title[at : at + len(words)] == words for at in range(len(title) - len(words) + 1)
    )


def _words(text: str) -> tuple[str, ...]:
    """The words of a name in lower case, without the signs between them."""
    return tuple(re.findall(r"[^\W_]+", text.casefold()))


def _label_in_words(block: Block) -> str:
    if block.kind == "item" and "." not in block.label:
        return f"({block.label})"
    return f"§ {block.label}" if block.label[0].isdigit() else block.label


def pages_in_words(source: str, pages: Sequence[int] | None) -> str:
    """Such as "page 3", "slides 3–4", "sheet 2"; "" where there are none.

    Args:
        source: Of the document; its suffix says what its pages are called.
        pages: Their numbers, ascending.
    """
    if not pages:
        return ""
    name = _page_name(source)
    return f"{name} {pages[0]}" if len(pages) == 1 else f"{name}s {pages[0]}–{pages[-1]}"


def page_count_in_words(source: str, count: int) -> str:
    """Such as "1 page", "1,200 pages", "3 slides"; "" for none."""
    if not count:
        return ""
    return f"{count:,} {_page_name(source)}{'' if count == 1 else 's'}"


def _page_name(source: str) -> str:
    return page_name(PurePath(source.replace("\\", "/")).suffix)
