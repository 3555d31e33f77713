"""The date that a document gives itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Document, document_id
from qa.document_date import DocumentDate, date_of


def dated(text, title="A title", source="a.txt"):
    return date_of(Document(document_id(text), text, title, (source,)))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Effective 1 January 2023. More.", "1 January 2023"),
        ("Minutes\n\nMay 14th, 2025", "14 May 2025"),
        ("Sent: Tue, 3 Feb 2024 10:00", "3 February 2024"),
        ("Annual review, Sept. 2024", "September 2024"),
        ("Issued in ſeptember 2020, in old print", "September 2020"),
        ("Report 2021-03", "March 2021"),
        ("Signed on 2021-03-09.", "9 March 2021"),
        ("The plan for 2030", "2030"),
        ("In May 2024, that is on 3 May 2024", "3 May 2024"),
        (
            "Version 5, effective 1 January 2023. It replaces that of 1 April 2019.",
            "1 January 2023",
        ),
    ],
)
def test_a_date_is_read_in_its_forms(text, written):
    assert str(dated(text)) == written


@pytest.mark.parametrize(
    "text",
    ["No date", "2025-00-14", "From 2019 to 2023", "Call 020 2019 2020",
     "£2,024 and 2024.5 and 1/2024", "A2024b", "May is a month", "x" * 500 + " 2024"],
)  # fmt: skip
def test_where_there_is_none_or_several_none_is_given(text):
    assert dated(text) is None


def test_the_name_and_the_title_count_more_than_the_first_lines():
    text = "Version 4, from 1 April 2025. It replaces that of 2022."
    assert str(dated(text, source="leave-2022-superseded.html")) == "2022"
    assert str(dated(text, title="Leave policy 2025")) == "1 April 2025"
    assert str(dated("", source="minutes/board_2024-03-12.md")) == "12 March 2024"
    assert dated("", "Review 2024", "review-2023.pdf") is None


def test_dates_are_in_the_order_of_time():
    dates = [DocumentDate(2023), DocumentDate(2023, 5), DocumentDate(2023, 5, 4)]
    assert sorted([dates[2], dates[0], dates[1]]) == dates
    assert [date.iso() for date in dates] == ["2023", "2023-05", "2023-05-04"]


@given(st.dates(min_value=date(1600, 1, 1),
                max_value=date(2099, 12, 31)))  # fmt: skip
def test_every_day_comes_back(day):
    for text in (f"{day:%d %B %Y}", f"{day:%B %d, %Y}", day.isoformat(), f"{day:%d %b %Y}"):
        assert dated(f"Dated {text}.").iso() == day.isoformat()
