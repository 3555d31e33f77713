import pytest

from index.loaders import SUFFIXES, page_name
from index.structure import Block, Structure
from index.values import Document, Page, document_id
from qa.answer import Citation
from qa.places import cited_place, page_count_in_words, pages_in_words, place_in_words


@pytest.mark.parametrize(
    ("source", "pages", "words"),
    [
        ("/docs/report.pdf", (3,), "page 3"),
        ("/docs/report.PDF", (3, 4), "pages 3–4"),
        ("/docs/talk.pptx", (7,), "slide 7"),
        ("/docs/all.zip/inner/talk.PPTX", (7, 8, 9), "slides 7–9"),
        ("C:\\\\docs\\\\budget.xlsx", (2,), "sheet 2"),
        ("a title without a suffix", (1,), "page 1"),
        ("/docs/notes.txt", None, ""),
        ("/docs/notes.txt", (), ""),
    ],
)
def test_pages_are_called_what_they_are(source, pages, words):
    assert pages_in_words(source, pages) == words


@pytest.mark.parametrize(
    ("source", "count", "words"),
    [
        ("/docs/report.pdf", 1, "1 page"),
        ("/docs/report.pdf", 1200, "1,200 pages"),
        ("/docs/talk.pptx", 3, "3 slides"),
        ("/docs/budget.xlsx", 1, "1 sheet"),
        ("/docs/notes.txt", 0, ""),
    ],
)
def test_how_many_there_are(source, count, words):
    assert page_count_in_words(source, count) == words


def test_every_format_calls_its_pages_something():
    assert {page_name(suffix) for suffix in SUFFIXES} == {"page", "slide", "sheet"}


def cited(heading, label, *, kind="paragraph", own="", source="/a.pdf", paged=True):
    """A citation of a block below a heading, in a document of one page."""
    text = f"{heading}\n\nWords."
    start = len(heading) + 2
    blocks = (
        Block("heading", 0, len(heading), 1, label),
        Block(kind, start, len(text), 1, own),
    )
    pages = (Page(1, 0, len(text)),) if paged else ()
    one = Document(document_id(text), text, "T", (source,), pages, Structure(blocks))
    return Citation(one, start, len(text), 0.5)


@pytest.mark.parametrize(
    ("citation", "words"),
    [
        (cited("6.2 Fees", "6.2"), "page 1, § 6.2 · Fees"),
        (cited("6 Fees", "6", own="6.2", paged=False), "§ 6.2 · Fees"),
        (cited("6 Fees", "6", own="a", kind="item"), "page 1, (a) · Fees"),
        (cited("6 Fees", "6", own="6.2.1", kind="item"), "page 1, § 6.2.1 · Fees"),
        (cited("Schedule 1: Fees", "Schedule 1"), "page 1, Schedule 1 · Fees"),
        (cited("Schedule 1", "Schedule 1"), "page 1, Schedule 1"),
        (cited("Fees", ""), "page 1, Fees"),
        (cited("A heading that goes on and on " * 3, "7"), "page 1, § 7"),
    ],
)
def test_a_place_says_page_label_and_heading(citation, words):
    assert place_in_words(citation) == words


MINUTES = "Minutes of the council, 14 May 2025"
SPELT = "MINUTES of the council – 14 May 2025"


def titled(title, source="/f/minutes.md", heading=MINUTES, before=""):
    """A citation below a heading, in a document of a title."""
    text = f"{before}{heading}\n\nWords."
    start = len(text) - len("Words.")
    blocks = [Block("heading", len(before), start - 2, 1), Block("paragraph", start, len(text))]
    if before:
        blocks.insert(0, Block("heading", 0, len(before) - 2, 1))
    structure = Structure(tuple(blocks))
    one = Document(document_id(text), text, title, (source,), (), structure)
    return Citation(one, start, len(text), 0.5)


@pytest.mark.parametrize(
    ("citation", "words"),
    [
        (titled(MINUTES), f"minutes.md ({MINUTES})"),
        (titled(SPELT), f"minutes.md ({SPELT})"),
        # Part of the title where it begins the text; further down it is a place.
        (titled(f"Harbour trust: {MINUTES}"), f"minutes.md (Harbour trust: {MINUTES})"),
        (titled("Scope of works", heading="Scope", before="Contract\n\n"),
         "minutes.md (Scope of works), Scope"),
        (titled("Minutes"), f"minutes.md, {MINUTES}"),
        (titled("Price list 2025", "/f/price-list_2025.md", "Doors"),
         "price-list_2025.md, Doors"),
        (titled("", heading="Doors"), "minutes.md, Doors"),
    ],
)  # fmt: skip
def test_a_citation_names_its_document_once(citation, words):
    assert cited_place(citation) == f"{words}, characters {citation.start}–{citation.end}"


def test_a_place_of_which_nothing_is_known_has_no_words():
    bare = Document(document_id("Words."), "Words.", "T", ("/a.txt",))
    assert place_in_words(Citation(bare, 0, 6, 0.5)) == ""
