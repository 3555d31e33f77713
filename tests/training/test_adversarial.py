"""Each rule on handmade questions: its changes, and when it does not apply."""

import random

import pytest

from training.reader import adversarial as module
from training.reader.adversarial import changed, names_of

SEEDS = range(60)


def results(rule, question, passage, *names):
    """All changes of a question by one rule, over many seeds."""
    made = getattr(module, rule)
    return {made(question, passage, *names, random.Random(seed)) for seed in SEEDS}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("When did Napoleon leave Elba?", ["Napoleon", "Elba"]),
        ("Where is the Bay of Fundy?", ["Bay of Fundy"]),
        ("In Paris she met Anna Lee.", ["Paris", "Anna Lee"]),
        ("Which King von Trapp sang?", ["King von Trapp"]),
        ("Anna Lee sang.", ["Anna Lee"]),
        # one word that begins a sentence, or a quotation, may be any word
        ("Rain fell. Snow fell.", []),
        ("He said “Yes” to (Maybe) me.", []),
        ("What is it?", []),
        ("Was I a K?", []),
        ("", []),
        ("where did Jean-Luc go", ["Jean-Luc"]),
    ],
)
def test_names(text, names):
    assert names_of(text) == names


def test_another_name_is_of_as_many_words_and_not_in_the_passage():
    names = ("Elba", "Corsica", "Anna Lee", "napoleon", "Wellington")
    passage = "Then Napoleon fled from ELBA to corsica."
    made = results("_other_name", "Where did Napoleon flee from?", passage, names)
    assert made == {"Where did Wellington flee from?"}
    made = results("_other_name", "Who was Emma Hart?", "So Emma Hart was.", names)
    assert made == {"Who was Anna Lee?"}


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("Where did Caesar flee?", "Then Napoleon fled."),  # not a name of the passage
        ("Where did he flee?", "Then Napoleon fled."),
        ("Where did Napoleon flee?", "Then Napoleon fled to Wellington."),  # nothing to take
        ("Who was Emma Hart?", "So Emma Hart was."),
    ],
)
def test_without_another_name_there_is_none(question, passage):
    assert results("_other_name", question, passage, ("Wellington",)) == {None}


def test_two_names_trade_places():
    made = results("_trade_places", "Did France beat Spain in Lyon?", "It rained.")
    assert made == {
        "Did Spain beat France in Lyon?",
        "Did Lyon beat Spain in France?",
        "Did France beat Lyon in Spain?",
    }


def test_one_name_gives_way_to_another_of_the_passage():
    passage = "In May, France lost to Spain; New France did not."
    assert results("_trade_places", "When did France lose?", passage) == {
        "When did May lose?",
        "When did Spain lose?",
    }


@pytest.mark.parametrize(
    "question",
    [
        "Did France and Spain fight?",
        "Was it France or Spain?",
        "Was there peace between France, Spain?",
        "Does a road connect France to Spain?",
        "What connects France to Spain?",
        "Did France agree with Spain?",
        "Was it that France is older than Spain?",
    ],
)
def test_names_that_stand_as_equals_do_not_trade_places(question):
    assert results("_trade_places", question, "It rained.") == {None}
    # But one of them gives way to another name.
    made = results("_trade_places", question, "In the end France and Spain met Malta.")
    assert made == {question.replace("France", "Malta"), question.replace("Spain", "Malta")}


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("When did France lose?", "In the end France lost."),
        ("When did Malta lose?", "In May, France lost to Spain."),
        ("When did they lose?", "In May, France lost to Spain."),
        ("Did New York leave York?", "They say it did."),
    ],
)
def test_without_two_names_none_trade_places(question, passage):
    assert results("_trade_places", question, passage) == {None}


def test_a_year_becomes_another_that_the_passage_does_not_have():
    taken = " ".join(str(year) for year in range(1790, 1911) if year != 1871)
    made = results("_other_number", "What fell in 1850?", taken)
    assert made == {None, "What fell in 1871?"}
    years = {
        int(one.removeprefix("What fell in ").removesuffix("?"))
        for one in results("_other_number", "What fell in 1850?", "In 1850, all.")
    }
    assert years <= set(range(1790, 1911)) - {1850}
    assert min(years) < 1850 < max(years)


@pytest.mark.parametrize(
    ("question", "passage", "made"),
    [
        ("Who won 3 games?", "Ann won 3 games.", {"4", "5", "6"}),
        ("Who won 3 games?", "Ann won 3 games, Bob 5.", {"4", "6"}),
        ("Who won 10 games?", "Ann won 10.", {"11", "12", "13", "14", "15"}),
        ("Who won 2.5 games?", "", {f"{whole}.5" for whole in range(3, 12)}),
    ],
)
def test_a_number_becomes_a_larger_one(question, passage, made):
    number = next(word for word in question.split() if word[0].isdigit())
    expected = {question.replace(number, new) for new in made}
    assert results("_other_number", question, passage) == expected


def test_a_number_with_thousands_stays_large_and_alone_changes():
    made = results("_other_number", "Which of 12,000 men came?", "12,000 men were there.")
    numbers = {int(one.removeprefix("Which of ").removesuffix(" men came?")) for one in made if one}
    assert len(numbers) > 10
    assert all(12_000 < number <= 18_000 for number in numbers)
    either = results("_other_number", "Who won 1 of 2?", "")
    assert either == {f"Who won {n} of 2?" for n in (2, 3, 4)} | {
        f"Who won 1 of {n}?" for n in (3, 4, 5)
    }


@pytest.mark.parametrize("question", ["Who won?", "Who was the 3rd?", "What of the 1990s?"])
def test_without_a_number_none_changes(question):
    assert results("_other_number", question, "In 1990 it was 3.") == {None}


@pytest.mark.parametrize(
    ("question", "made"),
    [
        # "never" after a subject question word only; else that draw gives nothing
        ("When did the king leave?", {"When didn't the king leave?", None}),
        ("Who was king?", {"Who wasn't king?", "Who was never king?"}),
        ("Which kings were old?", {"Which kings weren't old?", "Which kings were never old?"}),
        ("What can fly?", {"What can't fly?", "What can never fly?"}),
        ("Where could it fly?", {"Where couldn't it fly?", None}),
        ("Is it old?", {"Isn't it old?", None}),
        ("Can it fly?", {"Can't it fly?", None}),
        ("Which king left?", {None}),
    ],
)
def test_negation(question, made):
    assert results("_negation", question, "It was.") == made


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("Who did not come?", "All did."),
        ("Who didn't come?", "All did."),
        ("Who didn’t come?", "All did."),
        ("Who was never there?", "All were."),
        ("What cannot fly?", "It can."),
        ("Who did come without shoes?", "All did."),
        ("Who was no king?", "All were."),
        # what is denied may be just what such a passage says
        ("Who did come?", "Ann did not."),
        ("Who did come?", "Ann didn’t."),
    ],
)
def test_what_is_negated_is_left_alone(question, passage):
    assert results("_negation", question, passage) == {None}


@pytest.mark.parametrize(
    ("question", "passage", "made"),
    [
        ("What is the largest town?", "Rome.", {"What is the smallest town?"}),
        ("What is the largest town?", "Rome, not the Smallest.", {None}),
        ("Who came first?", "Ann.", {"Who came last?", "Who came second?"}),
        ("Who came first?", "Ann, second was Bob.", {"Who came last?"}),
        ("First in town?", "Ann.", {"Last in town?", "Second in town?"}),
        ("Who won the old cup?", "A new one.", {"Who lost the old cup?", None}),
        ("Who went there?", "Ann.", {None}),
    ],
)  # fmt: skip
def test_antonyms(question, passage, made):
    assert results("_antonym", question, passage) == made


@pytest.mark.parametrize(
    ("question", "made"),
    [
        (
            "How long was the first war?",
            {"How long was the last war?", "How long was the second war?"},
        ),
        ("How long was it?", {None}),
        ("how old was it?", {None}),
        ("How was the old cup?", {"How was the new cup?"}),
        ("Where was the cup found?", {None}),
        ("Where in Rome did they say it was found?", {None}),
        ("Who helped to found it?", {"Who helped to abolish it?"}),
        ("What is the sea like?", {None}),
        ("Who does like the sea?", {"Who does dislike the sea?"}),
        ("Who sang the new song?", {None}),
        ("Who sang the newer song?", {None}),
        ("Who was the former pope?", {"Who was the new pope?"}),
    ],
)
def test_words_of_fixed_phrases_keep_their_place(question, made):
    assert results("_antonym", question, "Ann.") == made


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("Who owns the white House?", {None}),
        ("Who went to North Dover?", {None}),
        ("Who sailed north  Of it?", {None}),
        ("Who went north of Dover?", {"Who went south of Dover?"}),
        ("Who went North?", {"Who went South?"}),
        ("Who won the old Dover cup?", {"Who lost the old Dover cup?"}),
    ],
)
def test_a_word_before_a_capital_may_be_part_of_a_name(question, made):
    assert results("_antonym", question, "Ann.") == made


QUESTION = "When was Napoleon first seen in 1814 at sea?"
PASSAGE = "In 1814 Napoleon was first seen at sea near Elba."
NAMES = ("Wellington", "Elba")


def test_every_rule_is_drawn():
    made = {changed(QUESTION, PASSAGE, NAMES, random.Random(seed)) for seed in range(200)}
    numbers = {one for one in made if "1814" not in one}
    assert numbers
    assert made - numbers == {
        QUESTION.replace("Napoleon", "Wellington"),
        QUESTION.replace("Napoleon", "Elba"),
        QUESTION.replace("was", "wasn't"),
        QUESTION.replace("first", "last"),
        QUESTION.replace("first", "second"),
    }


def test_names_and_numbers_are_drawn_more_often_than_negation():
    made = [changed(QUESTION, PASSAGE, NAMES, random.Random(seed)) for seed in range(400)]
    counts = {
        "name": sum("Napoleon" not in one for one in made),
        "number": sum("1814" not in one for one in made),
        "antonym": sum("first" not in one for one in made),
        "negation": sum("wasn't" in one for one in made),
    }
    assert sum(counts.values()) == 400
    # Weights of 4 and 3, 4, 3, 1; where a rule gives nothing the others have its turn.
    assert counts["name"] > counts["number"] > counts["negation"]
    assert counts["name"] > counts["antonym"] > 2 * counts["negation"]


def test_the_seed_decides():
    one, again, other = (
        [changed(QUESTION, PASSAGE, NAMES, rng) for _ in range(40)]
        for rng in (random.Random(5), random.Random(5), random.Random(6))
    )
    assert one == again != other


def test_a_question_to_which_no_rule_applies_gives_none():
    for seed in SEEDS:
        rng = random.Random(seed)
        assert changed("Who went there?", "Ann went there.", NAMES, rng) is None
        # negation would apply to the question, but what it denies may be said here
        assert changed("Who did go?", "Ann did not.", NAMES, rng) is None


def test_a_rule_that_does_not_apply_leaves_the_turn_to_others():
    made = {changed("Who sat first?", "A pear.", NAMES, random.Random(seed)) for seed in SEEDS}
    assert made == {"Who sat last?", "Who sat second?"}
