"""Folders and stores that are read-only, files that vanish, change or are no files."""

import errno
import os
import subprocess
import sys
import threading

import pytest

import index.platform.files
import index.sync.extraction
from index.catalog import Catalog
from index.corpus import Corpus
from index.errors import ChangingError, UnwritableError
from index.platform.files import read_regular
from index.storage.disk_errors import unwritable
from tests.fakes import WordEmbedder
from tests.index.corpora import TEXTS, assert_sound, contents, make_folder, open_corpus, write


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / "folder")


@pytest.fixture
def read_only(tmp_path):
    """Makes a folder read-only, by a mount: permissions mean nothing to root."""
    mounted = []

    def make(path):
        if not sys.platform.startswith("linux") or os.geteuid() != 0:
            pytest.skip("needs root on Linux, to mount a folder read-only")
        for options in (["--bind", path, path], ["-o", "remount,ro,bind", path]):
            done = subprocess.run(["mount", *map(str, options)], capture_output=True, text=True)
            if done.returncode:
                pytest.skip(f"nothing can be mounted here ({done.stderr.strip()})")
            if path not in mounted:
                mounted.append(path)

    yield make
    for path in mounted:
        subprocess.run(["umount", "-l", str(path)], check=True)


def test_a_read_only_folder_of_documents(tmp_path, folder, read_only):
    read_only(folder)
    with open_corpus(tmp_path) as corpus:
        assert corpus.sync().added == len(TEXTS)
        assert_sound(corpus)


def test_a_read_only_store(tmp_path, folder, read_only):
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
    read_only(tmp_path / "corpus")
    with open_corpus(tmp_path) as corpus, Catalog.open(tmp_path / "corpus") as catalog:
        assert [d.id for d in corpus.documents()] == [d.id for d in catalog.documents()] != []


def test_a_store_below_a_read_only_folder(tmp_path, folder, read_only):
    (tmp_path / "closed").mkdir()
    read_only(tmp_path / "closed")
    with pytest.raises(UnwritableError, match=r"closed/deep/corpus: cannot be written \(Read-only"):
        Corpus(tmp_path / "closed/deep/corpus", WordEmbedder(), folder=folder)


def test_which_errors_are_of_the_place(tmp_path):
    def error(code, name=None):
        return OSError(code, os.strerror(code), None if name is None else str(name))

    assert "disk is full" in str(unwritable(tmp_path, error(errno.ENOSPC, tmp_path / "a")))
    assert "writable" in str(unwritable(tmp_path, error(errno.EROFS)))
    assert unwritable(tmp_path, error(errno.ENOENT, tmp_path / "a")) is None
    assert unwritable(tmp_path / "corpus", error(errno.EACCES, tmp_path / "folder/a.txt")) is None


def test_an_upload_that_does_not_fit(tmp_path, folder, monkeypatch):
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        original = write(tmp_path / "up.txt", "A zebra came.")
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", _full)
            with pytest.raises(UnwritableError, match="disk is full"):
                corpus.add(original)
        assert corpus.user_data.uploads() == set()
        assert [one for one in corpus.location.rglob("*") if one.name == ".copying"] == []
        assert corpus.add(original).added == 1
        assert_sound(corpus)


def _full(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# -- files


def test_a_file_that_vanishes_after_it_was_listed_is_removed(tmp_path, folder, monkeypatch):
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        write(folder / "new.txt", "New.")
        write(folder / "tide.txt", "Another tide.")
        real = index.sync.extraction.read_regular

        def vanishing(path, most=None):
            path.unlink()
            return real(path, most)

        with monkeypatch.context() as patch:
            patch.setattr(index.sync.extraction, "read_regular", vanishing)
            report = corpus.sync()
        assert (report.refused, report.removed, report.added) == ((), 1, 0)
        assert set(contents(corpus)) == {t for n, t in TEXTS.items() if n != "tide.txt"}
        assert_sound(corpus)


def test_a_file_that_is_being_written(tmp_path, folder, monkeypatch):
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        path = write(folder / "tide.txt", "Half")
        real, tries = os.fstat, []

        def growing(handle):
            tries.append(handle)
            with path.open("a") as file:
                file.write(" and more")
            return real(handle)

        with monkeypatch.context() as patch:
            patch.setattr(index.platform.files.os, "fstat", growing)
            report = corpus.sync()
        (refused,) = report.refused
        assert str(refused) == (
            f"{path}: is being written; it is read on the next run; the version indexed before is "
            "kept"
        )
        assert set(contents(corpus)) == set(TEXTS.values())
        assert corpus.sync().changed == 1
        assert path.read_text() in contents(corpus)


def test_read_regular(tmp_path):
    path = write(tmp_path / "a.txt", "abcdef")
    assert read_regular(path)[0] == b"abcdef"
    assert read_regular(path, 6)[0] == b"abcdef"
    data, status = read_regular(path, 3)
    assert (data, status.st_size) == (b"abcd", 6)
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "none")
    assert issubclass(ChangingError, OSError)


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path, folder, monkeypatch):
    with open_corpus(tmp_path) as corpus:
        path = folder / "tide.txt"
        real = index.sync.extraction.read_regular

        def swapped(one, most=None):
            if one == path:
                path.unlink()
                os.mkfifo(path)
            return real(one, most)

        monkeypatch.setattr(index.sync.extraction, "read_regular", swapped)
        report = within_seconds(corpus.sync)
        (refused,) = report.refused
        assert "not a plain file" in refused.reason
        assert report.added == len(TEXTS) - 1


def test_a_pipe_is_not_added(tmp_path, folder):
    os.mkfifo(tmp_path / "pipe.txt")
    with open_corpus(tmp_path) as corpus:
        report = within_seconds(lambda: corpus.add(tmp_path / "pipe.txt"))
        (refused,) = report.refused
        assert "not a plain file" in refused.reason
        assert contents(corpus) == {}


def within_seconds(call):
    """The result of a call that must not wait for ever."""
    results = []
    thread = threading.Thread(target=lambda: results.append(call()), daemon=True)
    thread.start()
    thread.join(30)
    assert results, "it waits"
    return results[0]


# -- folders


def test_what_a_folder_holds_stays_while_it_cannot_be_listed(tmp_path, folder, monkeypatch):
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        real = os.scandir

        def scandir(path):
            if str(path).endswith("deep"):
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return real(path)

        with monkeypatch.context() as patch:
            patch.setattr(os, "scandir", scandir)
            report = corpus.sync()
        assert report.removed == 0
        assert len(report.refused) == 1
        assert set(contents(corpus)) == set(TEXTS.values())


def test_a_folder_that_is_gone_removes_nothing(tmp_path, folder):
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        folder.rename(tmp_path / "elsewhere")
        with pytest.raises(NotADirectoryError, match="the folder is gone; put it back"):
            corpus.sync()
        assert set(contents(corpus)) == set(TEXTS.values())
        (tmp_path / "elsewhere").rename(folder)
        assert corpus.sync().unchanged == len(TEXTS)


def test_a_text_that_moves_while_its_file_is_emptied_keeps_its_passages(tmp_path, folder):
    """The new place comes first and counts on the stored text, which then loses its last source."""
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        (folder / "tide.txt").rename(folder / "a.txt")
        write(folder / "tide.txt", "")
        corpus.sync()
        assert set(contents(corpus)) == set(TEXTS.values())
        assert all(one.passages for one in corpus.summaries())
        assert_sound(corpus)
