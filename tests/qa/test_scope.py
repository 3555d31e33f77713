"""Years of a question prefer documents of that year."""

import pytest

from index.values import Document, document_id
from qa.scope import YEAR_BONUS, in_scope, years_in


def gained(question: str, *, text: str = "It is 41 crowns.", lead: str = "", source: str = "a.txt"):
    document = Document(document_id(text), text, lead, (source,))
    return in_scope(years_in(question), document, lead, text)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("in 2023 and 1999", {"2023", "1999"}),
        ("policy_2023", set()),
        ("2023/24", {"2023"}),
        ("£2023.50 or 2,023 or 12023", set()),
        ("no year", set()),
    ],
)
def test_years(text, years):
    assert years_in(text) == years


def test_a_question_without_a_year_changes_nothing():
    assert gained("How much?", lead="Policy 2023") == 0


def test_title_headings_file_name_and_first_lines_say_the_year():
    asked = "How much in 2023?"
    assert gained(asked, lead="Policy 2023 > Allowances") == YEAR_BONUS
    assert gained(asked, source="/docs/policy_2023.txt") == YEAR_BONUS
    assert gained(asked, text="Policy of 2023. It is 41 crowns.") == YEAR_BONUS


def test_documents_of_another_year_lose():
    asked = "How much in 2023?"
    assert gained(asked, lead="Policy 2025") == -YEAR_BONUS
    assert gained(asked, source="policy-2025.txt") == -YEAR_BONUS
    assert gained(asked, text="Policy of 2025. It is 41 crowns.") == -YEAR_BONUS


def test_a_report_that_names_the_year_inside_loses_nothing():
    text = "Report 2025.\n\n" + "x " * 300 + "In 2023 it was 39 crowns."
    assert gained("How much in 2023?", text=text, lead="Report 2025") == 0


def test_a_text_without_years_changes_nothing():
    assert gained("How much in 2023?") == 0
