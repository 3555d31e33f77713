import itertools
import os
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

import index.storage.forgetting
from index.corpus import Corpus
from index.errors import CorpusBusyError, StoppedError, StoreError, UnknownDocumentError
from index.text.passages import PassageSettings
from index.values import document_id
from tests.fakes import WordEmbedder
from tests.index.corpora import (
    TEXTS,
    all_passages,
    assert_sound,
    contents,
    make_folder,
    open_corpus,
    searches,
    write,
)


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / "folder")


@pytest.fixture
def corpus(tmp_path, folder):
    with open_corpus(tmp_path) as opened:
        opened.sync()
        opened.embedder.embedded.clear()
        yield opened


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


@pytest.mark.slow
def test_closed_and_opened_searches_are_the_same(tmp_path, corpus, folder):
    (folder / "snow.txt").unlink()
    corpus.sync()
    before = searches(corpus)
    assert any(before)
    corpus.close()
    embedder = WordEmbedder()
    with open_corpus(tmp_path, embedder) as again:
        assert searches(again) == before
        assert_sound(again)
    assert embedder.calls == 0


def test_searches_are_what_they_say(corpus):
    question = corpus.embedder.embed_question("Who rang the bell?")
    passages = all_passages(corpus)
    exact = {}
    for passage in passages.values():
        text = corpus.document(passage.document_id).text[passage.start : passage.end]
        half = WordEmbedder().embed([text])[0].astype(np.float16).astype(np.float32)
        exact[passage.id] = float(half @ question)
    found = corpus.dense_search(question, 1000)
    assert dict(found) == pytest.approx(exact, abs=1e-6)
    assert [s for _, s in found] == sorted(exact.values(), reverse=True) or [
        s for _, s in found
    ] == pytest.approx(sorted(exact.values(), reverse=True), abs=1e-6)
    some = list(passages)[::2]
    assert corpus.dense_scores(question, [*some, 10**9]) == pytest.approx(
        {id_: exact[id_] for id_ in some}, abs=1e-6
    )


@pytest.mark.parametrize("kind", ["dense", "lexical"])
def test_filters_work_inside_the_search(corpus, kind):
    def search(k, documents=None):
        if kind == "lexical":
            return corpus.lexical_search("harbour bell", k, documents)
        return corpus.dense_search(corpus.embedder.embed_question("harbour bell"), k, documents)

    passages = all_passages(corpus)
    for summary in corpus.summaries():
        inside = [s for s in search(1000) if passages[s[0]].document_id == summary.id]
        assert [i for i, _ in search(2, [summary.id])] == [i for i, _ in inside[:2]]
        assert len(search(2, [summary.id])) == min(2, len(inside))
    assert search(5, []) == []
    assert search(5, ["unknown"]) == []


def test_other_passage_sizes_make_the_passages_anew(tmp_path, corpus):
    before = all_passages(corpus)
    corpus.close()
    with open_corpus(tmp_path, settings=PassageSettings(max_tokens=8)) as again:
        again.check()
        report = again.sync()
        assert report.unchanged == len(TEXTS)
        assert report.passages == len(again.embedder.embedded) > len(before)
        assert not set(all_passages(again)) & set(before)
        assert_sound(again)
        assert set(contents(again)) == set(TEXTS.values())


def test_another_embedder_makes_the_vectors_anew(tmp_path, corpus):
    corpus.close()
    with open_corpus(tmp_path, WordEmbedder(dimension=32)) as again:
        again.sync()
        assert_sound(again)
        found = again.dense_search(again.embedder.embed_question("bell"), 100)
        assert len(found) == len(again.embedder.embedded) > 0


@pytest.mark.slow
def test_one_writes_while_others_read(tmp_path, corpus, folder):
    with open_corpus(tmp_path) as reader:
        before = searches(reader)
        with corpus._writing():
            for change in (reader.sync, lambda: reader.add_texts([("a", "b")])):
                with pytest.raises(CorpusBusyError, match="another process"):
                    change()
            assert searches(reader) == before
            reader.check()
            with pytest.raises(CorpusBusyError):
                Corpus.forget(corpus.location)
        write(folder / "new.txt", "A zebra came.")
        corpus.sync()
        (best, _), *_ = reader.dense_search(reader.embedder.embed_question("A zebra came."), 1)
        assert reader.passages([best])[best].document_id == document_id("A zebra came.")
        assert [i for i, _ in reader.lexical_search("zebra", 5)] == [best]
        (folder / "new.txt").unlink()
        corpus.sync()
        assert reader.lexical_search("zebra", 5) == []
        assert_sound(reader)
        reader.sync()


def test_a_reader_sees_what_is_committed_while_the_writer_goes_on(tmp_path, corpus):
    with open_corpus(tmp_path) as reader:
        with corpus._writing() as writer:
            writer.add_texts([("zebra", "A zebra came.")])
            found = reader.dense_search(reader.embedder.embed_question("A zebra came."), 1)
            assert found[0][1] == pytest.approx(1, abs=1e-3)
        assert len(reader.lexical_search("zebra", 5)) == 1


def test_searches_from_several_threads_while_one_writes(tmp_path, corpus, folder):
    errors = []
    done = threading.Event()

    def search():
        try:
            while not done.is_set():
                vector = corpus.embedder.embed_question("bell")
                for id_, _ in corpus.dense_search(vector, 5) + corpus.lexical_search("bell", 5):
                    for passage in corpus.passages([id_]).values():
                        document = corpus.document_or_none(passage.document_id)
                        assert document is None or passage.end <= len(document.text)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for i in range(6):
        write(folder / "tide.txt", f"The bell rang {i} times. " * (i + 1))
        try:
            corpus.sync()
        except CorpusBusyError:  # a search was bringing the indexes up to date
            continue
    done.set()
    for thread in threads:
        thread.join()
    assert errors == []
    corpus.sync()
    assert_sound(corpus)


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


def test_an_emptied_file_takes_its_text_with_it(corpus, folder):
    write(folder / "snow.txt", " \n")
    report = corpus.sync()
    assert report.removed == 1
    assert [one.path for one in report.refused] == [str(folder / "snow.txt")]
    assert "kept" not in report.refused[0].reason
    assert TEXTS["snow.txt"] not in {one.text for one in corpus.documents()}
    corpus.check()


def test_a_refused_upload_is_named_by_the_users_own_path(tmp_path, corpus):
    bad = write(tmp_path / "bad.txt", b"\x00\x01\x02")
    (refused,) = corpus.add(bad).refused
    assert refused.path == str(bad)


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


def test_writers_of_one_process_wait_for_each_other(corpus, folder, tmp_path):
    write(folder / "rain.txt", "Rain fell.")
    upload = write(tmp_path / "upload.txt", "Hail fell.")
    errors = []

    def run(change):
        try:
            change()
        except Exception as error:
            errors.append(error)

    threads = [
        threading.Thread(target=run, args=(change,))
        for change in (corpus.sync, lambda: corpus.add(upload), corpus.sync)
    ]
    with corpus._writing():
        for thread in threads:
            thread.start()
        # A question does not wait for whoever writes.
        assert corpus.lexical_search("bell", 5)
    for thread in threads:
        thread.join()
    assert errors == []
    assert {"Rain fell.", "Hail fell."} <= set(contents(corpus))
    assert_sound(corpus)


def test_a_sync_that_is_to_stop_leaves_whole_documents(tmp_path, folder):
    class Told(WordEmbedder):
        """Told to stop while it embeds."""

        stop = threading.Event()

        def embed(self, texts, done=None):
            self.stop.set()
            return super().embed(texts, done)

    with Corpus(tmp_path / "other", Told(), folder=folder) as corpus:
        with pytest.raises(StoppedError):
            corpus.sync(stop=Told.stop)
        assert contents(corpus) == {}
        assert corpus.sync().added == len(TEXTS)
        corpus.check()
