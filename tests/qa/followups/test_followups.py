import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.followups import Completion, PastTurn, completed
from qa.followups.dependence import Dependence, clause, dependence_of, unmarked
from qa.followups.rewrite import with_topic, without_topic
from qa.followups.words import content, names
from qa.question import MAX_QUESTION_CHARACTERS

VISIT = "Why was Kim's visit to Beijing announced in advance?"
NEAR = (
    "Kim's visit to Beijing was announced in advance. He was criticised by Ann Lee for the visit."
)
SOME = (
    "and but what about who why when he it his her they the body of in by whom 2019 1949 Tesla "
    "Ann Lee ( ) ? ?( , ; ’s \u202e 😀 ß İ ﬁ that there one this was did is how many which first "
    "second before after 2024/25 for with 10"
)
WORDS = SOME.split()
QUESTIONS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS)).map(" ".join))
ITEMS = st.lists(QUESTIONS, max_size=3).map(tuple)
TURNS = st.lists(
    st.builds(PastTurn, QUESTIONS, st.booleans(), QUESTIONS, QUESTIONS, QUESTIONS, ITEMS),
    max_size=3,
)


def after(first, answer="", nearby="", *later):
    """What is read for each of ``later``, after the ones before it as turns without an answer."""
    said = [PastTurn(first, False, answer, nearby)]
    read = []
    for question in later:
        meant = completed(question, said)
        read.append(meant.read)
        said.append(PastTurn(meant.read, meant.depends))
    return read


@settings(max_examples=300, deadline=None)
@given(QUESTIONS, TURNS)
def test_any_text_is_completed_to_questions_of_allowed_length(question, turns):
    meant = completed(question, turns)
    assert meant == completed(question, turns)
    for text in (meant.read, meant.retrieve):
        assert len(text) <= max(len(question), MAX_QUESTION_CHARACTERS)
        assert bool(text.strip()) == bool(question.strip())
    assert meant.depends or meant == Completion(question, question, False)


@given(QUESTIONS)
def test_nothing_is_completed_without_turns(question):
    assert completed(question, []) == Completion(question, question, False)


@given(
    st.sampled_from(["Who", "When", "Where", "Why", "How"]),
    st.sampled_from(["was", "did", "could"]),
    st.sampled_from(["Marie Curie", "the Eiffel Tower", "Lisbon"]),
    st.sampled_from(["seen", "end", "change his mind", "look like before it burnt"]),
    TURNS,
)
def test_a_question_with_its_own_name_is_read_as_typed(who, helper, name, rest, turns):
    question = f"{who} {helper} {name} {rest}?"
    assert completed(question, turns).read == question


def test_a_long_question_is_not_made_longer_than_allowed():
    long = "why " * 499 + "it?"
    assert completed(long, [PastTurn(VISIT, False, "", NEAR)]).read == long
    meant = completed("why?", [PastTurn("x " * 900 + "Lisbon?")])
    assert len(meant.read) <= MAX_QUESTION_CHARACTERS


@pytest.mark.parametrize(
    ("first", "answer", "nearby", "question", "read"),
    [
        (VISIT, "to avoid surprise", NEAR, "And who criticised it?",
         "Who criticised Kim's visit?"),
        ("Who rang the bell?", "Ann", "Ann rang the bell.", "why?",
         "Why was it that someone rang the bell?"),
        ("When was the bridge in Lisbon opened?", "1966", "", "why?",
         "Why was the bridge in Lisbon opened?"),
        ("What did Apple report as revenue in 2018?", "", "", "what about 2019?",
         "What did Apple report as revenue in 2019?"),
        ("What did Apple report as revenue in 2018?", "", "", "and Microsoft?",
         "What did Microsoft report as revenue in 2018?"),
        ("How long does it take to cross the Alps?", "", "", "and what about the Andes?",
         "How long does it take to cross the Andes?"),
        ("What does a pilot earn in Chile?", "", "", "and with ten years of service?",
         "What does a pilot earn in Chile with ten years of service?"),
        ("who wrote Hamlet", "William Shakespeare", "", "when was he born",
         "When was William Shakespeare born"),
        ("who wrote Hamlet", "William Shakespeare", "", "and his wife?",
         "William Shakespeare's wife?"),
        ("When did the Titanic sink?", "1912", "The crew of the Titanic", "who led the crew?",
         "who led the crew?"),
    ],
)  # fmt: skip
def test_follow_ups(first, answer, nearby, question, read):
    assert after(first, answer, nearby, question) == [read]


def test_the_topic_lasts_over_several_follow_ups():
    second, third = after("When did the Titanic sink?", "1912", "", "why?", "who saw it?")
    assert second == "Why did the Titanic sink?"
    assert third == "Who saw the Titanic?"


def test_a_new_topic_is_followed():
    *_, last = after(VISIT, "", NEAR, "When did the Titanic sink?", "why?")
    assert last == "Why did the Titanic sink?"


@pytest.mark.parametrize(
    "question",
    [
        "Which actor lost his hat?", "How long does it take to cross a river?",
        "What is the role of teachers in schools?", "Before he died, what did Tesla build?",
        "What is that power that enables us to love?", "How many kinds of moss are there?",
        "So who is responsible for safety at a plant?", "photosynthesis", "Thanks", "?!",
        "What other inventor did he work with?",
    ],
)  # fmt: skip
def test_these_are_read_as_typed(question):
    plants = PastTurn("What do ferns need?", False, "shade", "Ferns need shade.")
    assert completed(question, [plants]).read == question


def test_a_completed_question_is_not_completed_again():
    made = "Who criticised it (Kim's visit to Beijing announced in advance)?"
    turns = [PastTurn(VISIT, False, "", NEAR), PastTurn(made, True)]
    assert completed(made, turns) == Completion(made, made, False)
    main, topic = without_topic(made)
    assert (main, topic) == (
        "Who criticised it?", "Kim's visit to Beijing announced in advance",
    )  # fmt: skip


def test_kinds_of_leaning():
    near = frozenset(content("the crew smelt smoke"))
    kinds = {
        "why?": Dependence.BARE, "by whom?": Dependence.BARE, "what about 2019?": Dependence.ABOUT,
        "Purpose?": Dependence.FRAGMENT, "created by whom?": Dependence.FRAGMENT,
        "Who handed him over?": Dependence.PRONOUN, "When was that announced?": Dependence.PRONOUN,
        "what did the crew smell?": Dependence.DEFINITE,
        "And what did a cook drop?": Dependence.DEFINITE, "what did the cook drop?": Dependence.NOT,
        "Who wrote Hamlet?": Dependence.NOT,
    }  # fmt: skip
    assert {question: dependence_of(question, near) for question in kinds} == kinds


def test_names_and_marks():
    assert [VISIT[a:b] for a, b in names(VISIT)] == ["Kim's", "Beijing"]
    assert names("Created by whom?") == []
    assert unmarked("And, what about Jones?") == ("Jones?", True)
    assert unmarked("Android sales?") == ("Android sales?", False)
    assert clause("Changing the subject: how long is it?") == "how long is it?"
    assert clause("The ratio 3:2?") == "The ratio 3:2?"
    assert without_topic(with_topic("who?", ["a (b", "a) (c)"])) == ("Who?", "a b; a c")
    assert with_topic("who?", ["a b", "a b c"]) == "Who (a b c)?"
