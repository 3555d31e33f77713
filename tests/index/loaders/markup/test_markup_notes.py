"""Foot- and endnotes of pages: behind the block that refers to them, their marks nowhere."""

import pytest

from tests.index.loaders.shown import kinds, page, texts


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # pandoc
        (
            "<p>He came.<a href='#fn1' id='r1' role='doc-noteref'><sup>1</sup></a> She left.</p>"
            "<p>Later.</p><section role='doc-endnotes'><hr><ol><li id='fn1'><p>In May."
            "<a href='#r1' role='doc-backlink'>↩︎</a></p></li></ol></section>",
            ["He came. She left.", "1. In May.", "Later."],
        ),
        # Word
        (
            "<p>He came.<a href='#_ftn1' name='_ftnref1'><sup>[1]</sup></a></p><p>Later.</p><div "
            "id='ftn1'><p><a href='#_ftnref1' name='_ftn1'><sup>[1]</sup></a> In May.</p></div>",
            ["He came.", "[1] In May.", "Later."],
        ),
        # Wikipedia
        (
            "<p>He came.<sup id='cite_ref-x_1-0'><a href='#cite_note-x-1'>[1]</a></sup></p>"
            "<p>Later.<ol><li id=cite_note-x-1>^ <a href=#cite_ref-x_1-0>a</a> In May.</ol>",
            ["He came.", "1. In May.", "Later."],
        ),
        # A mark that is raised in the note, too.
        (
            "<p>He came.<sup><a id='m' href='#n'>22</a></sup> So.<p id='n'><sup><a href='#m'>22"
            "</a></sup>Sometimes.",
            ["He came. So.", "22 Sometimes."],
        ),
        (
            "<p>He came.<a href='#n'>*</a></p><p>Later.<p id='n'>* In May.",
            ["He came.", "* In May.", "Later."],
        ),
        (
            "<p>4500<a href='#n'>[3]</a>.<p>Then.<p id='n'>3 See above.",
            ["4500.", "3 See above.", "Then."],
        ),
        # In a table.
        (
            "<table><tr><th>A<th>B<tr><td>x<sup><a href='#n'>1</a></sup><td>9</table><p>Then."
            "<p id=n>1 Odo.",
            ["Columns: A; B", "A: x; B: 9", "1 Odo.", "Then."],
        ),
        # In a term.
        (
            "<dl><dt>Quorum<a href='#n'>[1]</a><dd>Four.</dl><p>Then.<p id=n>1 Odo.",
            ["Quorum: Four.", "1 Odo.", "Then."],
        ),
        # Twice the same note.
        (
            "<p>a<sup><a href='#n'>1</a></sup><p>b<sup><a href='#n'>1</a></sup><p id=n>1 Odo.",
            ["a", "1 Odo.", "b"],
        ),
    ],
)  # fmt: skip
def test_notes_follow_what_refers_to_them(source, expected):
    assert texts(page(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # No note is found: the mark is set apart.
        ("<p>4500<a role='doc-noteref' href='#x'>3</a> came.", ["4500 [3] came."]),
        ("<p>4500<a role='doc-noteref' href='#x'>(3)</a> came.", ["4500 (3) came."]),
        # Links that are no marks.
        ("<p>See <a href='#s'>4</a>.<p id=s>4 Terms", ["See 4.", "4 Terms"]),
        ("<p>See <a href='#s'>[4]</a>.<h2 id=s>4 Terms</h2>", ["See [4].", "4 Terms"]),
        ("<p id=s>1 Up here.<p>See <a href='#s'>[1]</a>.", ["1 Up here.", "See [1]."]),
        ("<p>See <a href='#s'>[4]</a>.<p id=s>Other words", ["See [4].", "Other words"]),
    ],
)
def test_other_links_stay(source, expected):
    assert texts(page(source)) == expected


def test_numbers_in_cells_are_no_numbers_of_pages():
    source = "<table><tr><th>A<th>B<tr><td class=page>12<td class=pagenum>13</table>"
    assert texts(page(source))[1:] == ["A: 12; B: 13"]


def test_unread_notes_stay_where_they_are():
    source = "<p>x<aside role=doc-footnote><p>One.<p>Two.</aside>"
    assert kinds(page(source)) == [("paragraph", "x"), ("footnote", "One."), ("footnote", "Two.")]


def test_a_long_note_stays_where_it_is():
    words = "word " * 2_000
    found = texts(page(f"<p>a<sup><a href='#n'>1</a></sup><p>b<p id=n>1 {words}"))
    assert [text[:6] for text in found] == ["a [1]", "b", "1 word"]


def test_notes_that_refer_to_each_other_end():
    source = (
        "<p>a<sup><a href='#n'>1</a></sup><p>b<p id=n>1 See <sup><a href='#m'>2</a></sup>."
        "<p id=m>2 See <sup><a href='#n'>1</a></sup>."
    )
    assert texts(page(source))[:2] == ["a", "1 See ."]
