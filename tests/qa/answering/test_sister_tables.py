"""Tables of a document with the same columns are compared as one where a question names none."""

import pytest

from index.loaders.building import TextBuilder
from index.loaders.drafts import Piece, draft
from index.loaders.limits import LIMITS
from index.values import Document, Passage, Span, document_id
from qa.answering.conditions import filter_in
from qa.answering.extreme_row import extreme_rows, prices_of_things
from qa.answering.matching_rows import matching_rows
from qa.answering.picked_rows import answer_of_rows, tables_of
from qa.answering.question_words import QuestionWord, QuestionWords, content_terms
from qa.answering.sister_tables import with_joined
from qa.answering.superlatives import superlative_in
from qa.answering.table_column import column_around
from qa.retriever import Hit
from tests.qa.answering.requests import request_of

HEAD = ("Item", "Length (cm)", "Price (GBP)")
ROPES = ("Ropes", HEAD, ("Halyard", "900", "32"), ("Sheet", "600", "18"), ("Painter", "300", "7"))
KNIVES = ("Knives", HEAD, ("Rigging knife", "18", "24"), ("Marlinspike", "12", "6.50"))


def sections(*tables, title="Stock"):
    """A document with a table under each heading."""
    builder = TextBuilder(LIMITS)
    for table, (heading, *rows) in enumerate(tables):
        builder.add(draft(heading, "heading", level=1))
        for number, row in enumerate(rows):
            pieces = []
            for column, cell in enumerate(row):
                name = "Columns: " if number == 0 else f"{rows[0][column]}: "
                name = name if not column else f"; {name if number else ''}"
                pieces.append(Piece(name, is_generated=True))
                pieces.append(Piece(cell, column=column, is_head=not number or not column))
            builder.add(draft(pieces, "row", table=table, is_tight=number > 0))
    extracted = builder.extracted()
    return Document(
        document_id(extracted.text), extracted.text, title, ("a",), structure=extracted.structure
    )


def words_in(text):
    return QuestionWords(
        tuple(
            QuestionWord(term, (term,), 1, 1.0, False, False)
            for term in sorted(content_terms(text), key=text.casefold().find)
        )
    )


def hits_of(source, end=None):
    passage = Passage(0, source.id, 0, end or len(source.text), ())
    return [Hit(passage, source, 1.0, 0.5, 0.5)]


def answered(question, *tables, end=None):
    source = sections(*tables)
    asked = superlative_in(question)
    if asked is not None:
        picked = extreme_rows(asked, words_in(asked.rest), hits_of(source, end))
    else:
        asked = filter_in(question)
        picked = matching_rows(asked, words_in(asked.rest), hits_of(source, end))
    return answer_of_rows(request_of(question), picked)


def texts_of(answer):
    if answer.alternatives:
        return None
    return [item.text for item in answer.items] or [answer.text]


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("Which item is the cheapest?", ["Marlinspike"]),
        ("Which product is the cheapest?", ["Marlinspike"]),
        ("What is the dearest article?", ["Halyard"]),
        ("Which item has the highest length?", ["Halyard"]),
        ("Which items cost less than £20?", ["Sheet", "Painter", "Marlinspike"]),
        ("Which items cost over £20?", ["Halyard", "Rigging knife"]),
        ("Which rope is the cheapest?", ["Painter"]),
        ("Which ropes cost less than £20?", ["Sheet", "Painter"]),
        ("Which knives cost less than £20?", ["Marlinspike"]),
    ],
)
def test_both_tables_are_compared_unless_one_is_named(question, items):
    answer = answered(question, ROPES, KNIVES)
    assert texts_of(answer) == items
    assert all(c.covers(i) for c, i in zip(answer.citations, answer.items, strict=False))


def test_a_table_that_no_passage_was_found_of_is_compared_too():
    end = len("Ropes\n\nColumns: Item")
    assert texts_of(answered("Which item is the cheapest?", ROPES, KNIVES, end=end)) == [
        "Marlinspike"
    ]
    answer = answered("Which items cost less than £20?", ROPES, KNIVES, end=end)
    assert texts_of(answer) == ["Sheet", "Painter", "Marlinspike"] and answer.is_complete


def test_a_column_more_in_one_of_them_is_left_out():
    more = ("Knives", (*HEAD, "Steel"), ("Rigging knife", "18", "24", "1.4116"))
    assert texts_of(answered("Which items cost over £20?", ROPES, more)) == [
        "Halyard",
        "Rigging knife",
    ]


@pytest.mark.parametrize(
    "other",
    [
        ("Knives", ("Item", "Length (cm)", "Hire (GBP)"), ("Marlinspike", "12", "6.50")),
        ("Knives", ("Item", "Length (cm)", "Price (EUR)"), ("Marlinspike", "12", "6.50")),
        ("Ropes in 2019", HEAD, ("Halyard", "900", "30"), ("Painter", "300", "6.50")),
        ("Knives", ("Skipper", "Length (cm)", "Price (GBP)"), ("Ann", "12", "6.50")),
    ],
)
def test_other_measures_other_things_and_the_same_things_again_stay_apart(other):
    tables = with_joined(tables_of(hits_of(sections(ROPES, other))))
    assert not any("6.50" in str(_prices(table)) and "18" in _prices(table) for table in tables)


def test_what_joined_tables_leave_out_is_not_replaced_by_another_column():
    priced = [
        (heading, ("Item", "Length (cm)", f"Price ({currency})"), *rows)
        for (heading, _, *rows), currency in ((ROPES, "GBP"), (KNIVES, "EUR"))
    ]
    source = sections(*priced, title="Price list")
    asked = superlative_in("Which item is the cheapest?")
    picked = extreme_rows(asked, words_in(asked.rest), hits_of(source))
    assert [rows.words for rows in picked] == [{"painter"}]  # two knives alone are too few


def _prices(table):
    cells = [cell for row in table.rows for cell in row.cells if cell.column == 2]
    return [table.document.text[cell.start : cell.end] for cell in cells]


def test_sums_of_each_part_are_no_rows():
    ropes, knives = (*ROPES, ("Total", "1800", "57")), (*KNIVES, ("All knives", "30", "31"))
    assert texts_of(answered("Which item is the most expensive?", ropes, knives)) == ["Halyard"]


def test_a_joined_table_is_about_what_all_its_parts_are_about():
    first, *parts = with_joined(tables_of(hits_of(sections(ROPES, KNIVES))))
    assert "Item" in first.above and "Ropes" not in first.above and "Knives" not in first.above
    assert len(first.rows) == sum(len(part.rows) for part in parts) == 5
    assert [part.first for part in first.parts] == [part.first for part in parts]


@pytest.mark.parametrize(
    ("question", "items"),
    [
        (
            "List all items in stock",
            ["Halyard", "Sheet", "Painter", "Rigging knife", "Marlinspike"],
        ),
        ("List all ropes", ["Halyard", "Sheet", "Painter"]),
    ],
)
def test_a_list_is_of_both_tables_unless_one_is_named(question, items):
    source = sections(ROPES, KNIVES)
    start = source.text.index("Sheet")
    listed = column_around(source, Span(start, start + len("Sheet")), words_in(question))
    assert [source.text[span.start : span.end] for span in listed.items] == items
    assert listed.is_complete
    assert all(any(run.contains(span) for run in listed.runs) for span in listed.items)


def test_rows_with_the_same_cell_are_of_both_tables():
    head = ("Item", "Price (GBP)", "Maker")
    ropes = ("Ropes", head, ("Halyard", "32", "Orme"), ("Sheet", "18", "Lumo"))
    source = sections(ropes, ("Knives", head, ("Marlinspike", "7", "Orme")))
    start = source.text.index("Halyard")
    listed = column_around(source, Span(start, start + 7), words_in("Which items does Orme make?"))
    assert [source.text[s.start : s.end] for s in listed.items] == ["Halyard", "Marlinspike"]


def test_prices_are_searched_for_where_a_question_names_nothing():
    for question, is_general in (
        ("Which product is the cheapest?", True),
        ("Which rope is the cheapest?", False),
        ("Which item has the most stock?", False),
        ("Which product is the longest?", False),
    ):
        asked = superlative_in(question)
        assert (prices_of_things(asked, words_in(asked.rest)) is not None) is is_general
