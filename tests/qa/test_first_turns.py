"""The first turn of a conversation is answered as the same question asked alone."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.qa.small_bot import make_bot

TEXT = "who what kelp urchins otters tide noon boats snow road school and it the Ben ? 2025"
WORDS = TEXT.split()
QUESTIONS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    with make_bot(tmp_path_factory.mktemp("first")) as bot:
        yield bot


def timeless(answer):
    return replace(answer, milliseconds={})


@settings(max_examples=60, deadline=None)
@given(QUESTIONS)
def test_the_first_turn_is_the_question_asked_alone(bot, question):
    alone = timeless(bot.ask(question))
    chat = bot.conversation()
    assert timeless(chat.ask(question)) == alone
    chat.clear()
    assert timeless(chat.ask(question)) == alone
    assert timeless(bot.conversation().ask(question, as_typed=True)) == alone


@settings(max_examples=30, deadline=None)
@given(QUESTIONS, QUESTIONS)
def test_a_turn_that_stands_alone_is_the_question_asked_alone(bot, first, second):
    chat = bot.conversation()
    chat.ask(first)
    answer = chat.ask(second)
    if not answer.depends:
        assert timeless(answer) == timeless(bot.ask(second))
