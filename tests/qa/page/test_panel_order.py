"""Updates of a tab's documents panel: in order, each from what the one before left."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from qa.page import panel_order
from qa.page.handlers.document_actions import DocumentsUpdate
from qa.page.panel_order import PanelOrder
from qa.page.views.documents_panel import Choice


def finished(coroutine):
    """Its result; from a thread, since the browser's session holds a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def ticking(document, begun=None, go_on=None):
    """A change that ticks a document, once it may go on."""

    def change(choice):
        if begun is not None:
            begun.set()
            go_on.wait(20)
        choice = (choice or Choice()).toggled(document, True)
        return DocumentsUpdate(document, None, None, choice)

    return change


async def sent(order, tab, change, sink, stops=False):
    """Put what the browser gets into ``sink``; the reader may leave after the first part."""
    async for shown in order(tab, None, change):
        if isinstance(shown[0], str):
            sink.append((shown[0], sorted(shown[3].documents)))
        if stops:
            await asyncio.sleep(30)


async def both(tabs):
    order, sink = PanelOrder(), []
    begun, go_on = threading.Event(), threading.Event()
    first = asyncio.create_task(sent(order, tabs[0], ticking("a", begun, go_on), sink))
    await asyncio.to_thread(begun.wait, 20)
    second = asyncio.create_task(sent(order, tabs[1], ticking("b"), sink))
    await asyncio.sleep(0.2)
    before = list(sink)
    go_on.set()
    await asyncio.gather(first, second)
    return before, sink


def test_an_update_waits_for_the_one_before_and_goes_on_from_it():
    before, sink = finished(both("tt"))
    assert before == []
    assert sink == [("a", ["a"]), ("b", ["a", "b"])]


@pytest.mark.parametrize("tabs", ["tu", ("", "")], ids=["of others", "without a name"])
def test_updates_of_other_tabs_do_not_wait(tabs):
    before, sink = finished(both(tabs))
    assert before == [("b", ["b"])] and sink[1:] == [("a", ["a"])]


def test_an_update_that_is_never_taken_holds_up_the_next_for_a_while_only(monkeypatch):
    monkeypatch.setattr(panel_order, "PATIENCE_SECONDS", 0.1)

    async def left():
        order, sink = PanelOrder(), []
        first = asyncio.create_task(sent(order, "t", ticking("a"), sink, stops=True))
        await asyncio.sleep(0.1)
        await sent(order, "t", ticking("b"), sink)
        first.cancel()
        return sink

    assert finished(left()) == [("a", ["a"]), ("b", ["a", "b"])]


def test_what_was_left_holds_up_one_update_and_none_behind_it(monkeypatch):
    monkeypatch.setattr(panel_order, "PATIENCE_SECONDS", 1.0)

    async def left():
        order, sink = PanelOrder(), []
        first = asyncio.create_task(sent(order, "t", ticking("a"), sink, stops=True))
        await asyncio.sleep(0.1)
        await sent(order, "t", ticking("b"), sink)
        await asyncio.wait_for(sent(order, "t", ticking("c"), sink), 0.8)
        first.cancel()
        return sink

    assert finished(left())[-1] == ("c", ["a", "b", "c"])


def test_the_last_part_is_empty_since_it_is_sent_twice():
    async def parts():
        return [shown async for shown in PanelOrder()("t", None, ticking("a"))]

    first, last = finished(parts())
    assert first[0] == "a"
    assert all(isinstance(part, dict) for part in last)


def test_a_change_that_fails_holds_up_nothing():
    async def failing():
        order, sink = PanelOrder(), []
        with pytest.raises(ZeroDivisionError):
            await sent(order, "t", lambda choice: 1 / 0, sink)
        await asyncio.wait_for(sent(order, "t", ticking("a"), sink), 5)
        return sink

    assert finished(failing()) == [("a", ["a"])]
