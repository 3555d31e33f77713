"""The page is there before the folder is read, and ends whatever is being read."""

import os
import signal
import sys
import threading
import time

import pytest

from index.errors import CorpusBusyError, StoppedError
from index.loaders.isolation import worker
from index.sync.report import SyncReport
from index.values import RefusedFile
from qa.launch.ending import ending_in_order
from qa.launch.first_sync import syncing
from tests.index.corpora import make_folder, open_corpus
from tests.qa.page.fake_bot import FakeBot


def wait_for(condition):
    for _ in range(1_000):
        if condition():
            return
        time.sleep(0.01)
    pytest.fail("waited in vain")


def test_it_goes_on_in_the_background_and_is_given_up_at_the_end():
    bot = FakeBot()
    begun, ended = threading.Event(), threading.Event()

    def sync():
        begun.set()
        assert ended.wait(10)
        raise StoppedError("stopped")

    bot.library.sync, bot.library.background.cancel = sync, ended.set
    with syncing(bot):
        assert begun.wait(10)
        assert not ended.is_set()
    assert ended.is_set()


def test_refused_files_are_said(capsys):
    bot = FakeBot()
    refused = RefusedFile("folder/a.exe", "not a known format")
    bot.library.sync = lambda: SyncReport(refused=(refused,))
    said = []
    with syncing(bot):
        wait_for(lambda: said.append(capsys.readouterr().err) or "".join(said))
    assert "".join(said) == "folder/a.exe: not a known format\n"


@pytest.mark.parametrize("error", [CorpusBusyError("busy"), OSError("the disk is full")])
def test_what_goes_wrong_is_one_line_in_the_log(caplog, error):
    bot = FakeBot()

    def sync():
        raise error

    bot.library.sync = sync
    with syncing(bot):
        wait_for(lambda: caplog.messages)
    assert len(caplog.messages) == 1
    assert str(error) in caplog.messages[0]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM is POSIX")
def test_sigterm_is_an_interruption_and_what_held_before_holds_again():
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), ending_in_order():
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(10)
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.skipif(sys.platform == "win32", reason="needs a slow file")
def test_closing_a_corpus_ends_a_sync_of_another_thread(tmp_path, monkeypatch):
    make_folder(tmp_path / "folder", {"a.txt": "The tide rose.", "b.csv": "a,b\n"})
    corpus = open_corpus(tmp_path)
    reading, seen = threading.Event(), []

    real = worker.wire.receive
    monkeypatch.setattr(worker.wire, "send", lambda *_: None)  # so that no answer ever comes
    monkeypatch.setattr(worker.wire, "receive", lambda *rest: (reading.set(), real(*rest))[1])

    def sync():
        try:
            corpus.sync()
        except StoppedError as error:
            seen.append(error)

    thread = threading.Thread(target=sync)
    thread.start()
    assert reading.wait(30)
    begun = time.monotonic()
    corpus.close()
    thread.join(10)
    assert not thread.is_alive()
    assert len(seen) == 1
    assert time.monotonic() - begun < 5
    assert not (tmp_path / "corpus" / "reading.json").exists()
