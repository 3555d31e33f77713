"""Three writers at once, one of which adds, one changes and one removes, and questions beside them.

With ``CITESPAN_QUESTIONS=1000`` so many are asked, and each writer gets a file for every 25.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

import pytest

from index.cluster.cluster_corpus import ClusterCorpus
from index.cluster.cluster_store import ClusterStore
from index.cluster.cluster_upkeep import faults_in_tables
from qa import Chatbot
from tests.fakes import WordEmbedder
from tests.index.cluster.filling import MADE_WITH, prepared
from tests.qa.small_bot import WEIGHTS, calibration
from tests.sentence_reader import SentenceReader

QUESTIONS = int(os.environ.get("CITESPAN_QUESTIONS", "25"))
FILES = max(4, QUESTIONS // 25)
PATIENCE = 600.0
READERS = 2


def old(n):
    return f"Log of ship {n}. Ann rang the bell of ship {n} at noon. The tide rose. End of log {n}."


def changed(n):
    return f"New log of ship {n}. Ben rang the bell of ship {n} twice. Nobody slept. So ends {n}."


def new(n):
    return f"Report {n}. Kim heard the bell of harbour {n} at night. All was well. Report {n} ends."


class Bench:
    """What the threads share."""

    def __init__(self, place):
        self.place = place
        self.whole = {text(n) for text in (old, changed, new) for n in range(FILES)}
        self.failures: list[BaseException] = []
        self.asked = self.answered = 0
        self.written = threading.Event()

    def running(self, work: Callable[[], None]) -> threading.Thread:
        def run() -> None:
            try:
                work()
            except BaseException as error:
                self.failures.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def writer(self, write: Callable[[ClusterStore, int], None]) -> threading.Thread:
        """A writer that writes each file once a part of the questions was asked."""

        def work() -> None:
            with ClusterStore.open(self.place) as store:
                for n in range(FILES):
                    self.wait_for(QUESTIONS * n // FILES)
                    write(store, n)

        return self.running(work)

    def wait_for(self, asked: int) -> None:
        end = time.monotonic() + PATIENCE
        while self.asked < asked and not self.failures and time.monotonic() < end:
            time.sleep(0.01)

    def reader(self, tmp_path, number: int) -> threading.Thread:
        """A reader with a process's own copies, who asks until all is written and asked."""

        def work() -> None:
            embedder = WordEmbedder()
            store = tmp_path / f"reader{number}"
            with ClusterCorpus(self.place, embedder, store=store) as corpus:
                fitted = calibration(embedder).likened(corpus.measured_as, corpus.fingerprint)
                bot = Chatbot(corpus, SentenceReader(embedder, WEIGHTS), calibrations=[fitted])
                n = number
                while not self.failures and (self.asked < QUESTIONS or not self.written.is_set()):
                    self.ask(bot, f"Who rang the bell of ship {n % FILES}?")
                    n += READERS

        return self.running(work)

    def ask(self, bot: Chatbot, question: str) -> None:
        answer = bot.ask(question, min_confidence=0.0)
        for citation in answer.citations:
            document = citation.document
            assert document.text in self.whole, document.text
            assert citation.text == document.text[citation.start : citation.end]
            assert citation.text and document.sources
        self.asked += 1
        self.answered += bool(answer.citations)


@pytest.mark.slow
def test_three_writers_at_once_leave_what_one_after_the_other_would(remote, tmp_path):
    with ClusterStore.create(remote, MADE_WITH, WordEmbedder().dimension) as store:
        store.put([prepared(old(n), f"{n}.txt") for n in range(FILES)])
        bench = Bench(remote)
        readers = [bench.reader(tmp_path, number) for number in range(READERS)]
        writers = [
            # The twin keeps a text that the others take away from its first file.
            bench.writer(
                lambda own, n: own.put(
                    [prepared(new(n), f"new{n}.txt"), prepared(old(n), f"twin{n}.txt")]
                )
            ),
            bench.writer(lambda own, n: own.put([prepared(changed(n), f"{n}.txt")])),
            bench.writer(lambda own, n: own.unlink([f"{n}.txt"]) if n % 2 == 0 else None),
        ]
        for thread in writers:
            thread.join()
        bench.written.set()
        for thread in readers:
            thread.join()
        assert bench.failures == []
        assert bench.asked >= QUESTIONS and bench.answered >= QUESTIONS // 2
        assert list(faults_in_tables(store.tables)) == []
        with ClusterCorpus(remote, WordEmbedder(), store=tmp_path / "after") as corpus:
            held = {document.text: document.sources for document in corpus.documents()}
    for n in range(FILES):
        assert held.pop(old(n)) == (f"twin{n}.txt",)
        assert held.pop(new(n)) == (f"new{n}.txt",)
        # A file that is changed and removed at once is gone, or holds its new text.
        allowed = [(f"{n}.txt",), *([None] if n % 2 == 0 else [])]
        assert held.pop(changed(n), None) in allowed
    assert held == {}
