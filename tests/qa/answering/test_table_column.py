"""Lists in tables: which column, and which rows."""

import pytest

from index.values import Span
from qa.answering.question_words import QuestionWord, QuestionWords
from qa.answering.table_column import column_around
from tests.qa.answering.tabled import FERRIES, tabled


def words(text):
    return QuestionWords(
        tuple(QuestionWord(word, (word,), 1, 1.0, False, False) for word in text.split())
    )


def listed(asked, part, source=FERRIES):
    start = source.text.index(part)
    return column_around(source, Span(start, start + len(part)), words(asked))


def items(asked, part, source=FERRIES):
    found = listed(asked, part, source)
    return found and [source.text[s.start : s.end] for s in found.items]


def test_all_rows_where_the_words_stand_above_the_table():
    assert items("ship ferri sound", "Heron") == ["Kestrel", "Heron", "Swift", "Puffin"]


def test_the_column_that_the_question_begins_with():
    # "harbours" and "harbour" are one term; equal cells are one item.
    assert items("harbour ferri sound", "Heron") == ["Bergen", "Oban", "Mallaig"]


def test_the_rows_with_the_cell_that_the_question_names():
    assert items("ship diesel", "Swift") == ["Kestrel", "Swift", "Puffin"]
    assert items("ship oban", "Heron") == ["Heron", "Swift"]
    assert items("ship diesel oban", "Swift") is None  # one row is no list


def test_rows_that_do_not_follow_each_other_are_quoted_apart():
    found = listed("ship diesel", "Swift")
    quoted = [FERRIES.text[s.start : s.end] for s in found.quoted]
    assert len(quoted) == 2
    assert "Kestrel" in quoted[0]
    assert "Heron" not in "".join(quoted)
    assert all(any(q.contains(item) for q in found.quoted) for item in found.items)
    assert found.is_complete


def test_many_pieces_are_quoted_as_one():
    rows = [(f"Ship {n}", "sail" if n % 2 else "steam") for n in range(14)]
    found = listed("ship sail", "Ship 3", tabled("Old ships", ("Ship", "Drive"), *rows))
    assert len(found.items) == 7
    assert found.quoted == (found.whole,)


@pytest.mark.parametrize(
    ("asked", "part"),
    [("captain quorm", "Heron"), ("ship ferri", "painted"), ("ferri sound", "Ferries")],
)
def test_no_list(asked, part):
    assert listed(asked, part) is None
