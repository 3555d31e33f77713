"""Pages that take for ever to draw end within their limits, and others are drawn meanwhile."""

import hashlib
import os
import re
import time

import pytest

from index.loaders.drawn_pages import NotDrawn, Picture
from index.loaders.isolation.drawer import Drawer, DrawingSettings
from index.platform.processes import processor_seconds
from index.values import Document, Page, Span, document_id
from tests.index.loaders.pdf_samples import laid_out
from tests.index.loaders.slow_pages import LINE, SLOW_PAGES, document, large_file

pytestmark = pytest.mark.slow

PLAIN = "Otters eat urchins."
LATE = 20.0
"""Seconds within which what has a limit of one or two has ended, on a machine with much else to do;
the slow pages take longer than such a limit on any machine, most of them longer than that."""


@pytest.fixture(scope="module")
def files():
    return {document(name).id: make() for name, make in SLOW_PAGES.items()}


@pytest.fixture(scope="module")
def plain(files):
    """An ordinary document of 20 pages."""
    lines = [f"{PLAIN} {number:02}" for number in range(20)]
    data = laid_out([[(line, 12)] for line in lines])
    length = len(lines[0])
    pages = tuple(
        Page(number + 1, number * length, (number + 1) * length, tuple(range(length)))
        for number in range(len(lines))
    )
    text = "".join(lines)
    document = Document(document_id(text), text, "p", ("p",), pages)
    files[document.id] = data
    return document


@pytest.fixture
def drawers(files):
    """Makes drawers with some settings, and closes them."""
    made = []

    def original(document_id):
        data = files.get(document_id)
        return None if data is None else (data, hashlib.sha256(data).hexdigest())

    def drawer(**settings):
        made.append(Drawer(original, settings=DrawingSettings(**settings)))
        return made[-1]

    yield drawer
    for one in made:
        one.close()


def slow(drawer, name="tilings"):
    return drawer.draw(document(name), document(name).pages[0], [Span(0, len(LINE))])


def wait_for(condition):
    until = time.monotonic() + LATE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def is_drawing(drawer):
    """Whether a process of it is at work."""
    return any((processor_seconds(pid) or 0) > 0.5 for pid in drawer.pids)


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("name", SLOW_PAGES)
def test_a_slow_page_ends_within_its_limit_and_its_process_is_replaced(drawers, plain, name):
    drawer = drawers(seconds=1.0)
    assert isinstance(drawer.draw(plain, plain.pages[0]).result(LATE), Picture)
    (first,) = drawer.pids
    result = slow(drawer, name).result(LATE)
    assert isinstance(result, NotDrawn)
    # One second of a processor, or three on the clock.
    assert re.search("cannot be drawn: it takes longer than [13] seconds", result.reason)
    assert isinstance(drawer.draw(plain, plain.pages[1]).result(LATE), Picture)
    assert is_gone(first) and first not in drawer.pids


def test_ordinary_pages_are_drawn_while_all_slow_ones_are(drawers, plain):
    drawer = drawers(seconds=1_000.0, contested_seconds=0.5)
    drawings = [slow(drawer, name) for name in SLOW_PAGES]
    wait_for(lambda: len(drawer.pids) == 3)
    picture = drawer.draw(plain, plain.pages[2], [Span(0, 1_000)]).result(2 * LATE)
    assert isinstance(picture, Picture) and picture.marked[0]
    # The last ones are drawn on: nobody waits.
    assert sum(not drawing.is_done for drawing in drawings) >= 2
    ended = [drawing.result() for drawing in drawings if drawing.is_done]
    assert ended and {result.reason for result in ended} == {
        "This page takes long to draw, and other people wait for theirs"
    }


def test_what_nobody_waits_for_ends_at_once(drawers, plain):
    drawer = drawers(processes=1, contested_seconds=1_000.0, seconds=1_000.0)
    running = slow(drawer)
    waiting, other = slow(drawer, "masks"), drawer.draw(plain, plain.pages[0])
    wait_for(lambda: is_drawing(drawer))
    (pid,) = drawer.pids
    waiting.cancel()
    assert waiting.result(0).reason == "Nobody waits for this page any more"
    running.cancel()
    assert isinstance(running.result(LATE), NotDrawn)
    assert is_gone(pid)
    assert isinstance(other.result(LATE), Picture)
    other.cancel()
    assert isinstance(other.result(0), Picture)


def test_a_page_that_failed_is_not_drawn_again_soon(drawers):
    drawer = drawers(seconds=0.5)
    first = slow(drawer).result(LATE)
    assert isinstance(first, NotDrawn) and drawer.pids == []
    assert slow(drawer).result(LATE) == first and drawer.pids == []


def test_pictures_are_kept_up_to_a_size(drawers, plain):
    drawer, forgetful = drawers(), drawers(cached_bytes=1)

    def picture(drawer, number=0, **options):
        return drawer.draw(plain, plain.pages[number], **options).result(LATE)

    assert picture(drawer) is picture(drawer)
    assert picture(drawer) is not picture(drawer, spans=[Span(0, 5)])
    first, again = picture(forgetful), picture(forgetful)
    assert first is not again and first == again
    wide = picture(drawer, scale=2.0)
    assert abs(wide.width - 2 * first.width) <= 2 and wide.size == first.size
    assert isinstance(picture(drawer, scale=9.0), NotDrawn)


def test_memory_is_limited(drawers, files):
    large = document("large")
    files[large.id] = large_file()
    result = drawers(memory_bytes=450_000_000).draw(large, large.pages[0]).result(LATE)
    assert isinstance(result, NotDrawn)
    assert "memory" in result.reason or "crashes" in result.reason
    assert isinstance(drawers().draw(large, large.pages[0]).result(LATE), Picture)


def test_a_process_that_died_between_two_pages_is_replaced(drawers, plain):
    drawer = drawers()
    drawer.draw(plain, plain.pages[0]).result(LATE)
    (pid,) = drawer.pids
    os.kill(pid, 9)
    assert isinstance(drawer.draw(plain, plain.pages[1]).result(LATE), Picture)
    assert drawer.pids != [pid]


def test_a_changed_file_is_not_drawn(drawers):
    gone = document("gone")
    result = drawers().draw(gone, gone.pages[0]).result(LATE)
    assert result.reason.startswith("The file is not what it was when it was indexed")


def test_the_line_has_an_end(drawers, plain):
    drawer = drawers(processes=1, waiting=2, seconds=1_000.0, contested_seconds=1_000.0)
    slow(drawer)
    wait_for(lambda: is_drawing(drawer))
    waiting = [drawer.draw(plain, page) for page in plain.pages[:4]]
    assert [drawing.is_done for drawing in waiting] == [False, False, True, True]
    assert "try again" in waiting[-1].result().reason


def test_nothing_is_left_after_closing(drawers, plain):
    drawer = drawers(processes=2, seconds=1_000.0, contested_seconds=1_000.0)
    drawings = [slow(drawer), slow(drawer, "masks"), drawer.draw(plain, plain.pages[0])]
    wait_for(lambda: len(drawer.pids) == 2)
    pids = drawer.pids
    began = time.monotonic()
    drawer.close()
    assert time.monotonic() - began < 5
    assert all(is_gone(pid) for pid in pids) and drawer.pids == []
    assert {drawing.result(0).reason for drawing in drawings} == {"The documents are closed"}
    assert isinstance(drawer.draw(plain, plain.pages[0]).result(0), NotDrawn)


def test_one_process_draws_page_after_page(drawers, plain):
    drawer = drawers()
    pids = set()
    for page in plain.pages:
        assert isinstance(drawer.draw(plain, page).result(LATE), Picture)
        wait_for(lambda: len(drawer.pids) == 1)
        pids.update(drawer.pids)
    assert len(pids) == 1
