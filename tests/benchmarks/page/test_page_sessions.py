"""The load benchmark in small: sessions at the real server, with a predictable bot."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.page import sessions as module
from tests.qa.page.fake_bot import FakeBot
from tests.qa.page.web.serving import serving

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address():
    with serving(FakeBot()) as url:
        yield url


def answer_of(question):
    answer = FakeBot().ask(question)
    return answer.text if answer.found else None


def test_sessions_at_the_same_time_see_their_own_conversations(address):
    asked = [["moon", "day", "moon <b>&amp;"], ["day", "nothing of this"], ["moon"] * 4]
    with ThreadPoolExecutor(3) as pool:
        seen = list(pool.map(lambda part: module._session(address, part), asked))
    for questions, session in zip(asked, seen, strict=True):
        assert session.errors == []
        assert session.turns == [(one, answer_of(one)) for one in questions]
        assert len(session.seconds) == len(questions)
        assert all(second > 0 for second in session.seconds)
    assert {answer for session in seen for _, answer in session.turns} > {None}


def test_what_a_question_meets_is_one_line(address, monkeypatch):
    monkeypatch.setattr(module, "listener", lambda config: 10_000)
    session = module._session(address, ["moon", "day"])
    assert len(session.errors) == 2
    assert not any("\n" in line for line in session.errors)
    assert (session.turns, session.seconds) == ([], [])


def test_a_page_without_a_box_is_an_error():
    config = {"dependencies": [{"id": 0, "targets": [[1, "click"]]}]}
    with pytest.raises(RuntimeError, match="no listener for submit"):
        module.listener(config)
