"""Archives and messages in a corpus: their members are documents and follow their changes."""

import os
from pathlib import Path

import pytest

from index import Limits
from index.loaders.containers.members import safe_name
from index.loaders.isolation.worker import Worker
from index.sync.member_sources import container_of, inside
from tests.index.corpora import assert_sound, contents, make_folder, open_corpus, write
from tests.index.loaders.format_samples import eml, zipped

TIDE = b"The tide rose in the harbour."
SNOW = b"Snow fell on the road."
BELL = b"The bell rang."


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / "folder", {"plain.txt": "A plain file."})


@pytest.fixture
def corpus(tmp_path, folder):
    with open_corpus(tmp_path) as opened:
        yield opened


def sources(corpus, folder) -> dict[str, list[str]]:
    """Texts with their sources relative to the folder, without the plain file."""
    return {
        text: sorted(os.path.relpath(one, folder) for one in found)
        for text, found in contents(corpus).items()
        if text != "A plain file."
    }


def counts(report) -> tuple[int, int, int, int, int]:
    return (
        report.added, report.changed, report.removed, report.unchanged, len(report.refused)
    )  # fmt: skip


def test_members_are_documents(corpus, folder):
    write(folder / "a.zip", zipped({"in/one.txt": TIDE, "two.md": SNOW, "in/b.csv": b"A,B\n1,2\n"}))
    report = corpus.sync()
    assert counts(report) == (4, 0, 0, 0, 0)
    assert sources(corpus, folder) == {
        TIDE.decode(): ["a.zip/in/one.txt"],
        SNOW.decode(): ["a.zip/two.md"],
        "Columns: A; B (row 1).\n\nA: 1; B: 2 (row 2).": ["a.zip/in/b.csv"],
    }
    assert corpus.find("one.txt").text == TIDE.decode()
    assert corpus.find(str(folder / "a.zip/two.md")).title == "two"
    assert_sound(corpus)


def test_an_unchanged_archive_is_not_read_again(corpus, folder, monkeypatch):
    write(folder / "a.zip", zipped({"one.txt": TIDE, "bad.txt": b"\0\1\2", "two.txt": SNOW}))
    first = corpus.sync()
    assert counts(first) == (3, 0, 0, 0, 1)
    monkeypatch.setattr("index.loaders.isolation.worker.Worker.open", None)
    second = corpus.sync()
    assert counts(second) == (0, 0, 0, 3, 1)
    assert second.refused == first.refused
    assert first.refused[0].path == str(folder / "a.zip/bad.txt")


def test_a_touched_archive_is_hashed_and_not_extracted(corpus, folder, monkeypatch):
    data = zipped({"one.txt": TIDE, "two.txt": SNOW})
    write(folder / "a.zip", data)
    corpus.sync()
    write(folder / "a.zip", data)
    monkeypatch.setattr("index.loaders.isolation.worker.Worker.open", None)
    assert counts(corpus.sync()) == (0, 0, 0, 3, 0)
    assert counts(corpus.sync(thorough=True)) == (0, 0, 0, 3, 0)


def test_a_changed_archive(corpus, folder):
    write(folder / "a.zip", zipped({"one.txt": TIDE, "two.txt": SNOW, "bad.txt": b"\0"}))
    corpus.sync()
    write(folder / "a.zip", zipped({"one.txt": TIDE, "three.txt": BELL}))
    corpus.embedder.embedded.clear()
    report = corpus.sync()
    assert counts(report) == (1, 1, 1, 1, 0)
    assert corpus.embedder.embedded == [BELL.decode()]
    assert sources(corpus, folder) == {
        TIDE.decode(): ["a.zip/one.txt"], BELL.decode(): ["a.zip/three.txt"]
    }  # fmt: skip
    assert_sound(corpus)
    (folder / "a.zip").unlink()
    assert counts(corpus.sync()) == (0, 0, 2, 1, 0)
    assert sources(corpus, folder) == {}
    assert_sound(corpus)


def test_an_archive_that_becomes_bad_keeps_its_members(corpus, folder):
    good = zipped({"one.txt": TIDE, "two.txt": SNOW})
    write(folder / "a.zip", good)
    corpus.sync()
    write(folder / "a.zip", b"broken")
    for _ in range(2):
        report = corpus.sync()
        (refused,) = report.refused
        assert refused.path == str(folder / "a.zip")
        assert refused.reason.endswith("; the version indexed before is kept")
        assert len(sources(corpus, folder)) == 2
    write(folder / "a.zip", good)
    assert counts(corpus.sync())[4] == 0
    assert counts(corpus.sync()) == (0, 0, 0, 3, 0)
    assert_sound(corpus)


def test_a_member_that_becomes_bad_keeps_its_earlier_version(corpus, folder):
    write(folder / "a.zip", zipped({"one.txt": TIDE, "two.txt": SNOW}))
    corpus.sync()
    write(folder / "a.zip", zipped({"one.txt": b"\0\1", "two.txt": SNOW}))
    for _ in range(2):
        (refused,) = corpus.sync().refused
        assert refused.path == str(folder / "a.zip/one.txt")
        assert refused.reason.endswith("; the version indexed before is kept")
        assert len(sources(corpus, folder)) == 2


def test_members_are_taken_out_and_back_one_by_one(corpus, folder):
    write(folder / "a.zip", zipped({"one.txt": TIDE, "two.txt": SNOW}))
    corpus.sync()
    corpus.remove(corpus.find("one.txt").id)
    assert corpus.exclusions() == [str(folder / "a.zip/one.txt")]
    report = corpus.sync()
    assert counts(report) == (0, 0, 0, 2, 0)
    assert report.excluded == 1
    assert counts(corpus.sync(thorough=True)) == (0, 0, 0, 2, 0)
    write(folder / "a.zip", zipped({"one.txt": TIDE, "two.txt": SNOW, "three.txt": BELL}))
    assert corpus.sync().excluded == 1
    assert TIDE.decode() not in sources(corpus, folder)
    assert counts(corpus.restore(str(folder / "a.zip/one.txt")))[0] == 1
    assert len(sources(corpus, folder)) == 3
    corpus.remove(corpus.find("one.txt").id)
    corpus.remove(corpus.find("two.txt").id)
    corpus.remove(corpus.find("three.txt").id)
    assert sources(corpus, folder) == {}
    assert corpus.sync().excluded == 3
    assert_sound(corpus)


def test_the_same_text_in_an_archive_and_beside_it(corpus, folder):
    write(folder / "a.zip", zipped({"one.txt": TIDE, "copy.txt": TIDE}))
    write(folder / "b.txt", TIDE)
    corpus.sync()
    assert sources(corpus, folder) == {TIDE.decode(): ["a.zip/copy.txt", "a.zip/one.txt", "b.txt"]}
    (folder / "a.zip").unlink()
    corpus.sync()
    assert sources(corpus, folder) == {TIDE.decode(): ["b.txt"]}
    assert_sound(corpus)


def test_an_uploaded_archive(corpus, tmp_path):
    original = write(
        tmp_path / "up.zip", zipped({"one.txt": TIDE, "two.txt": SNOW, "bad.txt": b"\0"})
    )
    report = corpus.add(original)
    assert [one.path for one in report.refused] == [str(original / "bad.txt")]
    assert counts(report) == (2, 0, 0, 0, 1)
    copy = next((corpus.location / "uploads").glob("*/up.zip"))
    corpus.sync()
    corpus.remove(corpus.find("one.txt").id)
    assert copy.is_file()
    corpus.sync()
    assert TIDE.decode() not in contents(corpus)
    corpus.remove(corpus.find("two.txt").id)
    assert not copy.exists()
    assert corpus.exclusions() == []
    assert counts(corpus.sync())[2] == 0
    assert_sound(corpus)


def test_what_could_not_be_used_of_an_uploaded_archive_goes_with_it(corpus, tmp_path):
    data = zipped({"a.txt": SNOW, "bad.pdf": b"nothing"})
    corpus.add(write(tmp_path / "up.zip", data))
    assert [entry.reason != "" for entry in corpus.sources() if ".zip/" in entry.source] == [
        False, True,
    ]  # fmt: skip
    used = next(entry for entry in corpus.sources() if entry.source.endswith(".zip/a.txt"))
    corpus.withdraw(used.document.id, used.source)
    assert [entry.source for entry in corpus.sources() if ".zip" in entry.source] == []


@pytest.mark.parametrize("data", [b"broken", zipped({"bad.txt": b"\0"}), zipped({"a.gif": b"x"})])
def test_an_uploaded_archive_without_use_is_not_kept(corpus, tmp_path, data):
    original = write(tmp_path / "up.zip", data)
    (refused,) = corpus.add(original).refused
    assert refused.path.startswith(str(original))
    assert list((corpus.location / "uploads").glob("*/up.zip")) == []
    assert corpus.sync().refused == ()


def test_a_message_with_attachments(corpus, folder):
    data = eml(
        "Body words.", attached={"one.txt": TIDE, "x.bin": b"?", "in.zip": zipped({"a": b""})}
    )
    write(folder / "m.eml", data)
    report = corpus.sync()
    assert counts(report) == (3, 0, 0, 0, 1)
    assert report.refused[0].path == str(folder / "m.eml/in.zip")
    found = sources(corpus, folder)
    assert found[TIDE.decode()] == ["m.eml/one.txt"]
    assert ["m.eml"] in found.values()
    assert corpus.find("m.eml").title == "High tide on Monday"
    corpus.remove(corpus.find("m.eml").id)
    report = corpus.sync()
    assert report.excluded == 1
    assert list(sources(corpus, folder).values()) == [["m.eml/one.txt"]]
    write(folder / "m.eml", eml("New words."))
    corpus.sync()
    assert sources(corpus, folder) == {}
    corpus.restore(str(folder / "m.eml"))
    assert list(sources(corpus, folder).values()) == [["m.eml"]]
    assert_sound(corpus)


def test_an_empty_message_goes_and_a_broken_one_stays(corpus, folder):
    write(folder / "m.eml", eml("Body.", attached={"one.txt": TIDE}))
    corpus.sync()
    write(folder / "m.eml", b"not a message at all")
    assert corpus.sync().refused[0].reason.endswith("kept")
    assert len(sources(corpus, folder)) == 2
    write(folder / "m.eml", b"\n")
    assert counts(corpus.sync()) == (0, 0, 2, 1, 1)
    assert sources(corpus, folder) == {}
    assert_sound(corpus)


def test_a_run_that_was_cut_short_goes_on(tmp_path, folder, monkeypatch):
    write(folder / "a.zip", zipped({f"{n}.txt": f"Text number {n}.".encode() for n in range(6)}))
    monkeypatch.setattr("index.sync.batches._BATCH_PASSAGES", 2)
    real = Worker.load_member

    def cut(self, number):
        if number == 4:
            raise KeyboardInterrupt
        return real(self, number)

    with open_corpus(tmp_path) as corpus:
        monkeypatch.setattr("index.loaders.isolation.worker.Worker.load_member", cut)
        with pytest.raises(KeyboardInterrupt):
            corpus.sync()
        assert 0 < len(sources(corpus, folder)) < 6
        monkeypatch.setattr("index.loaders.isolation.worker.Worker.load_member", real)
        corpus.sync()
        assert len(sources(corpus, folder)) == 6
        assert_sound(corpus)


def test_other_limits_try_refused_files_again(tmp_path, folder):
    write(folder / "a.zip", zipped({"one.txt": TIDE, "two.txt": SNOW}))
    write(folder / "big.csv", "a,b\n" * 10)
    with open_corpus(tmp_path, limits=Limits(archive_members=1, rows=5)) as corpus:
        assert len(corpus.sync().refused) == 2
    with open_corpus(tmp_path) as corpus:
        report = corpus.sync()
        assert report.refused == ()
        assert counts(report) == (3, 0, 0, 1, 0)


NAMES = {
    "../../etc/passwd.txt": "etc/passwd.txt",
    "/etc/shadow.txt": "etc/shadow.txt",
    "..\\..\\windows\\x.txt": "windows/x.txt",
    "./a/./b//c.txt": "a/b/c.txt",
    "two\nlines.txt": "two lines.txt",
    "x" * 3000 + ".txt": "x" * 396 + ".txt",
    "a../" + "x" * 393 + ".txt": "x" * 393 + ".txt",
    "a/" + "x" * 395 + ".txt": "x" * 395 + ".txt",
    "\u202ecod.txt": "\u202ecod.txt",
}


@pytest.mark.parametrize(("name", "safe"), NAMES.items(), ids=range(len(NAMES)))
def test_names_are_labels(corpus, folder, tmp_path, name, safe):
    assert safe_name(name) == safe
    write(folder / "a.zip", zipped({name: TIDE}))
    before = sorted(tmp_path.rglob("*.txt"))
    assert corpus.sync().refused == ()
    assert sources(corpus, folder) == {TIDE.decode(): [f"a.zip/{safe}"]}
    assert sorted(tmp_path.rglob("*.txt")) == before
    assert not Path(str(folder / "a.zip") + "x").exists()


def test_members_of_one_name_are_told_apart(corpus, folder):
    pairs = [("a.txt", TIDE), ("./a.txt", SNOW), ("b/../a.txt", BELL), ("a (2).txt", b"Rope.")]
    write(folder / "a.zip", zipped(pairs))
    corpus.sync()
    assert sorted(one for found in sources(corpus, folder).values() for one in found) == [
        "a.zip/a (2) (2).txt", "a.zip/a (2).txt", "a.zip/a.txt", "a.zip/b/a.txt"
    ]  # fmt: skip


def test_what_is_passed_over(corpus, folder):
    link = zipped({"ok.txt": TIDE, "pic.gif": b"x", ".hid.txt": SNOW, "__MACOSX/._a.txt": BELL,
                   ".git/c.txt": b"x y", "folder/": b""})  # fmt: skip
    write(folder / "a.zip", link)
    report = corpus.sync()
    assert report.refused == ()
    assert list(sources(corpus, folder).values()) == [["a.zip/ok.txt"]]


def test_inside_takes_what_is_in_and_nothing_beside():
    every = sorted(["/f/a.zip", "/f/a.zip/x", "/f/a.zip/y/z", "/f/a.zip0", "/f/a.zip.txt", "/f/a"])
    assert inside("/f/a.zip", every) == ["/f/a.zip", "/f/a.zip/x", "/f/a.zip/y/z"]
    assert inside("/f/b.zip", every) == []


def test_the_container_of_a_source_is_a_file_and_not_a_folder_named_like_one(tmp_path):
    (tmp_path / "box.zip").mkdir()
    for path, container in [
        ("box.zip/a.txt", ""),
        ("box.zip/post.EML/a.pdf", "box.zip/post.EML"),
        ("gone.zip/mail.eml/a.pdf", "gone.zip"),
        ("zip/eml.txt", ""),
        ("mail.eml", ""),
    ]:
        source = f"{tmp_path}/{path}"
        assert container_of(source) == (f"{tmp_path}/{container}" if container else "")
    assert container_of("s3://bucket/box.zip/a.txt") == "s3://bucket/box.zip"
