"""Follow-ups by kind: what is read holds the user's own words and the phrase that was meant."""

import pytest

from qa.followups import PastTurn, completed

LONG = "A sentence of the source that is no name of anything and too long for an answer."


def read(question, *turns):
    """What is read for ``question`` after turns of question, answer and text near the citation."""
    return completed(question, [PastTurn(q, False, a, n) for q, a, n in turns]).read


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("How much is admission for adults?", "And for children?",
         "How much is admission for children?"),
        ("What is the daily allowance in 2025?", "And in 2023?",
         "What is the daily allowance in 2023?"),
        ("How many MWh did we use in 2024/25?", "And the year before?",
         "How many MWh did we use in 2023/24?"),
        ("What was paid in 1999?", "And the year after?", "What was paid in 2000?"),
        ("How many days do you get after 10 years?", "After 25?",
         "How many days do you get after 25 years?"),
        ("How fast must linen come back since the amendment?", "And before that?",
         "How fast must linen come back before the amendment?"),
        ("Who repairs the roof of the boat house?", "And the windows?",
         "Who repairs the windows?"),
        ("What is the budget for estates?", "And the one for linen?",
         "What is the budget for linen?"),
        ("Who led the 1998 asbestos survey?", "What about the survey of the west wing?",
         "Who led the survey of the west wing?"),
        ("What does a nurse earn?", "And a head of a ward?", "What does a head of a ward earn?"),
    ],
)  # fmt: skip
def test_a_contrasted_phrase_is_replaced(before, question, expected):
    assert read(question, (before, "", "")) == expected


def test_another_person_is_no_contrast():
    made = read("And the director?", ("Who founded the museum?", "Anton Brill", ""))
    assert "founded the director" not in made
    assert made.startswith("The director")


@pytest.mark.parametrize(
    ("before", "answer", "question", "expected"),
    [
        ("When is the fuel pier open?", "", "What does it sell?", "What does the fuel pier sell?"),
        ("Who runs the linen service?", "Quenby Textile Care Limited",
         "When does their contract end?", "When does Quenby Textile Care Limited's contract end?"),
        ("Who is the harbour master?", "Greta Sorn", "When did she take office?",
         "When did Greta Sorn take office?"),
        ("Who chaired the governance panel in June?", "Ruth Perrigo", "When does it meet again?",
         "When does the governance panel meet again?"),
        ("What did the crew notice?", "", "How did they die?", "How did the crew die?"),
        ("Which ward has most beds?", "Hazel", "When was it closed?", "When was Hazel closed?"),
        ("Which architect made a design?", "Gottfried Semper", "Why was it rejected?",
         "Why was the design rejected?"),
        ("How many MWh of gas did we use?", "", "Why did it go down?", "Why did gas go down?"),
        ("Where may visitors stay under the 2019 policy?", "", "When was that policy withdrawn?",
         "When was the 2019 policy withdrawn?"),
        ("When do parking permits run out?", "", "What does a full one cost?",
         "What does a full parking permit cost?"),
        ("How many samples were taken in the 1998 survey?", "64", "How many were positive?",
         "How many samples were positive in the 1998 survey?"),
        ("How long may visitors stay in critical care?", "", "Could they bring flowers there?",
         "Could visitors bring flowers in critical care?"),
        ("Who gave the necklace to Hortense?", "Napoleon", "When did he give it to her?",
         "When did Napoleon give the necklace to her?"),
    ],
)  # fmt: skip
def test_a_pronoun_is_replaced(before, answer, question, expected):
    assert read(question, (before, answer, "")) == expected


@pytest.mark.parametrize(
    ("before", "answer", "question", "expected"),
    [
        ("Who praised Kim for the visit?", "initial reports", "when?",
         "When was Kim praised for the visit?"),
        ("Who founded the Brill Museum?", "Anton Brill", "When?",
         "When was the Brill Museum founded?"),
        ("Who built the tower block?", "", "why?", "Why was the tower block built?"),
        ("Who is borrowing wheelchair 12?", "", "From when?",
         "From when is someone borrowing wheelchair 12?"),
        ("Who repairs the roof?", "The landlord", "why?",
         "Why is it that someone repairs the roof?"),
        ("When does the panel meet again?", "8 July", "Where?", "Where does the panel meet again?"),
        ("Which biologist first proposed that?", "Mereschkowski", "when?",
         "When was it that the biologist first proposed that?"),
    ],
)  # fmt: skip
def test_a_question_word_takes_the_clause_before(before, answer, question, expected):
    assert read(question, (before, answer, "")) == expected


def test_an_ordinal_is_the_item_of_a_list_in_its_place():
    listed = PastTurn("Which returns are late?", items=("Hip diary", "Knee register"))
    assert completed("Who leads the second one?", [listed]).read == "Who leads Knee register?"
    named = PastTurn("Which wards does it describe?", False, "Hazel and Larch wards")
    assert completed("How many beds has the first of them?", [named]).read == (
        "How many beds has Hazel?"
    )


@pytest.mark.parametrize("question", ["Who is the director?", "What is on the agenda?"])
def test_a_noun_without_a_name_is_read_as_typed_and_retrieved_with_the_topic(question):
    before = PastTurn("Who founded the Brill Museum?", False, "Anton Brill", "", "Guide")
    meant = completed(question, [before])
    assert meant.read == question
    assert "Brill Museum" in meant.retrieve
    assert "Guide" in meant.retrieve


@pytest.mark.parametrize(
    "question",
    [
        "How many people had Harrowmere enrolled by the end of May?",
        "What is the deposit for the equipment loan in 2025?",
        "Changing the subject: how long must my password be?",
    ],
)
def test_a_question_with_its_own_subject_is_left_alone(question):
    before = PastTurn("Who founded the Brill Museum?", False, "Anton Brill", "", "Guide")
    meant = completed(question, [before])
    assert (meant.read, meant.retrieve, meant.depends) == (question, question, False)


def test_the_words_of_the_source_are_not_read():
    turn = PastTurn("Who praised the visit to Lisbon?", False, LONG, LONG)
    for question in ("when?", "And why was it praised?", "And the mayor?", "What about Porto?"):
        assert "sentence of the source" not in completed(question, [turn]).read
