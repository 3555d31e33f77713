import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question_kind import JUDGEMENTS, KINDS, kind_of

EXAMPLES = {
    "Why was the visit announced in advance?": "why",
    "What was the reason for closing the bridge?": "why",
    "How come the ferry is late?": "why",
    "Can you tell me why the ferry is late?": "why",
    "How is the lock opened?": "how",
    "In what way were the stones joined?": "how",
    "Which harbours have a crane?": "list",
    "What are the conditions of the lease?": "list",
    "List the members of the board": "list",
    "What three things must a visitor bring?": "list",
    "Can dogs come on board?": "yes-no",
    "Doesn't the policy cover boats?": "yes-no",
    "Does clause 4 cover boats?": "yes-no",
    "Which is cheaper, the ferry or the bridge?": "compare",
    "Who is older, Ann or Ben?": "compare",
    "Which was built first, the lock or the mill?": "compare",
    "What makes slate better than thatch?": "compare",
    "What happens when more than 3 per cent is lost?": "other",
    "When did the lock open?": "when",
    "In what year did the lock open?": "when",
    "Who repaired the lock?": "who",
    "Where does the ferry land?": "where",
    "How many boats pass each day?": "how-many",
    "How long may a boat stay?": "how-many",
    "What is a sluice?": "definition",
    "What does condition grade D mean?": "definition",
    "What is the fee for a sluice?": "other",
    "What does clause 6.2 say?": "clause",
    "What must be done under section 9 of the policy?": "clause",
    "mooring fee winter": "keyword",
    "Tell me who repaired the lock": "who",
    "What rather than oil drives the pump?": "other",
}


@pytest.mark.parametrize("question", EXAMPLES)
def test_the_kind_of_a_question(question):
    assert kind_of(question) == EXAMPLES[question]


@given(st.text(max_size=2000))
def test_any_text_has_a_kind(text):
    assert kind_of(text) in KINDS


def test_spaces_and_case_do_not_count():
    assert kind_of("  WHY\n was it shut ") == "why"
    assert set(KINDS) > JUDGEMENTS


@pytest.mark.parametrize("text", ["a" * 2000, "what " * 400, "which was " * 200, "who is or "])
def test_long_questions_take_no_time(text):
    assert kind_of(text) in KINDS
