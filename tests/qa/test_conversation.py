"""What a conversation asks its bot, and what it remembers."""

import pytest

from index.values import Document, document_id
from qa.answer import Answer, Citation
from qa.conversation import Conversation
from qa.errors import QuestionError

TEXT = "The fuel pier sells diesel. It is open from 08:00."
DOCUMENT = Document(document_id(TEXT), TEXT, "Harbour rules", ("/d/harbour.txt",))


class RecordingBot:
    """Answers with the first sentence, and keeps what it was asked."""

    def __init__(self, kind="answer"):
        self.kind, self.asked = kind, []

    def ask(self, question, documents=None, min_confidence=None, *, after=None):
        self.asked.append((question, after))
        cited = (Citation(DOCUMENT, 0, 27, 0.9, 4, 13),) if self.kind == "answer" else ()
        topic = "thanks" if self.kind == "help" else ""
        return Answer(question, question, self.kind, 0.9, True, citations=cited, help_topic=topic)


def test_what_is_read_and_what_is_retrieved_are_asked_apart():
    bot = RecordingBot()
    chat = Conversation(bot)
    chat.ask("When is the fuel pier open?")
    answer = chat.ask("What does it sell?")
    read, after = bot.asked[-1]
    assert read == answer.asked_as == "What does the fuel pier sell?"
    assert answer.question == "What does it sell?"
    assert "Harbour rules" in after.retrieve_as
    assert "diesel" not in read
    assert after.typed == "What does it sell?"


def test_the_bot_knows_what_was_cited_for_the_turn_before():
    bot = RecordingBot()
    chat = Conversation(bot)
    first = chat.ask("When is the fuel pier open?")
    assert bot.asked[-1][1] is None
    chat.ask("What does it sell?")
    assert bot.asked[-1][1].cited == first.citations
    assert bot.asked[-1][1].was_found
    assert bot.asked[-1][1].is_turn
    assert bot.asked[-1][1].near == DOCUMENT.id
    chat.ask("And the newer one?")
    assert bot.asked[-1][1].near is None  # it has a document of its own
    bot.kind = "none"
    chat.ask("What does it sell?")
    chat.ask("When?")
    assert not bot.asked[-1][1].was_found


def test_a_question_that_is_complete_is_asked_as_if_it_were_the_first():
    bot = RecordingBot()
    chat = Conversation(bot)
    for question in ("When is the fuel pier open?", "Who wrote the rules of the harbour?") * 2:
        chat.ask(question)
        assert bot.asked[-1] == (question, None)


def test_a_question_asked_as_typed_is_retrieved_as_typed():
    bot = RecordingBot()
    chat = Conversation(bot)
    chat.ask("When is the fuel pier open?")
    chat.ask("What does it sell?", as_typed=True)
    assert bot.asked[-1] == ("What does it sell?", None)


def test_thanks_between_the_turns_are_no_topic():
    bot = RecordingBot()
    chat = Conversation(bot)
    chat.ask("When is the fuel pier open?")
    bot.kind = "help"
    chat.ask("Thanks!")
    assert chat.asked_as("What does it sell?") == "What does the fuel pier sell?"


def test_a_cleared_conversation_knows_nothing():
    chat = Conversation(RecordingBot())
    chat.ask("When is the fuel pier open?")
    chat.clear()
    assert chat.turns == ()
    assert chat.asked_as("What does it sell?") == "What does it sell?"


@pytest.mark.parametrize("question", ["", " ", "x" * 2001])
def test_a_refused_question_is_no_turn(question):
    chat = Conversation(RecordingBot())
    with pytest.raises(QuestionError):
        chat.ask(question)
    assert chat.turns == ()
