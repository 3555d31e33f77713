"""While a folder is taken up, what people add or take out does not wait for all of it."""

import threading

import pytest

import index.sync.batches
from index.corpus import Corpus
from index.sync.report import SyncReport, joined_reports
from tests.fakes import WordEmbedder

FILES = 12


class SlowEmbedder(WordEmbedder):
    """Waits before each text of the folder until it is let go on; counts them."""

    def __init__(self):
        super().__init__()
        self.go_on = threading.Semaphore(0)
        self.begun = threading.Event()
        self.texts = []

    def embed(self, texts, done=None):
        for text in texts:
            if "Given" not in text:
                self.begun.set()
                assert self.go_on.acquire(timeout=30)
            self.texts.append(text)
        return super().embed(texts, done)


@pytest.fixture
def slow(tmp_path, monkeypatch):
    """A corpus whose folder is being taken up, and the thread that does it."""
    monkeypatch.setattr(index.sync.batches, "_BATCH_PASSAGES", 2)
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:02}.txt").write_text(f"Number {number} stands here.")
    embedder = SlowEmbedder()
    reports = []
    with Corpus(tmp_path / "corpus", embedder, folder=folder) as corpus:
        thread = threading.Thread(target=lambda: reports.append(corpus.sync()))
        thread.start()
        assert embedder.begun.wait(30)
        yield corpus, embedder, thread, reports
        for _ in range(10 * FILES):
            embedder.go_on.release()
        thread.join()


def finished(embedder, thread):
    for _ in range(FILES):
        embedder.go_on.release()
    thread.join(30)
    assert not thread.is_alive()


def test_an_added_file_is_taken_up_after_the_batch_and_not_after_the_folder(slow, tmp_path):
    corpus, embedder, thread, reports = slow
    given = tmp_path / "given.txt"
    given.write_text("Given by hand.")
    added = []
    adding = threading.Thread(target=lambda: added.append(corpus.add(given)))
    adding.start()
    while not corpus._room._asking:
        pass
    for _ in range(4):  # the batch that is embedded, and the next one at most
        embedder.go_on.release()
    adding.join(30)
    assert [report.added for report in added] == [1]
    assert len(embedder.texts) <= 5
    finished(embedder, thread)
    assert [(report.added, report.unchanged, report.passages) for report in reports] == [
        (FILES, 1, FILES)  # the upload is there already
    ]
    assert len(corpus.document_ids()) == FILES + 1
    assert corpus.activity.last.added == FILES
    corpus.check()


@pytest.mark.parametrize("press", ["try_again", "restore"])
def test_whoever_has_a_file_tried_again_holds_up_nobody_who_adds_one(slow, tmp_path, press):
    corpus, embedder, thread, _ = slow
    source = str(corpus.folder / "00.txt")
    sources = [source] if press == "try_again" else source
    pressed = threading.Thread(target=lambda: getattr(corpus, press)(sources))
    pressed.start()
    while not corpus._room._asking:
        pass
    for _ in range(4):
        embedder.go_on.release()
    while corpus._room._asking and pressed.is_alive() and len(embedder.texts) < 4:
        pass
    given = tmp_path / "given.txt"
    given.write_text("Given by hand.")
    added = []
    adding = threading.Thread(target=lambda: added.append(corpus.add(given)))
    adding.start()
    for _ in range(4):
        embedder.go_on.release()
    adding.join(10)
    assert [report.added for report in added] == [1]
    finished(embedder, thread)
    for _ in range(FILES):
        embedder.go_on.release()
    pressed.join(30)
    assert not pressed.is_alive()
    assert len(corpus.document_ids()) == FILES + 1


def test_a_file_is_taken_out_meanwhile_and_nothing_is_read_twice(slow):
    corpus, embedder, thread, reports = slow
    embedder.go_on.release()
    embedder.go_on.release()
    while not (ids := corpus.document_ids()):
        pass
    taking_out = threading.Thread(target=lambda: corpus.remove(ids[0]))
    taking_out.start()
    while not corpus._room._asking:
        pass
    for _ in range(4):
        embedder.go_on.release()
    taking_out.join(30)
    assert not taking_out.is_alive()
    assert len(embedder.texts) < FILES
    finished(embedder, thread)
    assert sorted(embedder.texts) == sorted(set(embedder.texts))
    assert ids[0] not in corpus.document_ids()
    assert len(corpus.document_ids()) == FILES - 1
    assert [report.added for report in reports] == [FILES]


def test_batches_become_smaller_while_embedding_is_slow(tmp_path, monkeypatch):
    now = 0.0
    sizes = []

    class Slow(WordEmbedder):
        def embed(self, texts, done=None):
            nonlocal now
            now += 1.0 * len(texts)
            sizes.append(len(texts))
            return super().embed(texts, done)

    monkeypatch.setattr(index.sync.batches.time, "monotonic", lambda: now)
    monkeypatch.setattr(index.sync.batches, "_SMALLEST_BATCH", 4)
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(400):
        (folder / f"{number:03}.txt").write_text(f"Number {number} stands here.")
    with Corpus(tmp_path / "corpus", Slow(), folder=folder) as corpus:
        corpus.sync()
        assert sizes[0] == 256
        assert set(sizes[1:-1]) == {10}


def test_the_report_of_parts_counts_each_file_once():
    parts = [
        SyncReport(added=2, changed=1, unchanged=5, passages=9),
        SyncReport(added=1, removed=1, unchanged=8, passages=3),
    ]
    assert joined_reports(parts) == SyncReport(
        added=3, changed=1, removed=1, unchanged=5, passages=12
    )
