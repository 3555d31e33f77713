import pytest

from index.loaders import SUFFIXES, page_name
from qa.places import page_count_in_words, pages_in_words


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
