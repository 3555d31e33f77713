"""A file that the program ended with is passed over at the next start, with one line."""

import os
import sys

import pytest

import index.sync.container_file
import index.sync.plain_file
from index.sync.attempts import NOTE_FILE
from tests.index.corpora import contents, make_folder, open_corpus, write
from tests.index.loaders.format_samples import zipped

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")

TEXTS = {"a.txt": "The tide rose.", "bad.txt": "The program ends.", "c.txt": "Snow fell."}


def die_at(tmp_path, name, **options):
    """A process that syncs and ends, without any tidying up, while it reads a file."""
    process = os.fork()
    if process == 0:
        try:
            real = index.sync.plain_file.read_item
            real_member = index.sync.container_file.ContainerFile._take_member

            def read(file, *rest):
                if file.path.name == name:
                    os._exit(9)
                return real(file, *rest)

            def take(self, number, member, *rest):
                if member.name == name:
                    self._run.attempts.begin(f"{self.file.source}/{name}", rest[0])
                    os._exit(9)
                return real_member(self, number, member, *rest)

            index.sync.plain_file.read_item = read
            index.sync.container_file.ContainerFile._take_member = take
            with open_corpus(tmp_path) as corpus:
                corpus.sync(**options)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def synced(tmp_path, **options):
    """Texts, and what was refused, after a start."""
    with open_corpus(tmp_path) as corpus:
        report = corpus.sync(**options)
        assert not (tmp_path / "corpus" / NOTE_FILE).exists()
        return set(contents(corpus)), [(r.path, r.reason) for r in report.refused]


def test_it_is_passed_over_once_and_then_read(tmp_path):
    make_folder(tmp_path / "folder", TEXTS)
    assert die_at(tmp_path, "bad.txt") == 9
    texts, refused = synced(tmp_path)
    assert texts == {"The tide rose.", "Snow fell."}
    assert len(refused) == 1
    assert refused[0][0].endswith("bad.txt")
    assert "passed over" in refused[0][1]
    assert synced(tmp_path) == (set(TEXTS.values()), [])


def test_it_is_passed_over_for_the_whole_start(tmp_path):
    make_folder(tmp_path / "folder", TEXTS)
    die_at(tmp_path, "bad.txt")
    with open_corpus(tmp_path) as corpus:
        for _ in range(3):
            assert len(corpus.sync().refused) == 1


def test_one_that_ends_the_program_twice_is_refused_until_it_changes(tmp_path):
    folder = make_folder(tmp_path / "folder", TEXTS)
    die_at(tmp_path, "bad.txt")
    synced(tmp_path)
    # Everything else comes first.
    write(folder / "zz.txt", "Ann paid.")
    assert die_at(tmp_path, "bad.txt") == 9
    for _ in range(3):
        texts, refused = synced(tmp_path)
        assert "Ann paid." in texts
        assert "twice" in refused[0][1]
        assert "; " in refused[0][1]
    write(folder / "bad.txt", "It is mended.")
    assert "It is mended." in synced(tmp_path)[0]


def test_a_thorough_run_tries_it_again(tmp_path):
    make_folder(tmp_path / "folder", TEXTS)
    die_at(tmp_path, "bad.txt")
    assert synced(tmp_path, thorough=True) == (set(TEXTS.values()), [])


@pytest.mark.parametrize("was_stored", [False, True])
def test_a_good_file_is_read_when_somebody_has_it_tried_again(tmp_path, was_stored):
    """As when the power failed twice while it was read: nothing is wrong with it."""
    folder = make_folder(tmp_path / "folder", TEXTS)
    if was_stored:
        synced(tmp_path)
        write(folder / "bad.txt", "It was changed.")
    die_at(tmp_path, "bad.txt")
    synced(tmp_path)
    die_at(tmp_path, "bad.txt")
    with open_corpus(tmp_path) as corpus:
        (refused,) = corpus.sync().refused
        assert "when you have it tried again" in refused.reason
        assert corpus.try_again([refused.path]).refused == ()
        wanted = "It was changed." if was_stored else TEXTS["bad.txt"]
        assert wanted in contents(corpus)
    assert synced(tmp_path)[1] == []


def test_a_member_is_blamed_alone(tmp_path):
    folder = make_folder(tmp_path / "folder", {})
    write(folder / "a.zip", zipped({name: text.encode() for name, text in TEXTS.items()}))
    assert die_at(tmp_path, "bad.txt") == 9
    texts, refused = synced(tmp_path)
    assert texts == {"The tide rose.", "Snow fell."}
    assert [path.endswith("a.zip/bad.txt") for path, _ in refused] == [True]
    assert die_at(tmp_path, "bad.txt") == 9
    assert [path.endswith("a.zip/bad.txt") for path, _ in synced(tmp_path)[1]] == [True]
    assert "twice" in synced(tmp_path)[1][0][1]


def test_a_damaged_note_blames_nobody(tmp_path):
    make_folder(tmp_path / "folder", TEXTS)
    synced(tmp_path)
    for left in (b"", b"{", b"[1]", b'{"source": 3}', b"\xff\xfe"):
        (tmp_path / "corpus" / NOTE_FILE).write_bytes(left)
        with open_corpus(tmp_path) as corpus:
            assert corpus.sync().refused == ()


def test_an_error_that_is_caught_blames_nobody(tmp_path, monkeypatch):
    make_folder(tmp_path / "folder", TEXTS)

    def broken(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, open_corpus(tmp_path) as corpus:
        patch.setattr(index.sync.plain_file, "read_item", broken)
        with pytest.raises(KeyboardInterrupt):
            corpus.sync()
    assert synced(tmp_path) == (set(TEXTS.values()), [])
