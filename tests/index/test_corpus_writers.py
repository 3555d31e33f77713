"""One process writes a corpus while others read it, or wait."""

import threading

import pytest

from index.corpus import Corpus
from index.errors import CorpusBusyError, StoppedError
from index.values import document_id
from tests.fakes import WordEmbedder
from tests.index.corpora import (
    TEXTS,
    assert_sound,
    contents,
    open_corpus,
    searches,
    write,
)


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
