"""``status`` says what another process does."""

import json
import threading

import pytest

from index.corpus import Corpus
from index.errors import StoppedError
from qa.commands.main import main
from tests.fakes import WaitingEmbedder
from tests.index.corpora import make_folder, write


@pytest.fixture
def place(tmp_path):
    folder = make_folder(tmp_path / "folder", {"a.txt": "Some text."})
    write(folder / "bad\n.txt", b"\0\1\2" * 50)
    return folder, tmp_path / "store"


def status(place, *options):
    return main(["status", "--corpus", str(place[0]), "--store", str(place[1]), *options])


def test_what_was_read_and_what_failed_and_why(place, capsys):
    folder, store = place
    assert status(place) == 2 and "not indexed yet" in capsys.readouterr().err
    with Corpus(store, WaitingEmbedder(), folder=folder) as corpus:
        corpus.sync()
    assert status(place) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("1 document\nnothing is being read\nlast run: ")
    assert "1 added, 0 changed, 0 removed, 1 could not be used" in shown
    assert "bad\\n.txt: " in shown and f"python -m qa index {folder}" in shown
    assert status(place, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["counts"] == {"reading": 0, "waiting": 0, "failed": 1}
    assert record["last"]["outcome"] == "done" and record["failed"][0]["path"].endswith(
        "bad\\n.txt"
    )
    assert status(place, "--cancel") == 2
    assert "nothing is being read" in capsys.readouterr().err


def test_a_file_that_was_taken_out_is_no_failure(place, capsys):
    folder, store = place
    with Corpus(store, WaitingEmbedder(), folder=folder) as corpus:
        corpus.sync()
        corpus.user_data.exclude(str(folder / "bad\n.txt"))
    assert status(place, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["failed"] == [] and record["counts"]["failed"] == 0
    assert status(place) == 0
    assert "could not be used (" not in capsys.readouterr().out


def test_what_is_read_can_be_cancelled_though_what_users_made_is_damaged(place, capsys):
    with Corpus(place[1], WaitingEmbedder(), folder=place[0]) as corpus:
        corpus.sync()
    (place[1] / "user.sqlite").write_bytes(b"no database" * 100)
    assert status(place, "--cancel") == 2
    assert "nothing is being read" in capsys.readouterr().err


def test_walls_that_are_missing_are_shown(place, capsys, monkeypatch):
    with Corpus(place[1], WaitingEmbedder(), folder=place[0]) as corpus:
        corpus.sync()
    for missing, shown in (((), False), (("seccomp",), True)):
        monkeypatch.setattr(
            "qa.commands.show_status.missing_walls", lambda missing=missing: missing
        )
        assert status(place) == 0
        assert ("read without seccomp" in capsys.readouterr().out) == shown
        assert status(place, "--json") == 0
        assert json.loads(capsys.readouterr().out)["missing_walls"] == list(missing)


def test_what_is_being_read_is_shown_and_cancelled(place, capsys, monkeypatch):
    monkeypatch.setattr("index.sync.activity.SECONDS_APART", 0.0)
    folder, store = place
    write(folder / "b.txt", "Please wait.")
    write(folder / "c.txt", "More text.")
    embedder = WaitingEmbedder()
    with Corpus(store, embedder, folder=folder) as corpus:
        corpus.activity.queued = ["new.pdf"]
        stopped = []

        def sync():
            try:
                corpus.sync()
            except StoppedError:
                stopped.append(True)

        thread = threading.Thread(target=sync)
        thread.start()
        assert embedder.reached.wait(10)
        assert status(place) == 0
        shown = capsys.readouterr().out
        assert "3 of 4 files" in shown and "c.txt" in shown and "added:   new.pdf" in shown
        assert status(place, "--json") == 0
        assert json.loads(capsys.readouterr().out)["counts"]["waiting"] == 1
        assert status(place, "--cancel") == 0
        assert "asked to stop" in capsys.readouterr().out
        embedder.go_on.set()
        thread.join()
        assert stopped == [True]


def test_a_killed_process_is_told(place, capsys, monkeypatch):
    monkeypatch.setattr("index.sync.activity.SECONDS_APART", 0.0)
    folder, store = place
    with Corpus(store, WaitingEmbedder(), folder=folder) as corpus:
        corpus.sync()
        with corpus.activity.running("sync"):
            corpus.activity.reading("x.pdf")
            (store / "kept").write_bytes((store / "activity.json").read_bytes())
    (store / "kept").replace(store / "activity.json")
    assert status(place) == 0
    assert "has ended before it was done" in capsys.readouterr().out
