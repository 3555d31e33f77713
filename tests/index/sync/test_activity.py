"""What is being read, waits, and failed; and how it is ended or tried again."""

import json
import threading
import time

import pytest

from index.corpus import Corpus
from index.errors import StoppedError
from index.loaders.limits import Limits
from index.sync.activity import ACTIVITY_FILE, STOP_FILE, read_activity, request_stop
from index.sync.writing_now import is_being_written
from tests.fakes import WaitingEmbedder
from tests.index.corpora import make_folder, write
from tests.index.loaders.pdf_samples import laid_out

TEXTS = {f"{n}.txt": f"Text number {n}. It has words." for n in range(5)}


@pytest.fixture
def embedder():
    return WaitingEmbedder()


@pytest.fixture
def corpus(tmp_path, embedder):
    folder = make_folder(tmp_path / "folder", TEXTS)
    with Corpus(tmp_path / "store", embedder, folder=folder) as corpus:
        yield corpus


def in_background(call):
    raised = []

    def run():
        try:
            call()
        except StoppedError as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def test_what_is_under_way_is_told_to_this_process_and_others(corpus, embedder, monkeypatch):
    monkeypatch.setattr("index.sync.activity.SECONDS_APART", 0.0)
    write(corpus.folder / "9.txt", "Please wait.")
    thread, raised = in_background(corpus.sync)
    assert embedder.reached.wait(10)
    now, last = read_activity(corpus.location)
    assert (now.kind, now.files, now.files_done) == ("sync", 6, 5) and last is None
    assert now.source.endswith("9.txt") and is_being_written(corpus.location)
    assert corpus.activity.now.files_done == 6 and corpus.activity.now.waiting == ()
    embedder.go_on.set()
    thread.join()
    now, last = read_activity(corpus.location)
    assert now is None and corpus.activity.now is None and raised == []
    assert (last.outcome, last.added, last.refused) == ("done", 6, 0)
    assert last == corpus.activity.last and not is_being_written(corpus.location)
    assert corpus.activity.totals["files_read"] == 6


def test_files_that_wait_are_named(corpus, monkeypatch):
    monkeypatch.setattr("index.sync.activity.SECONDS_APART", 0.0)
    seen = []
    tell = corpus.activity.reading

    def reading(source):
        tell(source)
        seen.append(read_activity(corpus.location)[0])

    monkeypatch.setattr(corpus.activity, "reading", reading)
    corpus.sync()
    assert [now.source[-5:] for now in seen] == [f"{n}.txt" for n in range(5)]
    assert [len(now.waiting) for now in seen] == [4, 3, 2, 1, 0]


@pytest.mark.parametrize("ask", [lambda c: c.activity.stop(), lambda c: request_stop(c.location)])
def test_a_sync_can_be_ended_and_goes_on_later(corpus, embedder, monkeypatch, ask):
    monkeypatch.setattr("index.sync.activity.SECONDS_APART", 0.0)
    corpus.sync()
    write(corpus.folder / "9.txt", "Please wait.")
    thread, raised = in_background(corpus.sync)
    assert embedder.reached.wait(10)
    ask(corpus)
    embedder.go_on.set()
    thread.join()
    assert len(raised) == 1 and len(corpus.document_ids()) == 5
    assert read_activity(corpus.location)[1].outcome == "stopped"
    assert not (corpus.location / STOP_FILE).exists()
    assert corpus.sync().added == 1


def test_nothing_under_way_cannot_be_ended_and_an_old_wish_ends_nothing(corpus):
    assert corpus.activity.stop() is False
    request_stop(corpus.location)
    assert corpus.sync().added == 5


def test_an_upload_that_is_ended_leaves_nothing(corpus, embedder, tmp_path):
    corpus.sync()
    thread, raised = in_background(lambda: corpus.add(write(tmp_path / "u.txt", "Please wait.")))
    assert embedder.reached.wait(10)
    corpus.activity.stop()
    embedder.go_on.set()
    thread.join()
    assert len(raised) == 1 and corpus.user_data.uploads() == set()
    assert corpus.sync().added == 0 and len(corpus.document_ids()) == 5


def test_the_reading_of_one_file_is_ended_at_once(corpus, tmp_path):
    """The second process is killed; the next file gets another one."""
    corpus.sync()
    pages = write(
        tmp_path / "long.pdf", laid_out([[(f"Page {n} has words.", 12)] for n in range(600)])
    )
    thread, raised = in_background(lambda: corpus.add(pages))
    while corpus.activity.now is None or corpus._loader._stop_reading is None:
        time.sleep(0.01)
    corpus.activity.stop()
    thread.join(10)
    assert not thread.is_alive() and len(raised) == 1
    short = write(tmp_path / "short.pdf", laid_out([[("Lobsters moult.", 12)]]))
    assert corpus.add(short).added == 1


def test_a_refused_file_is_read_again_when_it_changes_or_somebody_asks(tmp_path, embedder):
    folder = make_folder(tmp_path / "folder", {"good.txt": "Some text."})
    bad = write(folder / "bad.txt", b"\0\1\2" * 50)
    with Corpus(tmp_path / "store", embedder, folder=folder) as corpus:
        for _ in range(2):
            (refused,) = corpus.sync().refused
        assert corpus.activity.totals["files_read"] == 2  # once each
        assert refused.path == str(bad)
        assert read_activity(corpus.location)[1].failed == (refused,)
        corpus.try_again([str(bad)])
        assert corpus.activity.totals["files_read"] == 3
        write(bad, "Now it is text.")
        assert corpus.sync().refused == ()


def test_a_failed_sync_says_why(corpus):
    corpus.sync()
    folder = corpus.folder
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(NotADirectoryError):
        corpus.sync()
    last = read_activity(corpus.location)[1]
    assert last.outcome == "failed" and "the folder is gone" in last.reason


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"now": 1, "last": 2}', '{"now": {}, "last": {}}']
)
def test_what_no_writer_wrote_counts_as_nothing(tmp_path, text):
    (tmp_path / ACTIVITY_FILE).write_text(text)
    assert read_activity(tmp_path) == (None, None)


def test_what_is_told_is_json_and_goes_with_the_corpus(corpus):
    corpus.sync()
    record = json.loads((corpus.location / ACTIVITY_FILE).read_text())
    assert set(record) == {"now", "last"}
    corpus.close()
    assert Corpus.forget(corpus.location) and not corpus.location.exists()


def test_limits_still_hold_while_somebody_listens(tmp_path, embedder):
    folder = make_folder(tmp_path / "folder", {"good.txt": "Some text."})
    write(folder / "slow.pdf", laid_out([[("A page.", 12)]]))
    limits = Limits(seconds=0.01)
    with Corpus(tmp_path / "store", embedder, folder=folder, limits=limits) as corpus:
        (refused,) = corpus.sync().refused
        assert "takes longer than" in refused.reason


def test_closing_ends_what_is_being_read_and_whatever_begins_later(tmp_path, embedder):
    folder = make_folder(tmp_path / "folder", {"good.txt": "Some text."})
    write(folder / "long.pdf", laid_out([[(f"Page {n} has words.", 12)] for n in range(600)]))
    corpus = Corpus(tmp_path / "store", embedder, folder=folder)
    thread, raised = in_background(corpus.sync)
    while corpus._loader._stop_reading is None:
        time.sleep(0.01)
    begin = time.monotonic()
    corpus.close()
    thread.join(10)
    assert len(raised) == 1 and time.monotonic() - begin < 5


def test_what_a_killed_process_left_half_written_goes_with_the_next_run(corpus):
    for name in ("x1", "x2"):
        (corpus.location / f".{ACTIVITY_FILE}.{name}").write_text('{"now": nu')
    corpus.sync()
    assert [path.name for path in corpus.location.iterdir() if path.name.startswith(".")] == []
    assert read_activity(corpus.location)[1].outcome == "done"
