"""Raised characters: exponents, marks of notes, ordinals, in every format that has them."""

from io import BytesIO

import pptx
import pytest
from pptx.util import Inches

from index.loaders import load
from index.loaders.drafts import Piece
from index.loaders.raised import RaisedText, marks_around
from tests.index.loaders.docx.word_files import paragraph, run, word
from tests.index.loaders.odt.open_documents import open_document
from tests.index.loaders.shown import generated, page


@pytest.mark.parametrize(
    ("before", "raised", "expected"),
    [
        ("10", "3", "10^3"),
        ("1.5 × 10", "-4", "1.5 × 10^-4"),
        ("10", "−6", "10^−6"),
        ("4500", "2", "4500^2"),
        ("€12", "50", "€12.50"),
        ("from 9", "00", "from 9:00"),
        ("10", "15", "10^15"),
        ("harbour", "7", "harbour [7]"),
        ("it sank.", "12", "it sank. [12]"),
        ("120", "a", "120 [a]"),
        ("88", "1)", "88 [1)]"),
        ("3", "rd", "3rd"),
        ("1", "a", "1a"),
        ("12", "th", "12th"),
        ("20 m", "2", "20 m2"),
        ("CO", "2", "CO2"),
        ("", "2", "2"),
        ("10", " ", "10 "),
    ],
)
def test_raised_characters_make_no_other_number(before, raised, expected):
    front, back = marks_around(before, raised)
    assert before + front + raised + back == expected


def test_what_sets_them_apart_is_generated():
    text = RaisedText()
    text.add("10")
    # A program may cut what is raised into several runs.
    text.add("1", is_raised=True)
    text.add("2", is_raised=True)
    text.add(" tonnes")
    assert text.take() == [Piece("10"), Piece("^", is_generated=True), Piece("12 tonnes")]
    assert text.is_empty


def _docx() -> bytes:
    raised = run("3", "<w:vertAlign w:val='superscript'/>")
    lowered = run("2", "<w:vertAlign w:val='subscript'/>")
    styled = run("a", "<w:rStyle w:val='Mark'/>")
    style = (
        "<w:style w:type='character' w:styleId='Mark'><w:rPr><w:vertAlign w:val='superscript'/>"
        "</w:rPr></w:style>"
    )
    body = run("10") + raised + run(" t of H") + lowered + run("O, 45") + styled
    return word(paragraph(body), styles=style)


def _odt() -> bytes:
    position = "<style:text-properties style:text-position='{}'/>"
    styles = "".join(
        f"<style:style style:name='{name}' style:family='text'>{position.format(value)}"
        "</style:style>"
        for name, value in (("up", "super 58%"), ("high", "33% 58%"), ("low", "sub 58%"))
    )
    span = "<text:span text:style-name='{}'>{}</text:span>".format
    body = f"<text:p>10{span('up', 3)} t of H{span('low', 2)}O, 45{span('high', 'a')}</text:p>"
    return open_document(body, automatic=styles)


def _rtf() -> bytes:
    return rb"{\rtf1\ansi 10{\super 3} t of H{\sub 2}O, 45\up6 a\up0\par}"


def _pptx() -> bytes:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))
    for text, baseline in (("10", 0), ("3", 30000), (" t of H", 0), ("2", -25000), ("O, 45", 0),
                           ("a", 30000)):  # fmt: skip
        words = box.text_frame.paragraphs[0].add_run()
        words.text = text
        words.font._element.set("baseline", str(baseline))
    out = BytesIO()
    presentation.save(out)
    return out.getvalue()


def _html() -> bytes:
    return b"<p>10<sup>3</sup> t of H<sub>2</sub>O, 45<sup>a</sup></p>"


@pytest.mark.parametrize(
    ("make", "suffix"),
    [(_docx, ".docx"), (_odt, ".odt"), (_rtf, ".rtf"), (_pptx, ".pptx"), (_html, ".html")],
)
def test_every_format_sets_them_apart(make, suffix):
    extracted = load(make(), suffix)
    assert extracted.text == "10^3 t of H2O, 45 [a]"
    assert generated(extracted) == ["^", " [", "]"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # A link that leads to nothing known is still no part of the number.
        ("<p>30<sup><a href='notes.html#x'>2</a></sup> crowns", "30 [2] crowns"),
        ("<p>30<a href='notes.html#x'>2</a> crowns", "30 [2] crowns"),
        ("<p>Paid.<sup><a href='#x'>2</a></sup>", "Paid. [2]"),
        ("<p>See <a href='#x'>2</a> and 3", "See 2 and 3"),
        ("<p>10<sup>-3</sup> m", "10^-3 m"),
        ("<p><sup>2</sup>Note", "2Note"),
    ],
)
def test_links_in_raised_type_are_marks(source, expected):
    assert page(source).text == expected
