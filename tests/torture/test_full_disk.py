"""A full disk in mid-run gives one line, harms nothing stored, and the next run completes."""

import contextlib
import os
import shutil
import subprocess
import sys

import pytest

import index.sync.batches
from index.errors import StoreError, UnwritableError
from index.search.lexical_files import LexicalState
from qa.commands import manage_documents as documents_module
from qa.commands.main import main
from tests.fakes import WordEmbedder
from tests.torture.folders import changed, filled
from tests.torture.pictures import open_at, picture

resource = pytest.importorskip("resource", reason="limits on files are POSIX")

pytestmark = pytest.mark.torture

FILES = 25


@contextlib.contextmanager
def files_of_at_most(count):
    """Let no file of this process grow beyond so many bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def expected(tmp_path, monkeypatch):
    """A folder, and the contents of its corpus after a run without faults."""
    monkeypatch.setattr(index.sync.batches, "_BATCH_PASSAGES", 10)
    filled(tmp_path / "folder", FILES)
    with open_at(tmp_path) as corpus:
        corpus.sync()
        first = picture(corpus)
    shutil.move(tmp_path / "corpus", tmp_path / "whole")
    return first


LIMITS = (0, 5_000, 45_000, 80_000, 130_000, 180_000)


def test_a_full_disk_at_any_size(tmp_path, expected):
    """Limits from no room at all to almost enough."""
    failed = kept = 0
    for limit in LIMITS:
        shutil.rmtree(tmp_path / "corpus", ignore_errors=True)
        try:
            with files_of_at_most(limit), open_at(tmp_path) as corpus:
                corpus.sync()
        except StoreError as error:
            failed += 1
            assert_one_line(error, tmp_path / "corpus")
        if (tmp_path / "corpus").exists():
            with open_at(tmp_path) as corpus:
                kept += bool(corpus.document_ids())
                picture(corpus)
        with open_at(tmp_path) as corpus:
            corpus.sync()
            assert picture(corpus) == expected
        assert not list((tmp_path / "corpus").glob("*.damaged-*"))
    assert failed >= 3
    assert kept


def assert_one_line(error, place):
    assert isinstance(error, UnwritableError)
    text = str(error)
    assert str(place) in text
    assert "\n" not in text
    assert "disk is full" in text
    assert "what was stored before is unharmed" in text


@pytest.mark.parametrize("name", ["vectors.faiss", "lexical"])
def test_a_full_disk_while_a_derived_index_is_written(tmp_path, expected, monkeypatch, name):
    """Searches find committed texts at once, from memory; the next run writes the indexes."""
    shutil.move(tmp_path / "whole", tmp_path / "corpus")
    changed(tmp_path / "folder", FILES)
    module, method = {
        "vectors.faiss": ("index.search.vectors.VectorIndex", "save"),
        "lexical": ("index.search.lexical.LexicalIndex", "update"),
    }[name]
    path = tmp_path / "corpus" / name
    before = path.read_bytes() if path.is_file() else None
    with open_at(tmp_path) as corpus, monkeypatch.context() as patch:
        real = _found(f"{module}.{method}")

        def limited(self, *arguments):
            if (
                name == "lexical"
                and corpus._search._engine._lexical_files.state is LexicalState.IN_MEMORY
            ):
                return real(self, *arguments)
            with files_of_at_most(300):
                return real(self, *arguments)

        patch.setattr(f"{module}.{method}", limited)
        with pytest.raises(UnwritableError) as caught:
            corpus.sync()
        assert_one_line(caught.value, tmp_path / "corpus")
        if before is not None:
            assert path.read_bytes() == before
        assert not list((tmp_path / "corpus").glob(".vectors*"))
        seen = picture(corpus)
    with open_at(tmp_path) as corpus:
        corpus.sync()
        assert picture(corpus) == seen
        assert seen != expected
    assert not list((tmp_path / "corpus").glob("*.damaged-*"))


def _found(dotted):
    module, _, rest = dotted.partition(".VectorIndex")
    if rest:
        return sys.modules[module].VectorIndex.save
    return sys.modules["index.search.lexical"].LexicalIndex.update


# -- a small disk of its own


@pytest.fixture
def small(tmp_path):
    """A file system of two megabytes; needs the right to mount one."""
    place = tmp_path / "small"
    place.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("needs root on Linux, to mount a small file system")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.skip(f"no small file system can be mounted here ({done.stderr.strip()})")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("left", [0, 150_000, 300_000])
def test_a_small_disk(small, tmp_path, expected, monkeypatch, capsys, left):
    """By the command line: exit status 2 and one line; a file that takes the room goes away."""
    monkeypatch.setattr(
        documents_module, "load_embedder", lambda name: WordEmbedder(dimension=32, max_tokens=400)
    )
    store = small / "store"
    status = os.statvfs(small)
    with (small / "ballast").open("wb") as ballast:
        ballast.write(bytes(status.f_bavail * status.f_frsize - left))
    arguments = ["index", str(tmp_path / "folder"), "--store", str(store)]
    assert main(arguments) == 2
    err = capsys.readouterr().err
    lines = [line for line in err.splitlines() if line.startswith("error:")]
    assert len(lines) == 1, err
    assert str(store) in lines[0]
    assert "internal" not in err
    assert "Traceback" not in err
    assert "disk is full" in lines[0] or "disk I/O error" in lines[0]
    (small / "ballast").unlink()
    assert main(arguments) == 0
    assert "Traceback" not in capsys.readouterr().err
    assert main(["list", "--corpus", str(tmp_path / "folder"), "--store", str(store)]) == 0
    listed = capsys.readouterr().out
    assert sum("characters" in line for line in listed.splitlines()) == len(expected["documents"])
