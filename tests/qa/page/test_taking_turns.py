"""Questions that wait: each person in turn, an end to the line, and nothing for who left."""

import json
import threading
import time

import httpx
import pytest

from qa.page import taking_turns
from qa.page.shared import CONCURRENT_QUESTIONS
from qa.page.web import front
from qa.page.web.turns import Turns
from qa.wanted import check_wanted
from tests.qa.page.fake_bot import FakeBot
from tests.qa.page.web.serving import serving


class SlowBot(FakeBot):
    """Takes some time for each question."""

    seconds = 0.3
    at_once = most = finished = 0

    def conversation(self):
        return self

    def ask(self, question, documents=None, min_confidence=None, *, as_typed=False):
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        answer = super().ask(question, documents, min_confidence, as_typed=as_typed)
        end = time.monotonic() + (0.1 if question == "moon?" else self.seconds)
        try:
            while time.monotonic() < end:
                time.sleep(0.01)
                check_wanted()
        finally:
            self.at_once -= 1
        self.finished += 1
        return answer


@pytest.fixture
def bot():
    return SlowBot()


@pytest.fixture
def address(bot):
    with serving(bot) as url:
        yield url


@pytest.fixture
def listener(address):
    """The number of the listener that takes a typed question."""
    for dependency in httpx.get(f"{address}/config").json()["dependencies"]:
        if any(event == "submit" for _, event in dependency["targets"]):
            return dependency["id"]
    return None


@pytest.fixture(autouse=True)
def patient_tabs(monkeypatch):
    """As many questions of one tab as of one person may wait."""
    monkeypatch.setattr(Turns.__init__, "__defaults__", (150, 25, 25))


def join(address, listener, tab, question):
    body = {"data": [question, None, None], "fn_index": listener, "session_hash": tab}
    return httpx.post(f"{address}/gradio_api/queue/join", json=body, timeout=30)


def messages(address, tab):
    """All events of a tab until its stream ends."""
    url, end, told = (
        f"{address}/gradio_api/queue/data?session_hash={tab}",
        time.monotonic() + 60,
        [],
    )
    with httpx.stream("GET", url, timeout=60) as stream:
        for line in stream.iter_lines():
            assert time.monotonic() < end, told
            if line.startswith("data: "):
                told.append(json.loads(line[6:]))
    return told


def test_one_question_does_not_wait_for_all_of_another(address, listener, bot):
    for number in range(20):
        assert join(address, listener, "flood", f"flood {number}?").status_code == 200
    flood = threading.Thread(target=messages, args=(address, "flood"))
    flood.start()
    time.sleep(0.1)
    before = len(bot.asked)
    join(address, listener, "ada", "moon?")
    assert "Spring tides come at new" in json.dumps(messages(address, "ada"))
    assert bot.asked.index("moon?") <= before + 4  # those that were next while it came in
    flood.join()
    assert len(bot.asked) == 21


def test_nothing_is_computed_for_who_left(address, listener, bot, monkeypatch):
    monkeypatch.setattr(taking_turns, "GRACE_SECONDS", 1.0)
    bot.seconds = 30
    for number in range(20):
        join(address, listener, "left", f"left {number}?")
    join(address, listener, "ada", "moon?")
    assert "Spring tides come at new" in json.dumps(messages(address, "ada"))
    time.sleep(0.5)
    assert bot.finished == 1


def test_nothing_is_computed_for_a_stream_that_was_closed(address, listener, bot):
    bot.seconds = 30
    for number in range(20):
        join(address, listener, "left", f"left {number}?")
    url = f"{address}/gradio_api/queue/data?session_hash=left"
    with httpx.stream("GET", url, timeout=60) as stream:
        next(stream.iter_lines())
    assert len(bot.asked) == CONCURRENT_QUESTIONS
    time.sleep(1.5)
    assert len(bot.asked) <= 8 and bot.finished == bot.at_once == 0


def test_what_is_being_computed_for_who_leaves_is_given_up(address, listener, bot, monkeypatch):
    monkeypatch.setattr(taking_turns, "GRACE_SECONDS", 3.0)
    bot.seconds = 30
    join(address, listener, "left", "left?")
    url = f"{address}/gradio_api/queue/data?session_hash=left"
    with httpx.stream("GET", url, timeout=60) as stream:
        next(stream.iter_lines())
    with pytest.raises(httpx.ReadTimeout):
        body = {"data": ["left too?", None]}
        httpx.post(f"{address}/gradio_api/run/ask", json=body, timeout=0.5)
    begin = time.monotonic()
    while bot.at_once and time.monotonic() - begin < 15:
        time.sleep(0.05)
    assert bot.asked == ["left?", "left too?"] and bot.at_once == bot.finished == 0
    join(address, listener, "ada", "moon?")
    shown = json.dumps(messages(address, "ada"))
    assert "Spring tides come at new" in shown and "failed" not in shown


def test_a_full_line_is_said_on_the_page(address, listener, bot):
    bot.seconds = 1.0
    for number in range(40):
        answer = join(address, listener, "many", f"many {number}?")
    assert answer.status_code == 200
    shown = json.dumps(messages(address, "many"))
    assert "of your questions are waiting already" in shown


def test_a_person_has_so_many_events_at_once(address, listener, bot, monkeypatch):
    monkeypatch.setattr(front, "MOST_EVENTS", 5)
    bot.seconds = 1.0
    assert [join(address, listener, "a", f"{n}?").status_code for n in range(6)][4:] == [200, 503]


def test_a_program_that_leaves_is_not_computed_for(address, bot):
    bot.seconds = 0.5
    call = f"{address}/gradio_api/run/ask"

    def ask(number):
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(call, json={"data": [f"left {number}?", None]}, timeout=0.2)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(2)
    assert len(bot.asked) <= 6 and bot.most <= 2
    assert httpx.post(call, json={"data": ["moon?", None]}, timeout=30).json()["data"][0]["found"]
