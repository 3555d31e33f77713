"""A corpus follows its folder: what is new, changed, renamed, gone or excluded."""

import os
from pathlib import Path

import pytest

from index.corpus import Corpus
from index.errors import UnknownDocumentError
from index.values import document_id
from tests.fakes import WordEmbedder
from tests.index.corpora import (
    TEXTS,
    assert_sound,
    contents,
    open_corpus,
    write,
)


def test_the_folder_becomes_documents(corpus, folder):
    assert contents(corpus) == {text: {str(folder / name)} for name, text in TEXTS.items()}
    assert_sound(corpus)
    titles = {one.sources[0]: one.title for one in corpus.documents()}
    assert titles[str(folder / "tide.txt")] == "tide"
    assert titles[str(folder / "list.md")] == "Shopping"


def test_a_corpus_that_was_never_synced_is_empty_and_sound(tmp_path):
    with Corpus(tmp_path / "corpus", WordEmbedder()) as corpus:
        corpus.check()
        assert corpus.documents() == ()
        assert corpus.lexical_search("bell", 5) == []
        assert corpus.dense_search(corpus.embedder.embed_question("bell"), 5) == []
        corpus.sync()
        corpus.check()


def test_a_second_sync_does_nothing(corpus):
    generation = corpus._store.generation()
    report = corpus.sync()
    assert (report.unchanged, report.added, report.passages) == (len(TEXTS), 0, 0)
    assert corpus.embedder.embedded == []
    assert corpus._store.generation() == generation


def test_only_a_changed_file_is_embedded_again(corpus, folder):
    text = "Rain fell on the harbour. Ann slept."
    write(folder / "snow.txt", text)
    report = corpus.sync()
    assert (report.changed, report.unchanged) == (1, len(TEXTS) - 1)
    assert report.passages == len(corpus.embedder.embedded)
    assert corpus.embedder.embedded == [text]
    assert TEXTS["snow.txt"] not in contents(corpus)
    assert_sound(corpus)


def test_a_changed_time_alone_embeds_nothing(corpus, folder):
    write(folder / "snow.txt", TEXTS["snow.txt"])
    assert corpus.sync().unchanged == len(TEXTS)
    assert corpus.embedder.embedded == []
    assert_sound(corpus)


def test_a_change_that_hides_behind_size_and_time_is_found_thoroughly(corpus, folder):
    path = folder / "snow.txt"
    status = path.stat()
    text = TEXTS["snow.txt"].replace("Snow", "Hail")
    path.write_text(text)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert corpus.sync().unchanged == len(TEXTS)
    assert corpus.sync(thorough=True).changed == 1
    assert text in contents(corpus)


def test_the_same_text_is_stored_once_and_goes_with_its_last_source(corpus, folder):
    text = TEXTS["snow.txt"]
    write(folder / "copy.txt", text)
    assert corpus.sync().added == 1
    assert corpus.embedder.embedded == []
    assert contents(corpus)[text] == {str(folder / "snow.txt"), str(folder / "copy.txt")}
    (folder / "snow.txt").unlink()
    assert corpus.sync().removed == 1
    assert contents(corpus)[text] == {str(folder / "copy.txt")}
    assert_sound(corpus)
    (folder / "copy.txt").unlink()
    corpus.sync()
    assert text not in contents(corpus)
    assert_sound(corpus)


def test_a_text_that_moves_to_another_file_while_its_own_changes(corpus, folder):
    text = "Rain fell all day. Ann slept."
    write(folder / "a.txt", text)
    corpus.sync()
    corpus.embedder.embedded.clear()
    write(folder / "b.txt", text)
    write(folder / "a.txt", "Hail fell.")
    corpus.sync()
    assert contents(corpus)[text] == {str(folder / "b.txt")}
    assert corpus.document(document_id(text)).title == "b"
    assert corpus.embedder.embedded == ["Hail fell."]
    assert_sound(corpus)


def test_a_renamed_file_is_not_embedded_again_and_takes_its_new_name(corpus, folder):
    corpus.sync()
    before = list(corpus.embedder.embedded)
    (folder / "snow.txt").rename(folder / "winter.txt")
    report = corpus.sync()
    assert (report.added, report.removed, report.passages) == (1, 1, 0)
    assert corpus.embedder.embedded == before
    (renamed,) = [d for d in corpus.documents() if d.text == TEXTS["snow.txt"]]
    assert renamed.sources == (str(folder / "winter.txt"),)
    assert renamed.title == "winter"
    corpus.check()


def test_two_files_that_change_places(corpus, folder):
    write(folder / "tide.txt", TEXTS["snow.txt"])
    write(folder / "snow.txt", TEXTS["tide.txt"])
    corpus.sync()
    assert contents(corpus)[TEXTS["snow.txt"]] == {str(folder / "tide.txt")}
    assert contents(corpus)[TEXTS["tide.txt"]] == {str(folder / "snow.txt")}
    assert corpus.document(document_id(TEXTS["snow.txt"])).title == "tide"
    assert corpus.embedder.embedded == []
    assert_sound(corpus)
    # Titles count in term search, so those were indexed anew.
    (best, _), *_ = corpus.lexical_search("tide boats snow fell road", 5)
    assert corpus.passages([best])[best].document_id == document_id(TEXTS["snow.txt"])


def test_removing_excludes_until_restored_also_after_opening_again(tmp_path, folder):
    path = str(folder / "snow.txt")
    with open_corpus(tmp_path) as corpus:
        corpus.sync()
        corpus.remove(document_id(TEXTS["snow.txt"]))
        assert TEXTS["snow.txt"] not in contents(corpus)
        assert_sound(corpus)
    assert (folder / "snow.txt").read_text() == TEXTS["snow.txt"]
    with open_corpus(tmp_path) as corpus:
        assert corpus.exclusions() == [path]
        corpus.sync()
        assert TEXTS["snow.txt"] not in contents(corpus)
        with pytest.raises(UnknownDocumentError, match="no document"):
            corpus.document(document_id(TEXTS["snow.txt"]))
        with pytest.raises(UnknownDocumentError):
            corpus.remove(document_id(TEXTS["snow.txt"]))
        corpus.restore(path)
        assert contents(corpus)[TEXTS["snow.txt"]] == {path}
        assert corpus.exclusions() == []
        assert_sound(corpus)


def test_texts(corpus):
    corpus.add_texts(
        [("Normans", "Some text."), ("Normans", "More text."), ("Danes", "Some text.")]
    )
    assert contents(corpus)["Some text."] == {"Normans", "Danes"}
    assert contents(corpus)["More text."] == {"Normans"}
    corpus.sync()
    assert contents(corpus)["Some text."] == {"Normans", "Danes"}
    corpus.remove(document_id("Some text."))
    assert "Some text." not in contents(corpus)
    assert contents(corpus)["More text."] == {"Normans"}
    assert_sound(corpus)
    for text in (" \n", "\ud800"):
        with pytest.raises(ValueError):
            corpus.add_texts([("bad", text)])


def test_an_emptied_file_takes_its_text_with_it(corpus, folder):
    write(folder / "snow.txt", " \n")
    report = corpus.sync()
    assert report.removed == 1
    assert [one.path for one in report.refused] == [str(folder / "snow.txt")]
    assert "kept" not in report.refused[0].reason
    assert TEXTS["snow.txt"] not in {one.text for one in corpus.documents()}
    corpus.check()


def test_exclusions_are_counted(corpus):
    corpus.remove(document_id(TEXTS["snow.txt"]))
    assert corpus.sync().excluded == 1


def test_documents_are_found_by_id_beginning_path_and_file_name(corpus, folder):
    (snow,) = [one for one in corpus.documents() if one.text == TEXTS["snow.txt"]]
    for name in (snow.id, snow.id[:6].upper(), str(folder / "snow.txt"), "snow.txt"):
        assert corpus.find(name) == snow
    both = r"2 documents match 'tide\.txt': .*tide\.txt, .*tide\.txt; give more of the path"
    with pytest.raises(UnknownDocumentError, match=both):
        corpus.find("tide.txt")
    end = f"{folder.name}/tide.txt"
    assert corpus.find(end).sources == (str(folder / "tide.txt"),)
    for name in ("nothing.txt", snow.id[:3], ""):
        with pytest.raises(UnknownDocumentError, match="no document"):
            corpus.find(name)


@pytest.mark.parametrize("gone", ["", "deep"])
def test_a_folder_that_cannot_be_looked_into_keeps_its_documents(corpus, folder, monkeypatch, gone):
    before = contents(corpus)
    write(folder / "snow.txt", "Rain fell.")
    real = os.scandir

    def scandir(path):
        if Path(path) == folder / gone:
            raise OSError(5, "Input/output error")
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", scandir)
        report = corpus.sync()
    assert report.removed == 0
    assert [one.path for one in report.refused] == [str(folder / gone)]
    kept = {text for text in before if text != TEXTS["snow.txt"]}
    assert kept <= set(contents(corpus))
    corpus.sync()
    assert set(contents(corpus)) == kept | {"Rain fell."}
    assert_sound(corpus)


def test_many_files_that_only_look_changed_are_few_commits(corpus, folder):
    generation = corpus._store.generation()
    for name, text in TEXTS.items():
        write(folder / name, text)
    write(folder / "bad1.txt", b"\x7fELF\0\1" * 90)
    write(folder / "bad2.txt", b"\x7fELF\0\2" * 90)
    report = corpus.sync()
    assert (report.unchanged, len(report.refused)) == (len(TEXTS), 2)
    assert corpus._store.generation() == generation + 1
    assert corpus.sync().refused == report.refused
    assert corpus._store.generation() == generation + 1
