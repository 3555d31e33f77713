"""The row of a table with the most or the least: computed over all rows, quoted exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Passage
from qa.answering.extreme_row import extreme_rows
from qa.answering.picked_rows import answer_of_rows
from qa.answering.question_words import QuestionWord, QuestionWords, content_terms
from qa.answering.superlatives import superlative_in
from qa.retriever import Hit
from tests.qa.answering.requests import request_of
from tests.qa.answering.tabled import tabled

FARES = tabled(
    "Fares of the sound 2025",
    ("Ferry", "Harbour", "Fare", "Cabins", "Crossing"),
    ("Kestrel", "Bergen", "£12.50", "4", "90 minutes"),
    ("Heron", "Oban", "£9.00", "2", "2 hours"),
    ("Swift", "Oban", "£31.00", "11", "45 minutes"),
    ("Puffin", "Mallaig", "£10.20", "2", "3 hours"),
    ("Total", "3 harbours", "£62.70", "19", ""),
)


def words_in(text):
    return QuestionWords(
        tuple(
            QuestionWord(term, (term,), 1, 1.0, False, False)
            for term in sorted(content_terms(text), key=text.casefold().find)
        )
    )


def hit_of(source, number=0):
    passage = Passage(number, source.id, 0, len(source.text), ())
    return Hit(passage, source, 1.0 - number / 10, 0.5, 0.5)


def extremes(question, *sources):
    asked = superlative_in(question)
    hits = [hit_of(source, number) for number, source in enumerate(sources or (FARES,))]
    return extreme_rows(asked, words_in(asked.rest), hits)


def answered(question, *sources, least=None):
    return answer_of_rows(request_of(question, least=least), extremes(question, *sources))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Which ferry has the highest fare?", "Swift"),
        ("Which ferry is the cheapest?", "Heron"),
        ("What is the cheapest ferry of the sound?", "Heron"),
        ("Which ferry has the most cabins?", "Swift"),
        ("Which ferry has the longest crossing?", "Puffin"),  # 3 hours are more than 90 minutes
        ("Which ferry has the shortest crossing in 2025?", "Swift"),
        ("Which harbour has the lowest fare?", "Oban"),
        ("What is the lowest fare?", "£9.00"),
    ],
)
def test_all_rows_are_compared_and_sums_are_left_out(question, text):
    answer = answered(question)
    assert (answer.kind, answer.text) == ("answer", text)
    (citation,) = answer.citations
    assert citation.answer_text == text
    assert citation.text in FARES.text and citation.text.endswith(("minutes", "hours"))


def test_only_the_rows_that_the_question_names():
    assert answered("Which ferry has the lowest fare in Bergen?") is None  # one row
    head = ("Ferry", "Harbour", "Fare")
    rows = [("Tern", "Bergen", "3"), ("Heron", "Oban", "9"), ("Swift", "Oban", "5")]
    two = tabled("Fares", head, *rows, ("Auk", "Bergen", "8"))
    assert answered("Which ferry has the lowest fare in Oban?", two).text == "Swift"


def test_a_price_list_need_not_say_in_its_columns_that_they_are_prices():
    wines = [("Auk", "2019", "17.50"), ("Tern", "2021", "9.00"), ("Gull", "2020", "31.00")]
    source = tabled("Price list of wines", ("Wine", "Vintage", "Bottle"), *wines)
    assert answered("Which wine is the dearest per bottle?", source).text == "Gull"
    assert answered("What is the cheapest thing on the list by the bottle?", source).text == "Tern"
    assert answered("Which wine is the dearest?", source) is None  # vintage or bottle


def test_the_only_column_of_money_is_meant_by_a_sum():
    bids = [("Auk", "£38,000"), ("Tern", "£3.1 million"), ("Gull", "£15,500")]
    source = tabled("Bids of the yard", ("Bid", "Asked for"), *bids)
    assert answered("Which bid of the yard is for the smallest sum?", source).text == "Gull"


def test_equal_rows_are_all_given():
    answer = answered("Which ferry has the fewest cabins?")
    assert [item.text for item in answer.items] == ["Heron", "Puffin"] and answer.is_complete
    assert len(answer.citations) == 2
    assert all(any(c.covers(item) for c in answer.citations) for item in answer.items)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        # Amounts of different kinds, or words, cannot be compared.
        ("Which ferry has the lowest fare?", [("A", "£3"), ("B", "4 %"), ("C", "£5")]),
        ("Which ferry has the lowest fare?", [("A", "£3"), ("B", "free"), ("C", "£5")]),
        ("Which ferry has the lowest fare?", [("A", "£3"), ("B", "€4"), ("C", "on request")]),
        # Nor can rates for other times, ranges, other units, or what is owed.
        (
            "Which ferry has the lowest fare?",
            [("A", "\u00a33 per hour"), ("B", "\u00a39 a day"), ("C", "\u00a35 a day")],
        ),
        (
            "Which ferry has the highest fare?",
            [("A", "\u00a33-\u00a39"), ("B", "\u00a34 to \u00a35"), ("C", "\u00a36\u2013\u00a37")],
        ),
        ("Which ferry has the lowest fare?", [("A", "500 g"), ("B", "2 kg"), ("C", "600 g")]),
        (
            "Which ferry has the lowest fare?",
            [("A", "(\u00a33)"), ("B", "\u00a34"), ("C", "\u00a35")],
        ),
        (
            "Which ferry has the longest crossing?",
            [("A", "1 month 1 week"), ("B", "2 months"), ("C", "3 months")],
        ),
        # A table of two rows says so itself; a question about something else is another one's.
        ("Which ferry has the lowest fare?", [("A", "£3"), ("B", "£4")]),
        ("Which cook wrote the longest recipe?", [("A", "3"), ("B", "4"), ("C", "5")]),
        ("Which ferry has the most trouble?", [("A", "3"), ("B", "4"), ("C", "5")]),
        ("What is the cheapest cabin?", [("A", "3"), ("B", "4"), ("C", "5")]),
    ],
)
def test_nothing_where_the_table_does_not_say_it(question, rows):
    assert extremes(question, tabled("Ferries", ("Ferry", "Fare"), *rows)) == ()


def test_a_length_of_time_is_read_in_all_its_parts():
    crossings = [
        ("Auk", "1 hour 10 minutes"),
        ("Tern", "1 hour and 30 minutes"),
        ("Gull", "1 hour"),
    ]
    source = tabled("Ferries", ("Ferry", "Crossing"), *crossings)
    assert answered("Which ferry has the longest crossing?", source).text == "Tern"
    assert answered("Which ferry has the shortest crossing?", source).text == "Gull"


def test_a_sum_in_bold_is_left_out():
    rows = [("Auk", "1"), ("Tern", "4"), ("Gull", "3"), ("**Total**", "8")]
    source = tabled("Ferries", ("Ferry", "Fare"), *rows)
    assert answered("Which ferry has the highest fare?", source).text == "Tern"


def test_rows_that_a_question_leaves_out_by_yes_or_no_are_not_told_apart():
    rows = [("Auk", "1", "no"), ("Tern", "4", "yes"), ("Gull", "3", "yes")]
    source = tabled("Ferries", ("Ferry", "Fare", "Lounge"), *rows)
    assert answered("Which ferry with a lounge has the lowest fare?", source) is None
    assert answered("Which ferry has the lowest fare?", source).text == "Auk"


def test_a_figure_of_the_question_stands_in_the_row_or_above_the_table():
    rows = [("Auk", "1", "10"), ("Tern", "4", "30"), ("Gull", "3", "20")]
    source = tabled("Ferries in 2025", ("Ferry", "Fare", "Seats"), *rows)
    asked = superlative_in("Which ferry has the lowest fare?")

    def extremes_with(figure):
        word = QuestionWord(figure, (figure,), 1, 0.1, True, False)
        words = QuestionWords((*words_in(asked.rest).words, word))
        return extreme_rows(asked, words, [hit_of(source)])

    assert extremes_with("40") == ()
    (extreme,) = extremes_with("2025")
    assert extreme.words == {"auk"}


def test_years_are_told_apart_by_what_stands_above():
    older = tabled("Fares 2024", ("Ferry", "Fare"), ("Auk", "1"), ("Tern", "2025"), ("Gull", "3"))
    newer = tabled("Fares 2025", ("Ferry", "Fare"), ("Auk", "4"), ("Tern", "3"), ("Gull", "2"))
    for sources in ((older, newer), (newer, older)):
        answer = answered("Which ferry has the highest fare in 2025?", *sources)
        assert (answer.text, answer.alternatives) == ("Auk", ())
        assert answer.citations[0].document is newer


def test_of_several_tables_each_answer_is_given_with_a_share_of_the_confidence():
    one = tabled("Fares", ("Ferry", "Fare"), ("Auk", "1"), ("Tern", "2"), ("Gull", "3"))
    other = tabled("Fares", ("Ferry", "Fare"), ("Auk", "7"), ("Tern", "2"), ("Gull", "9"))
    question = "Which ferry has the lowest fare?"
    answer = answered(question, one, other)
    assert (answer.text, [other.text for other in answer.alternatives]) == ("Auk", ["Tern"])
    alone = answered(question, one)
    assert answer.confidence == pytest.approx(alone.confidence / 2)
    assert answered(question, one, other, least=0.5) is None


@given(st.lists(st.integers(0, 99_999), min_size=3, max_size=12, unique=True), st.booleans())
def test_the_extreme_is_that_of_the_numbers(amounts, is_highest):
    rows = [(f"Boat {chr(65 + n)}", f"{amount:,}") for n, amount in enumerate(amounts)]
    source = tabled("Boats", ("Boat", "Crates"), *rows)
    word = "most" if is_highest else "fewest"
    answer = answered(f"Which boat has the {word} crates?", source)
    best = (max if is_highest else min)(amounts)
    assert answer.text == rows[amounts.index(best)][0]
    (citation,) = answer.citations
    assert source.text[citation.start : citation.end] == citation.text


@pytest.mark.parametrize(
    "label", ["All ferries", "All", "Fleet total", "The fleet combined", "Overall", "Average"]
)
def test_a_row_that_holds_of_all_others_is_none_of_them(label):
    rows = [("Auk", "12"), ("Tern", "40"), ("Gull", "9"), (label, "61")]
    source = tabled("Crew", ("Ferry", "Sailors"), *rows)
    assert answered("Which ferry has the most sailors?", source).text == "Tern"


def test_a_row_with_a_total_behind_its_name_is_none_of_them():
    head, *rows = ("Ferry", "Line", "Sailors"), ("Auk", "north", "12"), ("Tern", "north", "40")
    source = tabled("Crew", head, *rows, ("Gull", "south", "9"), ("2 lines", "Total", "61"))
    assert answered("Which ferry has the most sailors?", source).text == "Tern"


@pytest.mark.parametrize("label", ["All Saints", "All-weather", "Every Morning", "Meantime"])
def test_a_name_that_begins_like_a_sum_is_a_row(label):
    rows = [("Auk", "12"), ("Tern", "40"), ("Gull", "9"), (label, "61")]
    source = tabled("Crew", ("Ferry", "Sailors"), *rows)
    assert answered("Which ferry has the most sailors?", source).text == label
