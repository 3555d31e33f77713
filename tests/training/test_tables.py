"""Made-up tables: what is asked stands where the golds say, or nowhere."""

import random
import re

import pytest

from training.reader.tables import table_questions

NAMES = [f"{first} {last}" for first in ("Ada", "Bo", "Cy", "Di") for last in ("Ek", "Fu", "Gil")]
NAMES += ["Northfield", "Eastgate", "Westhaven"]


@pytest.fixture(scope="module")
def questions():
    return table_questions(NAMES, 1500, random.Random(4))


def cells_of(text):
    """Each cell of a printed table: row, head (None where no head is printed), value, start."""
    heads = None
    at = 0
    cells = []
    for line in text.split("\n"):
        body = re.sub(r" \(row \d+\)\.$", "", line)
        if " | " in body:
            row, *values = body.split(" | ")
            if heads is None:
                heads = values
            else:
                place = at + len(row)
                for head, value in zip(heads, values, strict=True):
                    cells.append((row, head, value, place + 3))
                    place += 3 + len(value)
        elif body.startswith("Columns: "):
            pass
        elif "; " in body:
            first, *rest = body.split("; ")
            place = at + len(first)
            for part in rest:
                head, value = part.split(": ", 1)
                cells.append((first.split(": ", 1)[1], head, value, place + 4 + len(head)))
                place += 2 + len(part)
        elif ": " in body:
            row, value = body.split(": ", 1)
            cells.append((row, None, value, at + len(row) + 2))
        at += len(line) + 1
    return cells


def test_as_many_questions_as_asked_for(questions):
    assert len(questions) == 1500
    assert {question.source for question in questions} == {"tables"}
    assert [question.number for question in questions] == list(range(1500))
    for number in (0, 1, 5):
        assert len(table_questions(NAMES, number, random.Random(0))) == number


def test_an_answer_is_the_cell_of_the_asked_row_and_column(questions):
    heads_named = 0
    for question in questions:
        if not question.is_answered:
            continue
        (gold,) = question.golds
        here = [cell for cell in cells_of(question.text) if cell[3] == gold.start]
        assert len(here) == 1, (question.text, gold)
        row, head, value, _ = here[0]
        assert question.text[gold.start : gold.end] == value
        assert row in question.question
        assert question.evidence is None
        heads_named += head is not None and head.lower() in question.question.lower()
    # A few forms ("What does X cost?") name no head.
    assert heads_named > 0.6 * len(questions) * 0.66


def test_the_form_without_heads_is_asked_for_its_only_column(questions):
    for question in questions:
        cells = cells_of(question.text)
        assert cells
        if cells[0][1] is None:
            assert len({row for row, *_ in cells}) == len(cells)


def test_a_question_without_answer_names_a_row_or_a_column_that_the_table_lacks(questions):
    lacking = [question for question in questions if not question.is_answered]
    assert 0.2 < len(lacking) / len(questions) < 0.4
    for question in lacking:
        assert question.golds == ()
        assert question.evidence == ()
        cells = cells_of(question.text)
        has_row = any(row.lower() in question.question.lower() for row, *_ in cells)
        heads = {head for _, head, *_ in cells if head is not None}
        if has_row and any(head.isdigit() for head in heads):
            years = re.findall(r"\b(?:19|20)\d\d\b", question.question)
            assert years
            assert not set(years) & heads


def test_all_forms_and_years_occur(questions):
    texts = [question.text for question in questions]
    assert any(" | " in text for text in texts)
    assert any("(row 2)." in text for text in texts)
    assert any(cells_of(text)[0][1] is None for text in texts)
    assert any(re.search(r"; (19|20)\d\d: ", text) for text in texts)


def test_the_same_seed_gives_the_same_questions(questions):
    assert table_questions(NAMES, 40, random.Random(4)) == questions[:40]
    assert table_questions(NAMES, 40, random.Random(5)) != questions[:40]
