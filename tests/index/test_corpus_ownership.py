"""Which directories are a corpus, whose they are, and how they are erased."""

import itertools
import os
import shutil
from pathlib import Path

import pytest

import index.storage.forgetting
from index.corpus import Corpus
from index.errors import CorpusBusyError, StoreError
from tests.fakes import WordEmbedder
from tests.index.corpora import (
    TEXTS,
    assert_sound,
    contents,
    make_folder,
    open_corpus,
    write,
)


def test_a_folder_that_holds_its_own_corpus(tmp_path, folder):
    with Corpus(folder / "own", WordEmbedder(), folder=folder) as corpus:
        corpus.add(write(tmp_path / "up.txt", "Uploaded."))
        corpus.sync()
        assert len(contents(corpus)["Uploaded."]) == 1
        assert str(next(iter(contents(corpus)["Uploaded."]))).startswith(str(folder / "own"))
        assert len(contents(corpus)) == len(TEXTS) + 1


def test_not_a_folder(tmp_path):
    with pytest.raises(NotADirectoryError, match=r"nowhere: not a folder"):
        Corpus(tmp_path / "corpus", WordEmbedder(), folder=tmp_path / "nowhere")
    assert not (tmp_path / "corpus").exists()


def test_the_corpus_is_for_its_owner_alone(corpus):
    assert corpus.location.stat().st_mode & 0o777 == 0o700


def test_forget_erases_everything_but_the_folder(tmp_path, corpus, folder):
    corpus.add(write(tmp_path / "up.txt", "Uploaded."))
    corpus.close()
    kept = os.open(corpus.location / "corpus.sqlite", os.O_RDONLY)
    try:
        assert Corpus.forget(corpus.location)
        assert not corpus.location.exists()
        assert set(os.read(kept, 1_000_000)) == {0}
    finally:
        os.close(kept)
    assert not Corpus.forget(corpus.location)
    assert (folder / "tide.txt").read_text() == TEXTS["tide.txt"]


def test_forget_touches_nothing_that_is_not_a_corpus(tmp_path, folder):
    assert not Corpus.forget(folder)
    assert (folder / "tide.txt").is_file()


def test_forget_spares_files_that_are_not_ours(tmp_path, corpus):
    corpus.sync()
    mine = corpus.location / "thesis.txt"
    mine.write_text("My own words.")
    corpus.close()
    assert Corpus.forget(corpus.location)
    assert [path.name for path in corpus.location.iterdir()] == ["thesis.txt"]
    assert mine.read_text() == "My own words."


def test_a_directory_that_holds_something_else_is_refused(tmp_path, folder):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("My own words.")
    with pytest.raises(StoreError, match=r"mine: not empty and not a corpus"):
        Corpus(mine, WordEmbedder(), folder=folder)
    with pytest.raises(StoreError, match="cannot lie in the folder of documents itself"):
        Corpus(folder, WordEmbedder(), folder=folder)
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]


def test_a_moved_folder_is_another_folder(tmp_path, corpus, folder):
    corpus.close()
    shutil.move(folder, tmp_path / "moved")
    make_folder(folder, {"a.txt": "Alone."})
    with open_corpus(tmp_path) as again:
        again.sync()
        assert set(contents(again)) == {"Alone."}
        assert_sound(again)


def test_forget_unlinks_links_and_touches_nothing_behind_them(tmp_path, corpus):
    corpus.sync()
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "p.txt").write_text("precious")
    (corpus.location / "uploads").symlink_to(precious)
    (corpus.location / "lexical" / "more").symlink_to(precious / "p.txt")
    corpus.close()
    assert Corpus.forget(corpus.location)
    assert (precious / "p.txt").read_text() == "precious"
    assert not corpus.location.exists()


def test_forget_leaves_what_has_another_name_elsewhere(tmp_path, corpus):
    original = write(tmp_path / "mine.txt", "My own words.")
    corpus.add(original)
    (copy,) = corpus.user_data.uploads()
    Path(copy).unlink()
    os.link(original, copy)
    corpus.close()
    assert Corpus.forget(corpus.location)
    assert original.read_text() == "My own words."
    assert not corpus.location.exists()


def test_forget_waits_until_nobody_has_it_open(tmp_path, corpus):
    corpus.sync()
    before = contents(corpus)
    with pytest.raises(CorpusBusyError, match="has this corpus open"):
        Corpus.forget(corpus.location)
    assert contents(corpus) == before
    corpus.check()
    corpus.close()
    assert Corpus.forget(corpus.location)


def test_forget_goes_on_where_it_was_interrupted(corpus, tmp_path, monkeypatch):
    corpus.add(write(tmp_path / "more.txt", "Some more words."))
    corpus.close()
    erase = index.storage.forgetting.erase
    for times in range(3):
        calls = itertools.count()

        def interrupted(path, calls=calls, times=times):
            if next(calls) == times:
                raise KeyboardInterrupt
            erase(path)

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(index.storage.forgetting, "erase", interrupted)
            Corpus.forget(corpus.location)
    assert Corpus.forget(corpus.location)
    assert not corpus.location.exists()


def test_folders_that_only_have_our_names_are_not_ours(tmp_path, folder):
    site = tmp_path / "site"
    write(site / "uploads" / "photo.txt", "mine")
    assert not Corpus.forget(site)
    with pytest.raises(StoreError, match="not empty and not a corpus"):
        Corpus(site, WordEmbedder(), folder=folder)
    assert (site / "uploads" / "photo.txt").read_text() == "mine"


def test_a_corpus_belongs_to_one_folder(tmp_path, corpus):
    corpus.sync()
    other = make_folder(tmp_path / "other", {"a.txt": "Quite another text."})
    with pytest.raises(StoreError, match=r"belongs to the folder .*folder"):
        Corpus(corpus.location, WordEmbedder(), folder=other)
    assert len(corpus.documents()) == len(TEXTS)
