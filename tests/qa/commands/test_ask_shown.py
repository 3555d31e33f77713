"""What ``ask`` prints for people, of every kind of answer."""

import dataclasses

import pytest

from qa.answer import Answer, Searched
from qa.commands import ask
from tests.qa.page.fake_bot import DOCUMENTS, FakeBot, listed


class Opened(FakeBot):
    """Opened by ``ask`` in place of a folder."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    def ask(self, question, documents=None, min_confidence=None):
        return self.answer


@pytest.fixture
def shown(monkeypatch, capfdbinary):
    def printed(answer):
        monkeypatch.setattr(ask, "opened", lambda _: Opened(answer))
        options = dataclasses.make_dataclass(
            "Options", ["question", "document", "min_confidence", "json"]
        )("q", None, None, False)
        assert ask.ask(options) == (3 if answer.kind == "none" else 0)
        return capfdbinary.readouterr().out.decode()

    return printed


def test_items_have_the_numbers_of_their_citations(shown):
    assert shown(listed(DOCUMENTS[0], "List what urchens do")).split("[1] Kelp")[0] == (
        "Searched for “urchins”, since “urchens” stands nowhere.\n\n"
        "- Urchins [1]\n- kelp [1]\n\n"
        "These are all that is listed here.\n\n"
        "(confidence 0.80)\n\n"
        "Nothing found for: “<Who> eats otters?”.\n\n"
    )


def test_items_of_evidence_stand_below_its_heading(shown):
    answer = listed(DOCUMENTS[0], "List what urchens do")
    cited = dataclasses.replace(answer.citations[0], answer_start=None, answer_end=None)
    answer = dataclasses.replace(
        answer, kind="evidence", citations=(cited,), unanswered=(), searched=Searched(2)
    )
    assert shown(answer).startswith(
        "What the documents say about it: (confidence 0.80)\n\n- Urchins [1]\n- kelp [1]\n\n"
        "These are all that is listed here.\n\n[1] Kelp"
    )


def test_help_is_a_reply_and_nothing_else(shown):
    answer = Answer("q", "q", "help", 0.0, True, searched=Searched(2), help_topic="greeting")
    assert shown(answer) == (
        "Ask me about these 2 documents. I answer in their own words and show where they stand.\n"
    )


def test_near_forms_are_named_where_nothing_was_found_too(shown):
    searched = Searched(2, near_forms=(("towms", "towns"),))
    assert shown(Answer("towms", "towms", "none", 0.1, True, searched=searched)).startswith(
        "Searched for “towns”, since “towms” stands nowhere.\n\nI found nothing in"
    )
