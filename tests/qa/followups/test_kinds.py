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
        ("What was decided on 14 May?", "And on 10 September?",
         "What was decided on 10 September?"),
        ("What was decided on 14 May 2024?", "What about 10 September?",
         "What was decided on 10 September 2024?"),
        ("What did the board decide in May 2024?", "And in June 2023?",
         "What did the board decide in June 2023?"),
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
        ("Who replaces light bulbs?", "And locks?", "Who replaces locks?"),
        ("What is due under the 2025 policy?", "And under the old one?",
         "What is due under the old policy?"),
        ("How much did heating cost in 2024?", "What was it in 2023?",
         "How much did heating cost in 2023?"),
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
        ("Which lathe did the college choose?", "Orme 40", "What does it weigh?",
         "What does the lathe weigh?"),
        ("Which lathe did the college choose?", "the Orme", "What does it weigh?",
         "What does the Orme weigh?"),
        ("Which lathe did the board choose?", "", "When does it meet again?",
         "When does the board meet again?"),
        ("Which lathe did the board choose?", "", "Who approved it?", "Who approved the lathe?"),
        ("What roof has the council proposed?", "", "How much would it cost?",
         "How much would the roof cost?"),
        ("Which printer did the crew reject?", "Lumo", "Where is it made?",
         "Where is Lumo made?"),
        ("Which ward does the corridor adjoin?", "", "How wide is it?",
         "How wide is the corridor?"),
        ("What year did the committee approve the tunnel?", "1988", "Who designed it?",
         "Who designed the tunnel?"),
        ("What did the committee say about the tunnel?", "", "How deep is it?",
         "How deep is the tunnel?"),
        ("What did the committee say about the tunnel?", "", "When did it meet?",
         "When did the committee meet?"),
        ("How many MWh of gas did we use?", "", "Why did it go down?", "Why did gas go down?"),
        ("Where may visitors stay under the 2019 policy?", "", "When was that policy withdrawn?",
         "When was the 2019 policy withdrawn?"),
        ("When do parking permits run out?", "", "What does a full one cost?",
         "What does a full parking permit cost?"),
        ("How many samples were taken in the 1998 survey?", "64", "How many were positive?",
         "How many samples were positive in the 1998 survey?"),
        ("How long may visitors stay in critical care?", "", "Could they bring flowers there?",
         "Could visitors bring flowers in critical care?"),
        ("How do I get a new password?", "", "Do I have to change it?",
         "Do I have to change the new password?"),
        ("What would new pumps for Alder Court cost?", "", "Could a grant pay for them?",
         "Could a grant pay for new pumps for Alder Court?"),
        ("How large may an attachment be?", "", "What if it's larger?",
         "What if the attachment's larger?"),
        ("Who issues parking permits?", "", "What if mine is refused?",
         "What if my parking permit is refused?"),
        ("How many days a week does the policy allow?", "", "Why was it changed?",
         "Why was the policy changed?"),
        ("Who had the idea for the garden?", "Nadia Prowse", "What if it rains?",
         "What if it rains?"),
        ("Who looks after the lift?", "Nadia Prowse", "When does it run?",
         "When does the lift run?"),
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
        ("Whom do I tell about a lost laptop?", "the help desk", "Who else?",
         "Who else do I tell about a lost laptop?"),
        ("By how much did arrears fall in 2024?", "", "What was the reason?",
         "Why did arrears fall in 2024?"),
        ("When does the panel meet again?", "8 July", "Where?", "Where does the panel meet again?"),
        ("How many crates of fish do day boats land?", "40", "Why?",
         "Why do day boats land that many crates of fish?"),
        ("How many crates of fish do day boats land in 2023?", "40", "Why?",
         "Why do day boats land that many crates of fish in 2023?"),
        ("How much of the reserve did the club spend last year?", "a third", "Why?",
         "Why did the club spend that much of the reserve last year?"),
        ("How many crates of fish do day boats land?", "40", "When?",
         "When do day boats land crates of fish?"),
        ("How much does a mooring cost for members?", "90", "Why?",
         "Why does a mooring cost that much for members?"),
        ("How long is the lease?", "9 years", "Why?", "Why is the lease that long?"),
        ("How often is the lift serviced?", "monthly", "Since when?",
         "Since when is the lift serviced that often?"),
        ("How long did the hearing last?", "an hour", "When?", "When did the hearing last?"),
        ("How many samples were taken in May?", "64", "Why?", "Why were samples taken in May?"),
        ("Which biologist first proposed that?", "Mereschkowski", "when?",
         "When was it that the biologist first proposed that?"),
    ],
)  # fmt: skip
def test_a_question_word_takes_the_clause_before(before, answer, question, expected):
    assert read(question, (before, answer, "")) == expected


def test_one_takes_the_noun_that_the_text_has_with_its_adjective():
    asked = "How quickly are urgent repairs attended to?"
    text = "Urgent repairs are attended to at once. Routine repairs are finished within 20 days."
    assert read("What about routine ones?", (asked, "", text)) == (
        "How quickly are routine repairs attended to?"
    )


@pytest.mark.parametrize(
    "question",
    [
        "Does the supplier clean the linen before returning it?",
        "What does the committee do when a member asks it?",
        "What does the mine yield?",
    ],
)
def test_a_pronoun_that_can_stand_for_something_in_the_question_is_left(question):
    assert read(question, ("Who repairs the roof?", "", "")) == question


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


def test_a_day_alone_without_and_is_a_search_of_its_own():
    assert read("10 September 2024", ("What was decided on 14 May?", "", "")) == "10 September 2024"
