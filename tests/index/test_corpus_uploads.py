"""Files and folders that are added to a corpus."""

import os

import pytest

from index.values import document_id
from tests.index.corpora import (
    contents,
    write,
)


def test_uploads_are_copied_and_syncing_leaves_them(tmp_path, corpus):
    upload = write(tmp_path / "elsewhere/up.txt", "Uploaded text. It stays.")
    assert corpus.add(upload).added == 1
    upload.unlink()
    corpus.sync()
    ((source,),) = [s for text, s in contents(corpus).items() if text.startswith("Uploaded")]
    assert source.startswith(str(corpus.location / "uploads"))
    corpus.remove(document_id("Uploaded text. It stays."))
    assert not os.path.exists(source)  # noqa: PTH110
    assert list((corpus.location / "uploads").rglob("*.txt")) == []
    corpus.sync()
    assert "Uploaded text. It stays." not in contents(corpus)
    assert corpus.exclusions() == []


def test_uploads_of_one_name_do_not_collide(tmp_path, corpus):
    for i in range(2):
        corpus.add(write(tmp_path / f"{i}/same.txt", f"Text number {i}."))
    assert {"Text number 0.", "Text number 1."} <= set(contents(corpus))


def test_a_folder_can_be_added(tmp_path, corpus):
    write(tmp_path / "more/x.txt", "One more.")
    write(tmp_path / "more/sub/y.txt", "Two more.")
    write(tmp_path / "more/z.mp3", "-")
    report = corpus.add(tmp_path / "more")
    assert (report.added, report.ignored) == (2, 1)
    assert {"One more.", "Two more."} <= set(contents(corpus))


@pytest.mark.parametrize("name", ["bad.txt", "two\nlines.txt", "what.xyz"])
def test_an_upload_that_is_refused_leaves_nothing_behind(tmp_path, corpus, name):
    before = contents(corpus)
    report = corpus.add(write(tmp_path / name, b"\0\1\2" * 50))
    assert len(report.refused) == 1
    assert "\n" not in str(report.refused[0])
    assert [p for p in (corpus.location / "uploads").rglob("*") if p.is_file()] == []
    assert corpus.sync().refused == ()
    assert contents(corpus) == before


@pytest.mark.parametrize("name", ["~$open.txt", ".~$open.txt", "\udcff.txt"])
def test_what_a_sync_would_pass_over_is_refused_at_once(tmp_path, corpus, name):
    before = contents(corpus)
    (refused,) = corpus.add(write(tmp_path / name, "Uploaded.")).refused
    assert refused.reason.startswith(("a lock file of Office", "the file name is not UTF-8"))
    assert [p for p in (corpus.location / "uploads").rglob("*") if p.is_file()] == []
    assert contents(corpus) == before


@pytest.mark.parametrize("name", [".hidden.txt", "..txt", "...md"])
def test_an_upload_with_dots_in_front_stays(tmp_path, corpus, name):
    assert corpus.add(write(tmp_path / name, "Uploaded.")).added == 1
    assert corpus.sync().removed == 0
    assert "Uploaded." in contents(corpus)


def test_a_missing_upload(corpus, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nowhere\.txt"):
        corpus.add(tmp_path / "nowhere.txt")


def test_a_refused_upload_is_named_by_the_users_own_path(tmp_path, corpus):
    bad = write(tmp_path / "bad.txt", b"\x00\x01\x02")
    (refused,) = corpus.add(bad).refused
    assert refused.path == str(bad)
