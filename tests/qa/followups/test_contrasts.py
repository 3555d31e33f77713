"""What stands in another's place in a follow-up, and what "it" is of."""

import pytest

from qa.followups import PastTurn, completed
from qa.followups.noun_phrases import noun_phrases


def read_after(first, question, **told):
    """What is read for a question after another one."""
    return completed(question, [PastTurn(first, **told)]).read


@pytest.mark.parametrize(
    ("first", "question", "read"),
    [
        (
            "How much does the firm keep under the 2023 policy?",
            "And in the 2024 one?",
            "How much does the firm keep under the 2024 policy?",
        ),
        ("When was the third lot made?", "And the first?", "When was the first lot made?"),
        (
            "How many points does the kitchen get?",
            "What about reception?",
            "How many points does reception get?",
        ),
        (
            "What did a case of fresh eggs cost in 2025?",
            "What about butter?",
            "What did a case of butter cost in 2025?",
        ),
        ("How long must a mentor stay?", "And drivers?", "How long must drivers stay?"),
        (
            "How many dogs may a member keep?",
            "And cats?",
            "How many cats may a member keep?",
        ),
    ],
)
def test_the_contrasted_phrase_goes(first, question, read):
    assert read_after(first, question) == read


@pytest.mark.parametrize(
    "when", ["last year", "next summer", "this month", "yesterday", "Sundays", "currently"]
)
def test_what_says_when_stands_in_no_things_place(when):
    first = "How much is the fee?"
    assert read_after(first, f"And {when}?") == f"{when[0].upper()}{when[1:]} (fee)?"


@pytest.mark.parametrize(
    ("first", "question", "read"),
    [
        (
            "What is the budget for 2024?",
            "How much of it was spent in 2025?",
            "How much of the budget was spent in 2025?",
        ),
        ("Who wrote the report of 2023?", "Was it changed in 2024?",
         "Was the report changed in 2024?"),
        ("What was the 2024 budget for linen?", "Was it raised in 2025?",
         "Was the budget for linen raised in 2025?"),
    ],
)  # fmt: skip
def test_an_antecedent_gives_way_to_the_year_that_was_typed(first, question, read):
    assert read_after(first, question) == read


@pytest.mark.parametrize(
    ("first", "question", "read"),
    [
        ("Which boats cost less than £70?", "And more than £100?",
         "Which boats cost more than £100?"),
        ("How many boats have at least 20 seats?", "And over 50?",
         "How many boats have over 50 seats?"),
        ("Which repairs take up to 3 days?", "What about within 2 weeks?",
         "Which repairs take within 2 weeks?"),
    ],
)  # fmt: skip
def test_a_limit_takes_the_place_of_the_only_other_one(first, question, read):
    assert read_after(first, question) == read


def test_of_two_limits_none_is_replaced():
    first = "Which boats under £70 have more than 3 seats?"
    assert "under £70" in read_after(first, "And over £90?")
    assert "more than 3" in read_after(first, "And over £90?")


def test_one_contrast_follows_another():
    turns = [PastTurn("How many points does the kitchen get?")]
    second = completed("What about reception?", turns)
    turns.append(PastTurn(second.read, second.depends))
    assert completed("And bar staff?", turns).read == "How many points does bar staff get?"


@pytest.mark.parametrize(
    ("first", "question", "read"),
    [
        ("Where are the forms kept?", "For how long?", "For how long are the forms kept?"),
        ("When is the list read out?", "How often?", "How often is the list read out?"),
        (
            "When may groups reduce the block?",
            "By how much?",
            "By how much may groups reduce the block?",
        ),
        (
            "How much of the budget is blocked?",
            "Until when?",
            "Until when is the budget blocked?",
        ),
        (
            "How many samples were taken in the cellar?",
            "When?",
            "When were samples taken in the cellar?",
        ),
        ("How many lamps were bought?", "From whom?", "From whom were lamps bought?"),
        ("When was the roof repaired?", "By who?", "By whom was the roof repaired?"),
        ("Who bought the lamps?", "From whom?", "From whom (bought the lamps)?"),
    ],
)
def test_a_bare_question_word_asks_the_last_question_again(first, question, read):
    assert read_after(first, question) == read


@pytest.mark.parametrize(
    ("first", "question", "read"),
    [
        (
            "What is the deadline for the Peat and floods application?",
            "Who leads it?",
            "Who leads the Peat and floods application?",
        ),
        ("What is the price of the ferry?", "When does it leave?", "When does the ferry leave?"),
        (
            "What's the budget for estates maintenance?",
            "Who holds it?",
            "Who holds the budget for estates maintenance?",
        ),
        ("When is the museum closed?", "When will it reopen?", "When will the museum reopen?"),
        ("Why is the pool shut?", "When will it be back?", "When will the pool be back?"),
    ],
)
def test_it_is_the_thing_and_not_its_measure(first, question, read):
    assert read_after(first, question) == read


@pytest.mark.parametrize("question", ["Will it be possible to park?", "Will it be hard to park?"])
def test_an_it_that_stands_for_nothing_stays(question):
    assert read_after("When does the ferry leave?", question) == question


def test_it_is_no_person_with_a_title():
    first = "Did Sir Conrad open the meeting?"
    assert read_after(first, "Where was it held?") == "Where was the meeting held?"


def test_anybody_is_no_phrase():
    assert not noun_phrases("Was anybody hurt?")


def test_what_someone_says_is_asked_of_what_was_spoken_of():
    first = "What was the forecast total for the suite in the minutes?"
    assert read_after(first, "What did the press release say?") == (
        "What did the press release say about the forecast total for the suite?"
    )
    assert read_after("What did the doctor say?", "What did the mayor say?") == (
        "What did the mayor say?"
    )
    question = "What did the press release say about parking?"
    assert read_after(first, question) == question


def test_a_document_that_what_was_replaced_names_is_no_topic():
    told = {"answer": "$52", "nearby": "Eggs cost $52.", "title": "Price list 2024"}
    first = "What did eggs cost in 2024?"
    meant = completed("And in 2025?", [PastTurn(first, **told)])
    assert meant.read == "What did eggs cost in 2025?"
    assert "2024" not in meant.retrieve
    meant = completed("And at weekends?", [PastTurn(first, **told)])
    assert "Price list 2024" in meant.retrieve


def test_a_question_with_a_contracted_is_is_no_fragment():
    first = "What does breakfast cost in the hotel?"
    assert read_after(first, "And what's the price of dinner?") == "What's the price of dinner?"


@pytest.mark.parametrize(
    ("first", "question"),
    [
        ("What does a court cost members per hour?", "And others?"),
        ("What does the ticket cost?", "And children?"),
    ],
)
def test_what_does_not_agree_with_a_phrase_takes_no_place(first, question):
    assert "(" in read_after(first, question)


def test_a_verb_behind_who_and_may_is_no_part_of_a_thing():
    first = "Who must approve expensive journeys?"
    assert not read_after(first, "Who approves it now?").startswith("Who approves approve")
