"""Files that cannot be used give one line each, and the others are indexed."""

import zipfile

import pytest

from index import Limits
from index.loaders.isolation.worker import Worker
from tests.index.corpora import assert_sound, contents, make_folder, open_corpus, write

GOOD = {"good.txt": "A good file.", "z.txt": "Another good file."}
BINARY = b"\x7fELF\0\1\2\3" * 50


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / "folder", GOOD)


@pytest.fixture
def corpus(tmp_path, folder):
    with open_corpus(tmp_path, limits=Limits(file_bytes=1000)) as opened:
        yield opened


@pytest.fixture
def loaded(monkeypatch):
    """The suffix of every file that is handed to a loader."""
    seen = []
    real = Worker.load

    def load(self, data, suffix):
        seen.append(suffix)
        return real(self, data, suffix)

    monkeypatch.setattr(Worker, "load", load)
    return seen


def oversize(folder, monkeypatch):
    write(folder / "bad.txt", "a word " * 200)


def linked_outside(folder, monkeypatch):
    (folder / "bad.txt").symlink_to(write(folder.parent / "secret.txt", "A secret."))


SPOILERS = {
    "binary": lambda folder, _: write(folder / "bad.txt", BINARY),
    "empty": lambda folder, _: write(folder / "bad.txt", b""),
    "blank": lambda folder, _: write(folder / "bad.txt", b" \n"),
    "oversize": oversize,
    "outside": linked_outside,
    "dangling": lambda folder, _: (folder / "bad.txt").symlink_to(folder / "nowhere"),
    "circle": lambda folder, _: (folder / "bad.txt").symlink_to(folder / "bad.txt"),
    "broken pdf": lambda folder, _: write(folder / "bad.pdf", b"%PDF-1.4 nonsense"),
}


@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=SPOILERS)
def test_one_line_and_the_others_go_on(corpus, folder, monkeypatch, spoil):
    spoil(folder, monkeypatch)
    for _ in range(2):
        report = corpus.sync()
        (refused,) = report.refused
        assert refused.path.startswith(str(folder / "bad."))
        assert str(refused).isprintable()
        assert refused.reason
        assert set(contents(corpus)) == set(GOOD.values())
    assert_sound(corpus)


def test_a_name_with_a_newline_is_used_and_shown_on_one_line(corpus, folder):
    write(folder / "two\nlines.txt", "A fine text.")
    write(folder / "bad\nlines.txt", BINARY)
    (refused,) = corpus.sync().refused
    assert refused.path == str(folder / "bad\\nlines.txt")
    assert contents(corpus)["A fine text."] == {str(folder / "two\nlines.txt")}


@pytest.mark.parametrize("name", ["bad.txt"])
def test_a_refused_file_is_read_again_only_when_it_changes(corpus, folder, loaded, name):
    write(folder / name, BINARY)
    first = corpus.sync().refused
    assert sorted(loaded) == [".txt"] * 3
    loaded.clear()
    assert corpus.sync().refused == first
    assert loaded == []
    write(folder / name, "Good at last.")
    assert corpus.sync().refused == ()
    assert loaded == [".txt"]
    assert "Good at last." in contents(corpus)
    loaded.clear()
    assert corpus.sync().unchanged == 3
    assert loaded == []


def test_a_good_file_that_becomes_bad_keeps_its_earlier_version(corpus, folder, loaded):
    corpus.sync()
    write(folder / "good.txt", BINARY)
    for _ in range(2):
        (refused,) = corpus.sync().refused
        assert refused.reason.endswith("; the version indexed before is kept")
        assert refused.reason.count("kept") == 1
        assert contents(corpus)["A good file."] == {str(folder / "good.txt")}
    assert_sound(corpus)
    corpus.embedder.embedded.clear()
    write(folder / "good.txt", "A good file.")
    assert corpus.sync().refused == ()
    assert corpus.embedder.embedded == []
    write(folder / "good.txt", BINARY)
    corpus.sync()
    (folder / "good.txt").unlink()
    assert corpus.sync().refused == ()
    assert set(contents(corpus)) == {"Another good file."}


def test_what_a_user_took_out_is_not_said_to_be_kept(corpus, folder):
    """The line differs from that of the run that refused the file: the stored text may be gone."""
    corpus.sync()
    source = str(folder / "good.txt")
    write(folder / "good.txt", BINARY)
    (refused,) = corpus.sync().refused
    assert refused.reason.endswith("; the version indexed before is kept")
    (document,) = (one for one in corpus.documents() if source in one.sources)
    corpus.remove(document.id)
    with corpus._store.transaction():  # as earlier versions stored it
        (state,) = (state for _, state in corpus._store.sources.refusals().values())
        corpus._store.sources.refuse(source, refused.reason, state)
    (again,) = corpus.restore(source).refused
    assert again.path == source
    assert again.reason == refused.reason.removesuffix("; the version indexed before is kept")
    assert [one.reason for one in corpus.sources() if one.source == source] == [again.reason]


def test_an_archive_that_becomes_bad_keeps_its_files_and_says_so(corpus, folder):
    with zipfile.ZipFile(folder / "both.zip", "w") as archive:
        archive.writestr("a.txt", "In the archive.")
    corpus.sync()
    (folder / "both.zip").write_bytes(b"PK\3\4 damaged")
    for _ in range(2):
        (refused,) = corpus.sync().refused
        assert refused.reason.endswith("; the version indexed before is kept")
        assert refused.reason.count("kept") == 1
    assert "In the archive." in contents(corpus)
    (document,) = (one for one in corpus.documents() if one.text == "In the archive.")
    corpus.remove(document.id)
    (refused,) = corpus.sync().refused
    assert "kept" not in refused.reason


def test_a_folder_of_bad_files_only(corpus, folder):
    for name in GOOD:
        write(folder / name, BINARY)
    assert len(corpus.sync().refused) == 2
    assert contents(corpus) == {}
    assert_sound(corpus)
