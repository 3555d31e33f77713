"""What is indexed can be read where nothing can be written: one line, and no traceback."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys

import pytest

from index.errors import StoreError, UnwritableError
from qa.library import synced
from tests.index.corpora import TEXTS, contents, make_folder, open_corpus, searches, write


@pytest.fixture
def root(tmp_path):
    make_folder(tmp_path / "folder")
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        corpus.user_data.exclude(str(tmp_path / "folder/never.txt"))
    return tmp_path


@pytest.fixture
def mounted(root):
    """The corpus on a disk that is mounted read-only; yields what mounts it otherwise."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("needs root on Linux, to mount a file system")

    def mount(*options):
        done = subprocess.run(
            ["mount", *options, str(root / "corpus")], capture_output=True, text=True
        )
        if done.returncode:
            pytest.skip(f"nothing can be mounted here ({done.stderr.strip()})")

    kept = root / "kept"
    shutil.copytree(root / "corpus", kept)
    mount("-t", "tmpfs", "-o", "size=2m", "tmpfs")
    shutil.copytree(kept, root / "corpus", dirs_exist_ok=True)
    yield mount
    subprocess.run(["umount", "-l", str(root / "corpus")], check=True)


def expected(root):
    with open_corpus(root) as corpus:
        return contents(corpus), searches(corpus), corpus.exclusions()


def test_a_read_only_corpus_is_read(root, mounted, caplog):
    before = expected(root)
    mounted("-o", "remount,ro")
    assert expected(root) == before
    (message,) = caplog.messages
    assert message.endswith("searching in memory")
    assert "\n" not in message
    caplog.clear()
    write(root / "folder/new.txt", "A zebra came.")
    with open_corpus(root) as corpus:
        with pytest.raises(UnwritableError):
            corpus.sync()
        assert synced(corpus, None, thorough=False).added == 0
        (message,) = caplog.messages
        assert message.endswith("answering from what is indexed so far")
        assert "\n" not in message
        assert contents(corpus) == before[0]


def test_a_full_disk_is_read(root, mounted, caplog):
    before = expected(root)
    with contextlib.suppress(OSError), (root / "corpus/ballast").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    assert expected(root) == before
    write(root / "folder/new.txt", "A zebra came.")
    with open_corpus(root) as corpus:
        synced(corpus, None, thorough=False)
        assert contents(corpus) == before[0]
    assert all("\n" not in message for message in caplog.messages)


def test_indexes_that_are_gone_or_damaged_are_made_in_memory(root, mounted, caplog):
    before = expected(root)
    (root / "corpus/vectors.faiss").write_bytes(b"x")
    shutil.rmtree(root / "corpus/lexical")
    mounted("-o", "remount,ro")
    assert expected(root) == before


def test_nothing_to_read_on_a_read_only_disk(root, mounted):
    shutil.rmtree(root / "corpus", ignore_errors=True)
    mounted("-o", "remount,ro")
    with pytest.raises(UnwritableError, match="cannot be written"):
        open_corpus(root)


def test_what_a_killed_process_left_is_not_passed_over(root, mounted):
    path = root / "corpus/corpus.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as store:
        store.execute("UPDATE meta SET value = '9' WHERE key = 'generation'")
        store.commit()
        left = path.with_name(path.name + "-wal").read_bytes()
    path.with_name(path.name + "-wal").write_bytes(left)
    mounted("-o", "remount,ro")
    with pytest.raises(StoreError, match="cut short") as caught:
        open_corpus(root)
    assert "\n" not in str(caught.value)


def test_a_corpus_that_was_never_filled_is_no_answer(tmp_path, monkeypatch):
    make_folder(tmp_path / "folder", TEXTS)
    with open_corpus(tmp_path) as corpus:

        def full(**_):
            raise UnwritableError("the disk is full")

        monkeypatch.setattr(corpus, "sync", full)
        with pytest.raises(UnwritableError):
            synced(corpus, None, thorough=False)
