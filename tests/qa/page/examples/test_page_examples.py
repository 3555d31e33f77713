import pytest

from qa.page.examples.phrases import questions
from qa.page.examples.selection import WANTED, candidates, examples
from tests.qa.page.fake_bot import FakeBot, document


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The dam was built in 1931.", "When was the dam built?"),
        ("In 1931, the dam was built.", "When was the dam built?"),
        ("The road was closed because snow fell.", "Why was the road closed?"),
        ("Ada Lovelace was a writer. She was English.", "Who was Ada Lovelace?"),
        ("Mercury is the smallest planet.", "What is Mercury?"),
        ("But Ellison said it was enough.", "What did Ellison say?"),
        ("According to the log, Ann Lee rang the bell.", None),
        ("Ann Lee praised the harbour office.", "Who praised the harbour office?"),
        ("He was born in 1931.", None),
        ("Ann Lee praised what they made.", None),
        ("This is the smallest planet.", None),
    ],
)
def test_sentences_become_questions(sentence, question):
    first = sentence.partition(". ")[0].rstrip(".") + "."
    assert next((text for text, _ in questions(first, sentence)), None) == question


class KnowsAnswers(FakeBot):
    """Answers "What is X?" with the sentence on X."""

    def ask(self, question, documents=None):
        return super().ask(question.removeprefix("What is ").removesuffix("?"), documents)


def texts():
    return "".join(f"Planet{n} is a planet.\n" for n in range(9))


def test_only_answered_questions_are_kept_and_always_the_same():
    bot = KnowsAnswers([document(texts(), "Planets"), document("Nothing to ask.", "Empty")])
    found = examples(bot)
    # Each sentence gives one example at most, and not all begin alike.
    assert found == examples(bot) == ("What is Planet0?", "What is Planet1?")
    assert len(found) <= WANTED
    assert examples(FakeBot([document(texts(), "Planets")])) == ()


def test_a_failure_gives_a_page_without_examples():
    bot = KnowsAnswers([document(texts(), "Planets")])
    bot.ask = None
    assert examples(bot) == ()


def test_candidates_know_their_sentence():
    one = document(texts(), "Planets")
    for number, candidate in enumerate(candidates(one)):
        span = candidate.sentence
        assert one.text[span.start : span.end] == f"Planet{number} is a planet."
