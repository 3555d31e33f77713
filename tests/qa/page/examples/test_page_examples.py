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
        ("The Board approved £14.8 million for the year.", None),
        (
            "The Board approved a sum of £14.8 million, as asked.",
            "Who approved a sum of £14.8 million?",
        ),
        (
            "President Xi praised Kim for making headway with the US.",
            "Who praised Kim for making headway with the US?",
        ),
        ("Maria Holt is the head of people.", "Who is Maria Holt?"),
        (
            "The car park has 120 spaces, of which 12 are wide.",
            "How many spaces does the car park have?",
        ),
        ("The monthly charge is £2,400.", "How much is the monthly charge?"),
        (
            "Employees may take up to 5 days of paid leave a year.",
            "How many days of paid leave may employees take?",
        ),
        (
            "Employees must give four weeks' notice of leave.",
            "How much notice must employees give?",
        ),
        # Initials say who it was only to those who know.
        ("NC said that the roof leaks in winter.", None),
        ("Ms N.C. said that the roof leaks in winter.", None),
        ("Ann Li said that the roof leaks in winter.", "What did Ann Li say?"),
        # Seen on documents: odd names, wrong kinds, figures cut.
        ("Something should be said about paper, because it took time.", None),
        ("Hazel's was a single side of A4.", None),
        ("Printing took until March, since rules had to change.", None),
        ("Removal will begin with the boiler house on 2 November.", None),
        ("The cracked gauge glass is a small part.", None),
        ("The Water Safety Group met six times.", None),
        ("None happened on the stairs; seven happened at night.", None),
        ("The window had been opened on the 15th, because of the heat.", None),
    ],
)
def test_sentences_become_questions(sentence, question):
    first = sentence.partition(". ")[0].rstrip(".") + "."
    assert next((phrased.question for phrased in questions(first, sentence)), None) == question


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Backlog is the cost of repairs.", ["What is backlog?"]),
        ("We met on Hazel. Hazel is a ward.", ["What is Hazel?"]),
        ("MISTLE is a trial.", ["What is MISTLE?"]),
        ("Wednesday is the day of the market.", []),
        ("We met in March. Mondays are the busiest of all. March is the month of tests.", []),
        ("We met on Ash Wednesday. Ash Wednesday is a feast.", ["What is Ash Wednesday?"]),
        ("The reason was given in 1931.", []),
        ("The last review was completed in 2023.", []),
        ("The window was opened in 1931.", []),
        ("The window was opened in 1931. Rain came in by the window.",
         ["When was the window opened?"]),
        ("The staff permit scheme was changed in 2024.",
         ["When was the staff permit scheme changed?"]),
    ],
)  # fmt: skip
def test_questions_are_clear_without_their_sentence(text, asked):
    assert [each.question for each in candidates(document(text, "A title"))] == asked


class KnowsAnswers(FakeBot):
    """Answers "What is X?" with the sentence on X."""

    def ask(self, question, documents=None):
        name = question.removeprefix("What is ").removesuffix("?")
        return super().ask(f"{name} is a planet", documents)


def texts():
    return "".join(f"PLANET{n} is a planet.\n" for n in range(9))


def test_only_answered_questions_are_kept_and_always_the_same():
    bot = KnowsAnswers([document(texts(), "Planets"), document("Nothing to ask.", "Empty")])
    found = examples(bot)
    # Each sentence gives one example at most, and not all begin alike.
    assert found == examples(bot) == ("What is PLANET0?", "What is PLANET1?")
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
        assert one.text[span.start : span.end] == f"PLANET{number} is a planet."
