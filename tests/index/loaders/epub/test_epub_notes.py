"""EPUB: notes across files, numbers of pages, parts outside the reading order."""

import pytest

from index.loaders import load
from tests.index.loaders.format_samples import epub, replaced
from tests.index.loaders.shown import kinds, texts

MARK = "<a href='{}' epub:type='noteref'>{}</a>"
BOOK = {
    "a.xhtml": f"<h1>One</h1><p>The boats left.{MARK.format('n.xhtml#n1', 1)} Nobody spoke.</p>"
    f"<p>Rain{MARK.format('n.xhtml#n2', 2)} fell.</p>",
    "b.xhtml": "<h1>Two</h1><p>It was dry.</p>",
    "n.xhtml": "<h1>Notes</h1><aside id='n1' epub:type='footnote'><p>1. At dawn.</p></aside>"
    "<aside id='n2' epub:type='footnote'><p>For a week.</p></aside>"
    "<aside id='n3' epub:type='footnote'><p>Read by nobody.</p></aside>",
}


def book(chapters=None, *, linear: bool = True) -> bytes:
    data = epub(chapters or BOOK)
    space = b"<html xmlns:epub='http://www.idpf.org/2007/ops'"
    for name in chapters or BOOK:
        data = replaced(data, f"OEBPS/{name}", lambda part: part.replace(b"<html", space))
    if not linear:
        data = replaced(
            data,
            "OEBPS/book.opf",
            lambda part: part.replace(b'idref="c2"', b'idref="c2" linear="no"'),
        )
    return data


@pytest.mark.parametrize("linear", [True, False])
def test_notes_of_another_file_follow_what_refers_to_them(linear):
    assert kinds(load(book(linear=linear), ".epub")) == [
        ("heading", "One"),
        ("paragraph", "The boats left. Nobody spoke."),
        ("footnote", "1. At dawn."),
        ("paragraph", "Rain fell."),
        ("footnote", "2. For a week."),
        ("heading", "Two"),
        ("paragraph", "It was dry."),
        ("heading", "Notes"),
        ("footnote", "Read by nobody."),
    ]


def test_a_note_that_two_chapters_refer_to_stands_once():
    chapters = {
        "a.xhtml": f"<p>One.{MARK.format('n.xhtml#n1', 1)}</p>",
        "b.xhtml": f"<p>Two.{MARK.format('n.xhtml#n1', 1)}</p>",
        "n.xhtml": "<aside id='n1' epub:type='footnote'><p>1. At dawn.</p></aside>",
    }
    assert texts(load(book(chapters), ".epub")) == ["One.", "1. At dawn.", "Two."]


@pytest.mark.parametrize("file", ["", "a.xhtml"])
def test_notes_of_the_same_file(file):
    chapters = {
        "a.xhtml": f"<p>One.{MARK.format(f'{file}#n1', 1)}</p><p>Two.</p>"
        "<aside id='n1' epub:type='footnote'><p>1. At dawn.</p></aside>"
    }
    assert texts(load(book(chapters), ".epub")) == ["One.", "1. At dawn.", "Two."]


def test_a_mark_without_its_note_is_set_apart():
    chapters = {"a.xhtml": f"<p>In 450{MARK.format('gone.xhtml#n1', 3)} they came.</p>"}
    assert texts(load(book(chapters), ".epub")) == ["In 450 [3] they came."]


@pytest.mark.parametrize(
    "mark",
    [
        "<span epub:type='pagebreak' id='p12' title='12'/>",
        "<span epub:type='pagebreak' id='p12'>12</span>",
        "<span role='doc-pagebreak' aria-label='12'>12</span>",
        "<span class='pagenum'>[Pg 12]</span>",
        "<a id='Page_12'/><span class='pagenum'>12</span>",
    ],
)
def test_numbers_of_pages_are_not_inside_sentences(mark):
    chapters = {"a.xhtml": f"<p>The boats {mark}left.</p>"}
    assert texts(load(book(chapters), ".epub")) == ["The boats left."]


def test_formulas_and_captions():
    chapters = {
        "a.xhtml": "<p>So <math xmlns='http://www.w3.org/1998/Math/MathML'><mi>E</mi><mo>=</mo>"
        "<msup><mi>c</mi><mn>2</mn></msup></math>.</p><figure><figcaption>Figure 1: Mill"
        "</figcaption></figure>"
    }
    assert kinds(load(book(chapters), ".epub")) == [
        ("paragraph", "So E = c^2."),
        ("caption", "Figure 1: Mill"),
    ]


def test_empty_elements_of_xml_swallow_nothing():
    chapters = {"a.xhtml": "<p>One.<a id='x'/></p><script/><p>Two.</p>"}
    assert texts(load(book(chapters), ".epub")) == ["One.", "Two."]


def test_a_table_of_contents_is_left_out():
    chapters = {"a.xhtml": "<p>One.</p>", "toc.xhtml": "<p>Contents</p>"}
    guide = b'<guide><reference type="toc" href="toc.xhtml"/></guide></package>'
    data = replaced(
        book(chapters), "OEBPS/book.opf", lambda part: part.replace(b"</package>", guide)
    )
    assert texts(load(data, ".epub")) == ["One."]


def test_a_chapter_with_the_table_of_contents_in_it_is_read():
    chapters = {"a.xhtml": "<h1>Preface</h1><p>One.</p><p id='toc'>Contents</p>"}
    guide = b'<guide><reference type="toc" href="a.xhtml#toc"/></guide></package>'
    data = replaced(
        book(chapters), "OEBPS/book.opf", lambda part: part.replace(b"</package>", guide)
    )
    assert texts(load(data, ".epub")) == ["Preface", "One.", "Contents"]
