"""Waits for changes have a deadline; waits for the absence of calls outlast a burst."""

import logging
import shutil
import threading
import time

import pytest

from index.corpus import Corpus
from index.sync.watch import FolderWatch, Timing
from tests.fakes import WordEmbedder
from tests.index.corpora import assert_sound, make_folder, open_corpus

pytestmark = pytest.mark.slow

QUICK = Timing(quiet=0.05, burst=0.5, check=0.1, retry=0.1)
DEADLINE = 30.0


def wait_until(is_so):
    """Wait until ``is_so`` is true; fail after a deadline."""
    end = time.monotonic() + DEADLINE
    while not is_so():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


class Calls:
    """Counts calls; the first ones can fail."""

    def __init__(self, failing=0):
        self.count = 0
        self.failing = failing

    def __call__(self, stop):
        self.count += 1
        if self.count <= self.failing:
            raise OSError("the disk\nis full")

    def wait_for_more(self, before):
        wait_until(lambda: self.count > before)


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / "folder")


@pytest.fixture
def corpus(tmp_path, folder):
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        yield corpus


def titles(corpus):
    return {one.title for one in corpus.summaries()}


def test_files_that_come_change_and_go_are_taken_up(corpus, folder):
    with corpus.watch(timing=QUICK):
        (folder / "animal.txt").write_text("A zebra came.")
        wait_until(lambda: corpus.lexical_search("zebra", 5))
        (folder / "animal.txt").write_text("A giraffe came.")
        wait_until(lambda: corpus.lexical_search("giraffe", 5))
        assert corpus.lexical_search("zebra", 5) == []
        (folder / "new/inner").mkdir(parents=True)
        (folder / "new/inner/heron.txt").write_text("A heron came.")
        wait_until(lambda: corpus.lexical_search("heron", 5))
        (folder / "new/inner/heron.txt").write_text("An egret came.")
        wait_until(lambda: corpus.lexical_search("egret", 5))
        (folder / "animal.txt").unlink()
        wait_until(lambda: corpus.lexical_search("giraffe", 5) == [])
        (folder / "new").rename(folder.parent / "elsewhere")
        wait_until(lambda: corpus.lexical_search("egret", 5) == [])
    assert_sound(corpus)


def test_what_changed_before_the_watch_is_taken_up(corpus, folder):
    (folder / "zebra.txt").write_text("A zebra came.")
    with corpus.watch(timing=QUICK):
        wait_until(lambda: "zebra" in titles(corpus))


def test_questions_are_answered_while_a_sync_runs_and_closing_ends_it(tmp_path, folder):
    class Slow(WordEmbedder):
        """Signals its start, then runs until the end of the watch."""

        begun = threading.Event()

        def embed(self, texts, done=None):
            if "A zebra came." in texts:
                self.begun.set()
                while True:
                    time.sleep(0.01)
                    done(0)
            return super().embed(texts, done)

    with open_corpus(tmp_path, Slow()) as corpus:
        corpus.sync()
        corpus.watch(timing=QUICK)
        (folder / "zebra.txt").write_text("A zebra came.")
        assert Slow.begun.wait(DEADLINE)
        assert corpus.lexical_search("bell", 5)
        assert corpus.dense_search(corpus.embedder.embed_question("bell"), 5)
    with open_corpus(tmp_path) as corpus:
        assert "zebra" not in titles(corpus)
        assert corpus.sync().added == 1
        assert_sound(corpus)


def test_a_corpus_without_a_folder_cannot_be_watched(tmp_path):
    with (
        Corpus(tmp_path / "corpus", WordEmbedder()) as corpus,
        pytest.raises(ValueError, match="no folder"),
    ):
        corpus.watch()


def test_a_burst_is_one_call_or_two(folder):
    calls = Calls()
    with FolderWatch(folder, calls, timing=Timing(quiet=0.5, burst=20, check=0.1)):
        calls.wait_for_more(0)
        for number in range(200):
            (folder / f"{number}.txt").write_text("x")
        calls.wait_for_more(1)
        (folder / "last.txt").write_text("x")
        calls.wait_for_more(2)
    assert calls.count <= 4


def test_what_no_scan_would_read_calls_nothing(folder):
    calls = Calls()
    store = folder / "store"
    for inside in (store / "uploads", folder / ".git"):
        inside.mkdir(parents=True)
    with FolderWatch(folder, calls, leave_out=store, timing=QUICK):
        calls.wait_for_more(0)
        for name in (
            "store/uploads/a.txt", "store/corpus.sqlite", ".git/a.txt", ".hidden.txt",
            "~$report.docx", "half.tmp", "photo.gif", "4913",
        ):  # fmt: skip
            (folder / name).write_text("x")
            (folder / name).unlink()
        store.chmod(0o700)
        (folder / ".new").mkdir()
        # Longer than a burst is waited for: by then all of it was seen.
        time.sleep(3 * QUICK.burst)
        assert calls.count == 1
        (folder / "a.txt").write_text("x")
        calls.wait_for_more(1)


def test_its_own_corpus_inside_the_folder_calls_nothing(folder):
    with Corpus(folder / "store", WordEmbedder(), folder=folder) as corpus:
        reports = []
        corpus.watch(reports.append, timing=QUICK)
        (folder / "zebra.txt").write_text("A zebra came.")
        wait_until(lambda: "zebra" in titles(corpus))
        seen = len(reports)
        time.sleep(3 * QUICK.burst)
        # The sync that took the file up may not have been the last that its writing called for.
        assert len(reports) <= seen + 2


def test_an_error_is_one_line_and_tried_again(folder, caplog):
    calls = Calls(failing=2)
    with FolderWatch(folder, calls, timing=QUICK):
        wait_until(lambda: calls.count == 3)
        (folder / "a.txt").write_text("x")
        calls.wait_for_more(3)
    lines = [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]
    assert len(lines) == 2
    assert "(the disk is full); trying again" in lines[0]
    assert not any("\n" in line for line in lines)


def test_a_folder_that_goes_and_comes_back(corpus, folder, caplog):
    before = titles(corpus)
    with corpus.watch(timing=QUICK):
        for number in range(2):
            away = folder.with_name("away")
            folder.rename(away)
            wait_until(lambda: caplog.text.count("is gone") > number)  # noqa: B023  at once
            assert titles(corpus) >= before
            (away / f"animal{number}.txt").write_text(f"Animal {number} came.")
            away.rename(folder)
            wait_until(lambda: f"animal{number}" in titles(corpus))  # noqa: B023
            (folder / f"bird{number}.txt").write_text(f"Bird {number} came.")
            wait_until(lambda: f"bird{number}" in titles(corpus))  # noqa: B023


def test_another_folder_in_its_place(folder):
    calls = Calls()
    with FolderWatch(folder, calls, timing=QUICK):
        calls.wait_for_more(0)
        shutil.rmtree(folder)
        folder.mkdir()
        calls.wait_for_more(1)
        before = calls.count
        time.sleep(2 * QUICK.check)
        (folder / "a.txt").write_text("x")
        calls.wait_for_more(before)


def test_polling_where_the_system_gives_no_events(folder, caplog, monkeypatch):
    import index.sync.watch

    real = index.sync.watch.watch

    def limited(*paths, force_polling, **options):
        if not force_polling:
            raise OSError("OS file watch limit reached")
        return real(*paths, force_polling=True, **options)

    monkeypatch.setattr(index.sync.watch, "watch", limited)
    monkeypatch.setattr(index.sync.watch, "_POLL_MILLISECONDS", 100)
    calls = Calls()
    with FolderWatch(folder, calls, timing=QUICK):
        calls.wait_for_more(0)
        (folder / "a.txt").write_text("x")
        calls.wait_for_more(1)
    assert "cannot be watched (OS file watch limit reached)" in caplog.text


def test_stopping_ends_the_thread(folder):
    calls = Calls()
    watch = FolderWatch(folder, calls, timing=QUICK)
    calls.wait_for_more(0)
    watch.stop()
    count = calls.count
    (folder / "a.txt").write_text("x")
    time.sleep(4 * QUICK.quiet)
    assert calls.count == count
    assert "watch" not in {thread.name for thread in threading.enumerate()}
    watch.stop()
