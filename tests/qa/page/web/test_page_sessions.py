"""Logging in and out."""

import asyncio
import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from qa.page.handlers.chat import Handlers
from qa.page.web import attempts, gradio_streams
from qa.page.web.access import Login
from qa.page.web.attempts import Attempts, Devices, network_of
from tests.qa.page.fake_bot import DOCUMENTS, FakeBot
from tests.qa.page.web.serving import serving

RIGHT = {"username": "ada", "password": "secret"}
WRONG = {"username": "ada", "password": "Secret"}


@pytest.fixture
def address():
    with serving(FakeBot(), login=Login("ada", "secret")) as url:
        yield url


@contextlib.contextmanager
def person(address):
    """A browser that has logged in."""
    with httpx.Client(base_url=address, timeout=30) as client:
        assert client.post("/login", data=RIGHT).json() == {"success": True}
        assert client.get("/config").status_code == 200
        yield client


def test_a_session_ends_alone_and_only_by_its_own_wish(address):
    with person(address) as ada, person(address) as bob:
        for headers in (
            {"Sec-Fetch-Site": "cross-site"}, {"Referer": "http://evil.example/"}, {},
        ):  # fmt: skip
            assert ada.get("/logout", headers=headers).status_code == 200
            assert ada.get("/logout/?all_session=true", headers=headers).status_code == 200
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
            assert ada.post("/logout", headers=headers).status_code == 403
        assert ada.get("/config").status_code == 200
        kept = dict(ada.cookies)
        assert ada.post("/logout", headers={"Origin": address}).status_code == 303
        assert ada.get("/config").status_code == 401
        assert bob.get("/config").status_code == 200
    with httpx.Client(base_url=address, cookies=kept) as thief:
        assert thief.get("/config").status_code == 401


def test_no_cookie_can_be_read_by_scripts_or_sent_by_other_sites(address):
    answer = httpx.post(f"{address}/login", data=RIGHT)
    for cookie in answer.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie and "samesite" in cookie.lower()
        assert "samesite=none" not in cookie.lower()


@pytest.mark.parametrize("data", [None, {}, WRONG, {"username": "ada"}, {"password": "secret"}])
def test_what_is_no_login_opens_nothing(address, data):
    answer = httpx.post(f"{address}/login", data=data)
    assert answer.status_code == 400 and "set-cookie" not in answer.headers
    assert "detail" in answer.json()


def test_guessing_is_slowed_and_logged_but_locks_nobody_out(address, monkeypatch, caplog):
    monkeypatch.setattr(attempts, "SECONDS_APART", 0.3)
    with person(address) as ada:
        begin = time.monotonic()
        for _ in range(attempts.FREE + 5):
            assert httpx.post(f"{address}/login", data=WRONG).status_code == 400
        assert time.monotonic() - begin > 4 * 0.3
        assert sum("wrong password from 127.0.0.1" in line for line in caplog.messages) == 10
        assert "Secret" not in caplog.text
        # Who is in stays in; who knows the password comes in, also from there.
        assert ada.get("/config").status_code == 200
        with person(address):
            pass


def line_of(tries, name="1.2.3.4"):
    for _ in range(attempts.FREE):
        tries.was_wrong(name)
    return name


def test_the_line_of_one_address_has_an_end_and_is_nobody_elses(monkeypatch):
    monkeypatch.setattr(attempts, "SECONDS_APART", 60.0)

    async def crowd():
        tries = Attempts()
        name = line_of(tries)
        waiting = [asyncio.ensure_future(tries.turn(name)) for _ in range(attempts.MOST_WAITING)]
        await asyncio.sleep(0)
        assert not await tries.turn(name)
        assert await asyncio.wait_for(tries.turn("4.3.2.1"), 1)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        monkeypatch.setattr(attempts, "FORGET_SECONDS", 0)
        assert await asyncio.wait_for(tries.turn(name), 1)

    run(crowd())


def test_guesses_at_once_are_not_faster(monkeypatch):
    monkeypatch.setattr(attempts, "SECONDS_APART", 0.2)

    async def crowd():
        tries = Attempts()
        name = line_of(tries)
        await asyncio.gather(*(tries.turn(name) for _ in range(5)))

    begin = time.monotonic()
    run(crowd())
    assert time.monotonic() - begin > 4 * 0.2


def run(coroutine):
    """Run it in a loop of its own; the browser's session holds one in this thread."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, coroutine).result()


def test_a_browser_is_known_by_a_cookie_that_cannot_be_made_up():
    devices = Devices(b"key")
    cookie = devices.issue()
    assert devices.known(cookie) == devices.known(cookie) is not None
    for made_up in ("", ".", "a.b", cookie + "0", cookie[1:], "é.ü", Devices(b"other").issue()):
        assert devices.known(made_up) is None


def test_an_address_is_a_network_where_addresses_cost_nothing():
    assert network_of("1.2.3.4") == network_of("::ffff:1.2.3.4") == "1.2.3.4"
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") == "2001:db8::"
    assert len(network_of("x" * 5_000)) == 100


@pytest.mark.slow
def test_no_listener_shows_or_keeps_anything_of_another_owner(monkeypatch):
    """Each is called as a program may: without a session, or with that of another listener."""
    monkeypatch.setattr(gradio_streams, "HOLD_SECONDS", 0.0)
    bot = FakeBot()
    asked = list(Handlers(bot).ask("Kelp grows up", None))[-1].session  # at the machine itself
    with serving(bot, login=Login("ada", "secret")) as url, person(url) as ada:
        listeners = [
            dependency["id"]
            for dependency in ada.get("/config").json()["dependencies"]
            if dependency["backend_fn"]
            and {event for _, event in dependency["targets"]} & {"select", "read", "history"}
        ]
        presses = [
            {"action": "read", "read": DOCUMENTS[1].id}, {"action": "clear"},
            *({"action": action, "id": asked.id, "title": "x"} for action in ("open", "delete")),
        ]  # fmt: skip

        def press_all(listener):
            told = ""
            for number, press in enumerate(presses):
                event = {"data": [None] * 3, "event_data": press, "fn_index": listener}
                tab = {"session_hash": f"{listener}-{number // 2}"}
                ada.post("/gradio_api/queue/join", json={**event, **tab})
                told += ada.get("/gradio_api/queue/data", params=tab).text
            return told

        with ThreadPoolExecutor(len(listeners)) as pool:
            told = "".join(pool.map(press_all, listeners))
    assert (
        len(listeners) > 8
        and "process_completed" in told
        and "Kelp grows up" not in told
        and asked.id not in told
    )
    assert [kept.title for kept in bot.conversations.list()] == ["Kelp grows up"]
