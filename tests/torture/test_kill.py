"""An indexing process is killed at any moment: the corpus opens, whole, and continues.

``CITESPAN_KILLS`` sets how many moments are tried in each test, ``CITESPAN_FILES`` how many files
there are; ``CITESPAN_SEED`` chooses other moments.
"""

import contextlib
import os
import random
import shutil
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from tests.torture.children import start, sync_once
from tests.torture.folders import changed, filled
from tests.torture.pictures import open_at, passages_of, picture

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork servers are POSIX"),
]

KILLS = int(os.environ.get("CITESPAN_KILLS", "4"))
FILES = int(os.environ.get("CITESPAN_FILES", "30"))
SEED = os.environ.get("CITESPAN_SEED", "1")


class Case:
    """A prepared folder and store, their indexed contents, and the time of each phase."""

    def __init__(self, root: Path, prepare) -> None:
        self.root = root
        root.mkdir()
        prepare(root)
        self.began_with = root / "began_with"
        if (root / "corpus").exists():
            shutil.copytree(root / "corpus", self.began_with)
        self.passages = {}
        if self.began_with.exists():
            with open_at(root) as corpus:
                self.passages |= passages_of(corpus)
            self.reset()
        self.seconds = self.timed()
        with open_at(root) as corpus:
            self.expected = picture(corpus)
            self.passages |= passages_of(corpus)

    def reset(self) -> None:
        """Restore the store to its state before indexing."""
        shutil.rmtree(self.root / "corpus", ignore_errors=True)
        if self.began_with.exists():
            shutil.copytree(self.began_with, self.root / "corpus")

    def timed(self) -> dict[str, float]:
        """Length of the phases of an uninterrupted run, by the message that begins each."""
        process, connection = start(sync_once, self.root)
        at = {connection.recv(): time.monotonic() for _ in range(3)}
        process.join()
        return {
            "begun": at["saving"] - at["begun"],
            "saving": at["done"] - at["saving"],
        }

    def kill(self, phase: str, share: float) -> bool:
        """Kill a run at a share of a phase; return whether it was still running."""
        process, connection = start(sync_once, self.root)
        while connection.recv() != phase:
            pass
        time.sleep(share * self.seconds[phase])
        process.kill()
        process.join()
        said = []
        with contextlib.suppress(EOFError):
            while True:
                said.append(connection.recv())
        connection.close()
        return "done" not in said

    def check(self) -> int:
        """Check a corpus after a kill and after the next run; return the documents kept."""
        committed = stored(self.root / "corpus/corpus.sqlite")
        with open_at(self.root) as corpus:
            assert {one.id for one in corpus.documents()} == committed
            found = passages_of(corpus)
            assert found == {id_: self.passages[id_] for id_ in committed}
            for passages in found.values():
                assert passages
            picture(corpus)
            passed_over = corpus.sync().refused
        # The file that was read when the process was killed waits for the start after this one.
        assert len(passed_over) <= 1
        assert all("passed over" in file.reason for file in passed_over)
        with open_at(self.root) as corpus:
            corpus.sync()
            assert picture(corpus) == self.expected
        with open_at(self.root) as corpus:
            assert picture(corpus) == self.expected
        left = [one.name for one in (self.root / "corpus").iterdir()]
        assert not [name for name in left if name.startswith(".") or "damaged" in name]
        return len(committed)


def stored(path: Path) -> set[str]:
    """Ids of the documents in a store, read without our own code."""
    if not path.exists():
        return set()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        try:
            return {row[0] for row in connection.execute("SELECT id FROM documents")}
        except sqlite3.OperationalError:
            return set()  # killed before there was a table


def first_run(root: Path) -> None:
    filled(root / "folder", FILES)


def later_run(root: Path) -> None:
    first_run(root)
    with open_at(root) as corpus:
        corpus.sync()
    changed(root / "folder", FILES)


@pytest.mark.parametrize("prepare", [first_run, later_run])
def test_killed_at_any_moment(tmp_path, caplog, prepare):
    case = Case(tmp_path / "case", prepare)
    chosen = random.Random(f"{SEED} {prepare.__name__}")
    in_time, kept = 0, set()
    for number in range(KILLS):
        # A third while the derived indexes are written, which is a small part of the time.
        phase = "saving" if number % 3 == 2 else "begun"
        share = (number + chosen.random()) / KILLS
        case.reset()
        in_time += case.kill(phase, share)
        if number % 4 == 3:  # the run that mends is killed, too
            case.kill("begun", chosen.random())
        kept.add(case.check())
    print(f"{prepare.__name__}: {in_time} of {KILLS} killed before the end; documents kept {kept}")
    assert in_time >= KILLS // 2
    assert caplog.messages == []
