"""Spans are widened to whole numbers, units and names, and never leave their sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.structure import Block, Structure
from index.values import Span
from qa.answering.whole_words import as_marked, below_headings, without_generated


def marked(text: str, part: str, kind="how-many") -> str:
    start = text.index(part)
    span = as_marked(text, Span(start, start + len(part)), Span(0, len(text)), kind)
    return text[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("Admission is 5 crowns for adults.", "5", "5 crowns"),
        ("It pays 12 per cent a year.", "12", "12 per cent"),
        ("It grew by 12.5% in 2023.", "12.5", "12.5%"),
        ("The pool is 25 m long.", "25", "25 m"),
        ("Revenue was £6.9 million.", "6.9", "£6.9 million"),
        ("The price is £41,750 net.", "41", "£41,750"),
        ("It cost 3 million crowns.", "3", "3 million crowns"),
        ("The ward has 64 large beds.", "64", "64"),
        ("In total 7 is enough.", "7", "7"),
        ("There are 9 as before.", "9", "9"),
        ("The 40-seat hall has 40 seats.", "40 seats", "40 seats"),
        ("It opens at 9, and closes late.", ", and closes", "and closes"),
        ("The museum (founded 1888) is shut.", "(founded", "founded"),
        ("It fell to −4.2 °C at night.", "4.2", "4.2 °C"),
        ("She has 5 was told.", "5", "5"),
    ],
)
def test_numbers_have_their_units(text, part, whole):
    assert marked(text, part) == whole


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("The roof is repaired by Greta Sorn.", "Greta", "Greta Sorn"),
        ("The roof is repaired by Greta Sorn.", "Sorn", "Greta Sorn"),
        ("It was led by Dr Ann Miller, harbour master.", "Ann Miller", "Dr Ann Miller"),
        ("Yesterday Miller spoke.", "Miller", "Miller"),
        ("Kim Jong Un praised Xi.", "Kim Jong", "Kim Jong Un"),
        ("Asked by the Landlord. The tenant pays.", "Landlord", "Landlord"),
    ],
)
def test_names_are_whole(text, part, whole):
    assert marked(text, part, "who") == whole


def test_names_are_left_alone_in_other_questions():
    assert marked("It stands in New York City.", "New York", "where") == "New York"


@given(st.text(st.sampled_from("aB 1.,£%-(milon"), min_size=1, max_size=40), st.data())
def test_a_span_stays_in_its_sentence_and_never_vanishes(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    low = data.draw(st.integers(0, start))
    high = data.draw(st.integers(end, len(text)))
    for kind in ("who", "how-many"):
        span = as_marked(text, Span(start, end), Span(low, high), kind)
        assert low <= span.start < span.end <= high


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ((0, 11), (6, 11)),
        ((6, 13), (6, 11)),
        ((6, 11), (6, 11)),
        ((2, 18), (6, 11)),
        ((0, 6), (0, 6)),
        ((11, 13), (11, 13)),
    ],
)
def test_names_of_columns_are_left_out_of_answers(answer, left):
    # Team: Front; Shift: Late
    generated = (Span(0, 6), Span(11, 20))
    assert without_generated(generated, Span(*answer)) == Span(*left)


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ((0, 27), (17, 27)),  # two headings and the words below them
        ((3, 27), (17, 27)),
        ((0, 11), (7, 11)),
        ((0, 16), (7, 16)),  # the lower heading answers
        ((8, 14), (8, 14)),
        ((17, 27), (17, 27)),
        ((15, 27), (17, 27)),
    ],
)
def test_headings_above_are_no_part_of_an_answer(answer, left):
    # "Duties", "Breaches", "Anselm Cray reported it."
    blocks = (
        Block("heading", 0, 6, 1),
        Block("heading", 7, 16, 2),
        Block("paragraph", 17, 41),
    )
    assert below_headings(Structure(blocks), Span(*answer)) == Span(*left)


def test_without_structure_a_span_stays():
    assert below_headings(Structure(), Span(3, 9)) == Span(3, 9)
