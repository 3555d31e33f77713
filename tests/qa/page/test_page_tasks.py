"""Tasks in the background: in turn, cancelled, bounded, listed."""

import threading

import pytest

from index.errors import StoppedError
from index.sync.activity import LastRun, RunningNow
from index.values import RefusedFile
from qa.background import BackgroundWork, kinds_in_words
from qa.page.handlers.task_actions import TaskActions, tasks_of
from qa.page.tasks import MOST_FINISHED, TaskLineFullError, Tasks
from qa.page.upload_limits import UploadLimits
from qa.page.upload_result import UploadResult
from qa.page.views.task_list import (
    SHOWN_FAILED,
    SHOWN_PASSED_OVER,
    SHOWN_WAITING,
    task_list_html,
)
from tests.qa.page.fake_bot import FakeBot

BEGUN = 1_700_000_000.0


@pytest.fixture
def go_on():
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def line():
    tasks = Tasks(lambda wish: wish.set(), most=6, each=4, bytes_each=100)
    yield tasks
    assert tasks.wait(10)


def doing(done, name, wait=None):
    def do(wish):
        while wait is not None and not wait.wait(0.01):
            if wish.is_set():
                raise StoppedError("stopped")
        done.append(name)
        return UploadResult(name, "indexed")

    return do


def put(line, done, *names, person="ada", **how):
    return [line.add(person, name, doing(done, name, **how)) for name in names]


def test_people_take_turns_and_each_task_has_its_result(line, go_on):
    done = []
    put(line, done, "a1", "a2", "a3", wait=go_on)
    put(line, done, "b1", "b2", person="bob", wait=go_on)
    go_on.set()
    assert line.wait(10)
    assert done == ["a1", "b1", "a2", "b2", "a3"]
    assert {task.result.state for task in line.listed()} == {"indexed"}


def test_what_waits_and_what_is_under_way_can_be_cancelled(line, go_on):
    done, dropped = [], []
    first, second, third = (
        line.add("ada", name, doing(done, name, go_on), drop=lambda name=name: dropped.append(name))
        for name in ("1", "2", "3")
    )
    line.cancel(second.id)
    line.cancel(first.id)
    line.cancel(10_000)
    go_on.wait(0.1)
    go_on.set()
    assert line.wait(10)
    assert done == ["3"] and sorted(dropped) == ["1", "2", "3"]
    assert [task.state for task in line.listed()] == ["cancelled", "cancelled", "finished"]
    line.forget(third.id)
    assert len(line.listed()) == 2
    line.forget()
    assert line.listed() == ()


def test_all_that_wait_are_cancelled_together(line, go_on):
    done = []
    put(line, done, "1", "2", "3", wait=go_on)
    while line.listed()[0].state == "waiting":
        pass
    line.cancel_waiting()
    go_on.set()
    assert line.wait(10) and done == ["1"]


def test_the_line_has_an_end_for_each_and_for_all(line, go_on):
    done = []
    with pytest.raises(TaskLineFullError, match="of your files wait"):
        line.add("ada", "large", doing(done, "large"), size=101)
    with pytest.raises(TaskLineFullError, match="4 of your files wait"):
        put(line, done, *map(str, range(10)), wait=go_on)
    with pytest.raises(TaskLineFullError, match="files wait already"):
        put(line, done, *map(str, range(10)), person="bob", wait=go_on)


def test_a_task_that_fails_is_a_result_and_the_next_is_done(line):
    def broken(_):
        raise RuntimeError("the disk is gone\nand more")

    done = []
    line.add("ada", "x.txt", broken)
    put(line, done, "next")
    assert line.wait(10) and done == ["next"]
    assert line.listed()[0].result == UploadResult("x.txt", "refused", "the disk is gone and more")


def test_finished_tasks_do_not_pile_up(line):
    for number in range(MOST_FINISHED + 50):
        line.refused("ada", UploadResult(str(number), "refused", "too large"))
    assert len(line.listed()) == MOST_FINISHED and line.listed()[-1].name == str(MOST_FINISHED + 49)


def test_who_listens_hears_the_names_of_those_that_wait(go_on):
    heard = []
    line = Tasks(lambda wish: None, told=heard.append)
    put(line, [], "1", "2", wait=go_on)
    go_on.set()
    assert line.wait(10)
    assert ["1", "2"] in heard or ["2"] in heard
    assert heard[-1] == []


# -- the list


def html(line=(), work=None):
    return task_list_html(line, work or BackgroundWork(), lambda path: path.removeprefix("/f/"))


def test_nothing_to_tell_is_no_list():
    assert html() == ""
    assert html(work=BackgroundWork(last=LastRun(BEGUN, 1.0, "done"))) == ""


def test_everything_is_escaped_and_cut(line, go_on):
    put(line, [], "<b>.txt", wait=go_on)
    line.refused("ada", UploadResult("<i>.txt", "refused", "<u>"))
    failed = tuple(RefusedFile(f"/f/<x>{n}.pdf", "<damaged>") for n in range(SHOWN_FAILED + 3))
    shown = html(line.listed(), BackgroundWork(failed=failed))
    assert not any(mark in shown for mark in ("<b>", "<i>", "<u>", "<x>", "<damaged>", "/f/"))
    assert "23 files could not be used" in shown and "And 3 more" in shown
    assert "data-working" in shown


def test_that_all_was_read_is_said_and_else_what_was_not():
    last = LastRun(BEGUN, 1.0, "done")
    shown = html(work=BackgroundWork(last=last, read=12))
    assert '<p class="all-read" role="status"><bdi>All 12 files were read</bdi>.</p>' in shown
    failed = (RefusedFile("/f/<x>.pdf", "damaged"),)
    shown = html(work=BackgroundWork(None, last, failed, 11))
    line = "11 of 12 files were read; 1 was not: &lt;x&gt;.pdf"
    assert f"<summary><bdi>{line}</bdi></summary>" in shown


def test_files_of_formats_that_are_not_read_are_named():
    films = (f"/f/a/<x>{n}.mp4" for n in range(SHOWN_PASSED_OVER))
    names = (*films, "/f/b.JSON", "/f/run")
    last = LastRun(BEGUN, 1.0, "done", ignored=300, passed_over=names)
    shown = html(work=BackgroundWork(last=last))
    assert "300 files of other formats are not read (.mp4 .json no suffix)" in shown
    assert "a/&lt;x&gt;0.mp4" in shown and f"And {300 - SHOWN_PASSED_OVER} more" in shown
    assert "/f/" not in shown
    last = LastRun(BEGUN, 1.0, "done", ignored=1, passed_over=("/f/a.exe",))
    assert "1 file of other formats is not read (.exe)" in html(work=BackgroundWork(last=last))
    assert kinds_in_words(f"{n}.x{n}" for n in range(9)) == ".x0 .x1 .x2 .x3 .x4 .x5 …"


def test_the_folder_that_is_read_is_shown_with_its_file_and_can_be_stopped():
    now = RunningNow("sync", 1, BEGUN, 40, 12, 20e6, 5e6, 3, "/f/a/<x>.pdf")
    shown = html(work=BackgroundWork(now))
    assert "a/&lt;x&gt;.pdf" in shown and "12 of 40 files, 5 MB of 20 MB" in shown
    assert 'value="0.250"' in shown and 'data-action="stop"' in shown
    shown = html(work=BackgroundWork(last=LastRun(BEGUN, 1.0, "stopped")))
    assert "some files are not read yet" in shown and 'data-action="sync"' in shown
    shown = html(work=BackgroundWork(last=LastRun(BEGUN, 1.0, "failed", "<gone>")))
    assert "Reading the folder failed: &lt;gone&gt;" in shown


def test_few_of_those_that_wait_are_named(go_on):
    line = Tasks(lambda wish: None)
    put(line, [], *(f"{n}.txt" for n in range(SHOWN_WAITING + 4)), wait=go_on)
    while line.listed()[0].state == "waiting":
        pass
    shown = html(line.listed())
    assert f"Waiting: {SHOWN_WAITING + 3}" in shown and "And 3 more" in shown
    assert "Reading <bdi>0.txt" in shown and "Cancel all" in shown


# -- the buttons


@pytest.fixture
def actions():
    library, limits = FakeBot().library, UploadLimits()
    library.background.failed = (RefusedFile("/folder/bad.pdf", "damaged"),)
    line = tasks_of(library, limits)
    return library, line, TaskActions(library, lambda path: None, limits, line)


def test_a_failed_file_is_tried_again_and_leaves_the_list(actions):
    library, line, pressed = actions
    assert 'data-file="bad.pdf"' in pressed.html() and "/folder" not in pressed.html()
    pressed.act({"action": "again", "file": "other.pdf"}, "ada")
    pressed.act({"action": "again", "file": "bad.pdf"}, "ada")
    assert line.wait(10) and library.background.tried == ["/folder/bad.pdf"]
    assert (
        "could not be used" not in pressed.html()
        and "bad.pdf</bdi> <span>indexed" in pressed.html()
    )


def test_the_folder_is_stopped_and_read_again(actions):
    library, line, pressed = actions
    pressed.act({"action": "stop"}, "ada")
    assert library.background.cancelled == [None]
    pressed.act({"action": "sync"}, "ada")
    assert line.wait(10) and "the folder</bdi> <span>unchanged" in pressed.html()
    pressed.act({"action": "clear"}, "ada")
    assert "unchanged" not in pressed.html()


@pytest.mark.parametrize(
    "event",
    [{}, {"action": "cancel", "task": "x"}, {"action": "cancel", "task": "9" * 5_000},
     {"action": "cancel", "task": None}, {"action": "again"}, {"action": ["cancel"]}],
)  # fmt: skip
def test_what_no_button_offers_does_nothing(actions, event):
    _, line, pressed = actions
    pressed.act(event, "ada")
    assert line.listed() == ()


@pytest.mark.parametrize(
    ("name", "is_offered"), [("a.doc", False), ("b.HEIC", False), ("c.pdf", True)]
)
def test_a_format_that_nothing_reads_is_not_to_be_tried_again(name, is_offered):
    work = BackgroundWork(None, None, (RefusedFile(f"/f/{name}", "no"),))
    assert ("Try again" in html(work=work)) is is_offered
