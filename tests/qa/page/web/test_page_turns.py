"""Turns of questions: fair, few, and none for nobody."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from qa.errors import AbandonedError
from qa.page.web.turns import RECENT_SECONDS, LineFullError, Turns


def finished(coroutine):
    """Its result; from a thread, since the browser's session holds a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


async def order(turns, askers):
    """Who is served when, each asker (person, tab) being in line before the first ends."""
    served, go = [], asyncio.Event()

    async def ask(person, tab):
        async with turns.turn(person, tab):
            await go.wait()
            served.append((person, tab))

    tasks = [asyncio.ensure_future(ask(*asker)) for asker in askers]
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(*tasks)
    return served


def test_who_asks_one_question_waits_for_one_of_each_other_person():
    many = [("flood", "t")] * 20
    served = finished(order(Turns(1, tab=30), [*many, ("ada", "t"), ("bob", "t")]))
    assert {served.index(("ada", "t")), served.index(("bob", "t"))} == {1, 2}
    assert len(served) == 22


def test_within_a_person_tabs_take_turns():
    served = finished(order(Turns(1, tab=30), [*[("house", "a")] * 20, ("house", "b")]))
    assert served.index(("house", "b")) == 1


def test_two_people_alternate():
    served = finished(order(Turns(1), [("a", "")] * 5 + [("b", "")] * 5))
    assert [person for person, _ in served] == ["a", "b"] * 5


async def at_work(turns, askers):
    """Who works once all have asked, and nobody is done."""
    working, go = [], asyncio.Event()

    async def ask(person, tab):
        async with turns.turn(person, tab):
            working.append(person)
            await go.wait()

    tasks = [asyncio.ensure_future(ask(*asker)) for asker in askers]
    for _ in range(3):
        await asyncio.sleep(0)
    now = sorted(working)
    go.set()
    await asyncio.gather(*tasks)
    return now


def test_the_last_place_is_kept_for_somebody_else_while_several_ask():
    async def check():
        turns, flood = Turns(2, tab=30), [("flood", "a"), ("flood", "b"), ("flood", "c")]
        assert await at_work(turns, flood) == ["flood", "flood"], "alone, all places are theirs"
        assert await at_work(turns, [("ada", "t")]) == ["ada"]
        assert await at_work(turns, flood) == ["flood"]
        assert await at_work(turns, [*flood, ("ada", "t")]) == ["ada", "flood"]
        assert turns.is_idle

    finished(check())


def test_who_does_not_ask_any_more_keeps_no_place(monkeypatch):
    async def check():
        turns, clock = Turns(2), [0.0]
        monkeypatch.setattr("qa.page.web.turns.monotonic", lambda: clock[0])
        await at_work(turns, [("ada", "t")])
        clock[0] = RECENT_SECONDS - 1
        assert await at_work(turns, [("bob", "a"), ("bob", "b")]) == ["bob"]
        clock[0] = RECENT_SECONDS + 1
        assert await at_work(turns, [("bob", "a"), ("bob", "b")]) == ["bob", "bob"]

    finished(check())


def test_who_has_to_wait_for_the_kept_place_is_counted_in_the_line():
    async def check():
        turns = Turns(2, each=1)
        await at_work(turns, [("ada", "t")])
        tasks = [asyncio.ensure_future(turns.turn("flood").__aenter__()) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(LineFullError, match="wait for their answers"):
            await turns.turn("flood").__aenter__()
        turns._release("flood")
        await asyncio.gather(*tasks)

    finished(check())


def test_no_more_than_allowed_work_at_once():
    async def count():
        turns, now, most = Turns(3), 0, 0

        async def work(n):
            nonlocal now, most
            async with turns.turn(f"p{n % 7}"):
                now += 1
                most = max(most, now)
                await asyncio.sleep(0)
                now -= 1

        await asyncio.gather(*(work(n) for n in range(50)))
        return most, now

    assert finished(count()) == (3, 0)


@pytest.mark.parametrize(
    ("people", "message"), [(["a"] * 9, "of your questions"), ("abcdefghijk", "questions are")]
)
def test_a_full_line_says_so(people, message):
    async def crowd():
        turns, full = Turns(1, most=8, each=3), []

        async def ask(person):
            try:
                async with turns.turn(person):
                    await asyncio.sleep(0.01)
            except LineFullError as error:
                full.append(str(error))

        await asyncio.gather(*map(ask, people))
        async with asyncio.timeout(1), turns.turn("later"):
            return full

    full = finished(crowd())
    assert full and all(message in line and "\n" not in line for line in full)


def test_one_tab_does_not_fill_the_line_of_its_address():
    async def crowd():
        turns, waiting = Turns(1, each=9, tab=3), []
        async with turns.turn("house", "a"):
            for tab in "aaaabc":
                waiting.append(asyncio.ensure_future(turns.turn("house", tab).__aenter__()))
            await asyncio.sleep(0)
            full = [task.done() and task.exception() is not None for task in waiting]
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            return full

    assert finished(crowd()) == [False, False, False, True, False, False]


def test_nobody_computes_for_who_left_and_their_places_are_free():
    async def crowd():
        turns, there, done = Turns(1, most=5, each=5), True, []

        async def ask(person, wanted):
            try:
                async with turns.turn(person, wanted=wanted):
                    done.append(person)
                    await asyncio.sleep(0.05)
            except AbandonedError:
                done.append("left")

        first = asyncio.ensure_future(ask("first", lambda: True))
        await asyncio.sleep(0)
        gone = [asyncio.ensure_future(ask("gone", lambda: there)) for _ in range(5)]
        await asyncio.sleep(0)
        there = False
        await ask("next", lambda: True)
        await asyncio.gather(first, *gone)
        return done

    assert finished(crowd()) == ["first", *["left"] * 5, "next"]


def test_a_cancelled_asker_gives_the_place_back():
    async def crowd():
        turns = Turns(1)
        async with turns.turn("a"):
            waiting = asyncio.ensure_future(turns.turn("b").__aenter__())
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        admitted = [asyncio.ensure_future(turns.turn("c").__aenter__())]
        await asyncio.gather(*admitted)
        later = asyncio.ensure_future(turns.turn("d").__aenter__())
        await asyncio.sleep(0)
        turns._release("c")
        later.cancel()  # it had just been admitted
        await asyncio.gather(later, return_exceptions=True)
        async with asyncio.timeout(1), turns.turn("e"):
            return True

    assert finished(crowd())
