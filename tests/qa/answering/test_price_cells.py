"""The price of a row where a question asks what its thing costs."""

from dataclasses import replace

import pytest

from index.values import Document, Passage
from qa.answer import Alternative, Answer, Citation, Searched
from qa.answering.by_structure import StructuredAnswerer
from qa.answering.picked_rows import tables_of
from qa.answering.price_cells import asks_for_price, priced_rows, with_prices
from qa.retriever import Hit
from tests.qa.answering.requests import request_of
from tests.qa.answering.tabled import tabled

TIMBER = tabled(
    "Timber yard",
    ("Piece", "Length (cm)", "Price (GBP)", "Drying (days)"),
    ("Oak plank", "240", "31.50", "90"),
    ("Pine plank", "300", "9", "30"),
    ("Ash post", "180", "", "60"),
    ("Larch beam", "420", "£64", "45"),
)
HIRE = tabled("Hire", ("Boat", "Hire (£)", "Deposit (£)", "Seats"), ("Auk", "12", "90", "4"))


def marked(part, source=TIMBER):
    """A citation of the row that holds a part, which is marked."""
    start = source.text.index(part)
    row = source.structure.blocks[source.structure.number_at(start)]
    return Citation(source, row.start, row.end, 0.8, start, start + len(part))


def answer_to(question, *citations, others=()):
    alternatives = tuple(Alternative(0.1, (other,)) for other in others)
    return Answer(
        question, question, "answer", 0.8, True, tuple(citations), alternatives=alternatives
    )


@pytest.mark.parametrize(
    ("question", "read", "price"),
    [
        ("How much is an oak plank?", "240", "31.50"),
        ("And how much are pine planks?", "300", "9"),
        ("What does an oak plank cost?", "240", "31.50"),
        ("How much does a larch beam cost?", "45", "£64"),
        ("What is the price of the oak plank?", "Oak plank", "31.50"),
        ("How much is an oak plank?", "31.50", "31.50"),
    ],
)
def test_the_price_takes_the_place_of_another_cell(question, read, price):
    before = answer_to(question, marked(read))
    after = with_prices(before)
    assert after.text == price
    assert after.citations[0].text == before.citations[0].text  # quoted as it was
    assert after.confidence == before.confidence


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("How much is the length of an oak plank?", "240"),
        ("How much is the drying of an oak plank?", "90"),
        ("How much is the moisture of an oak plank?", "240"),  # what is asked is not in the row
        ("How long is an oak plank?", "240"),
        ("How much does an oak plank weigh?", "240"),
        ("How much is an ash post?", "180"),  # no price
    ],
)
def test_another_cell_stays_where_no_price_is_asked_for_or_told(question, read):
    before = answer_to(question, marked(read))
    assert with_prices(before) == before


def test_of_two_prices_none_is_taken():
    before = answer_to("What does the Auk cost?", marked("4", HIRE))
    assert with_prices(before) == before


def test_the_price_is_no_alternative_to_itself():
    question = "How much is an oak plank?"
    after = with_prices(answer_to(question, marked("240"), others=[marked("31.50"), marked("300")]))
    assert [other.citations[0].answer_text for other in after.alternatives] == ["300"]


def test_text_outside_of_tables_stays():
    source = tabled("Notes", ("A", "Price"), ("Oak", "3"), after="Oak is cut at 240 cm.")
    start = source.text.index("240")
    before = answer_to(
        "How much is oak?", Citation(source, start, start + 6, 0.8, start, start + 3)
    )
    assert with_prices(before) == before


def test_a_document_whose_structure_is_not_known_is_left_as_it_is():
    plain = Document("d", "An oak plank is 31.50.", "Yard", ("yard",))
    before = answer_to("How much is an oak plank?", Citation(plain, 0, 22, 0.8, 16, 21))
    assert with_prices(before) == before


def hits_of(*sources):
    return [
        Hit(Passage(n, source.id, 0, len(source.text), ()), source, 1.0, 0.5, 0.5)
        for n, source in enumerate(sources)
    ]


@pytest.mark.parametrize(
    ("question", "price"),
    [
        ("What does an oak plank cost?", "31.50"),
        ("What does pine of the timber yard cost?", "9"),
        ("What does a plank cost?", None),  # two can be meant
        ("What does an oak door cost?", None),
        ("What does an ash post cost?", None),
        ("What does timber cost?", None),
    ],
)
def test_the_row_of_the_one_thing_that_is_named_has_the_price(question, price):
    rows = priced_rows(question, tables_of(hits_of(TIMBER)))
    text = TIMBER.text
    assert [text[cell.start : cell.end] for r in rows for _, cell in r.rows] == [price] * bool(
        price
    )


def evidence_of(*citations):
    sentences = tuple(replace(c, answer_start=None, answer_end=None) for c in citations)
    return Answer("q", "q", "evidence", 0.4, True, sentences, searched=Searched(7))


def priced(question, evidence, *sources, least=None):
    request = request_of(question, least=least)
    request = replace(request, retrieve=lambda *_: hits_of(*sources))
    return StructuredAnswerer(retriever=None).with_price(evidence, request)


def test_evidence_of_the_row_becomes_its_price():
    answer = priced("What does an oak plank cost?", evidence_of(marked("240")), TIMBER)
    assert (answer.kind, answer.text, answer.searched.documents) == ("answer", "31.50", 7)
    (citation,) = answer.citations
    assert citation.text.startswith("Piece: Oak plank")


@pytest.mark.parametrize(
    ("question", "evidence", "least"),
    [
        ("What does an oak plank cost?", [marked("300")], None),  # of another row
        ("What does an oak plank cost?", [marked("240"), marked("Auk", HIRE)], None),
        ("What does an oak plank cost?", [marked("240")], 0.9),
        ("How long is an oak plank?", [marked("240")], None),
        ("What does an oak plank cost? Who sells it?", [marked("240")], None),
    ],
)
def test_other_evidence_stays(question, evidence, least):
    before = evidence_of(*evidence)
    assert priced(question, before, TIMBER, HIRE, least=least) == before


def test_a_price_in_two_tables_is_not_taken_from_one_of_them():
    other = tabled("Prices of 2019", ("Piece", "Price (GBP)"), ("Oak plank", "28"), ("Elm", "3"))
    before = evidence_of(marked("240"))
    assert priced("What does an oak plank cost?", before, TIMBER, other) == before


def test_questions_for_prices_are_told_from_others():
    assert asks_for_price("What did the survey cost?") and asks_for_price("how much is a day pass?")
    assert not asks_for_price("How much sugar is in it?")
    assert not asks_for_price("What does the survey say?")
