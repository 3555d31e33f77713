"""The page and the command line are killed at any moment, as people run them: nothing is lost.

Unlike in ``test_kill``, these are whole programs with the real model: what is killed may be
starting, answering, taking an upload, or reading a file in its other process. ``CITESPAN_KILLS``
sets how many moments are tried of each; ``CITESPAN_SEED`` chooses others, so that a large number
can be tried in portions.
"""

import contextlib
import hashlib
import os
import random
import shutil
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import httpx
import pytest

from benchmarks.page.program import USER, logged_in, started
from benchmarks.page.soak_people import View
from index.corpus import Corpus
from index.embedding.model_files import DEFAULT_MODEL, load_embedder
from index.upkeep.whole_corpus import faults_of
from tests.torture.folders import changed, filled, text_of
from tests.torture.pictures import picture

pytestmark = [pytest.mark.torture, pytest.mark.model, pytest.mark.slow]

KILLS = int(os.environ.get("CITESPAN_KILLS", "1"))
SEED = os.environ.get("CITESPAN_SEED", "1")
FILES = 30
ROOT = Path(__file__).parents[2]


class Kept:
    """A folder, stores to begin with, and what there should be in the end."""

    def __init__(self, root: Path) -> None:
        self.folder, self.location, self.before = root / "folder", root / "store", root / "before"
        self.embedder = load_embedder(DEFAULT_MODEL)
        filled(self.folder, FILES)
        begin = time.monotonic()
        index(self.folder, self.before).wait()
        self.seconds = time.monotonic() - begin
        changed(self.folder, FILES)
        shutil.copytree(self.before, self.location)
        self.synced()
        self.expected = self.seen()
        self.given: set[str] = set()

    def corpus(self) -> Corpus:
        return Corpus(self.location, self.embedder, folder=self.folder)

    def begin(self, chosen: random.Random) -> None:
        """An empty store, or one of the folder before it changed."""
        shutil.rmtree(self.location, ignore_errors=True)
        if chosen.random() < 0.5:
            shutil.copytree(self.before, self.location)
        self.given = set()

    def synced(self):
        with self.corpus() as corpus:
            return corpus.sync().refused

    def seen(self):
        with self.corpus() as corpus:
            return picture(corpus)["documents"]

    def check(self) -> None:
        """Whatever is there is whole, and the next runs bring the rest."""
        if self.location.exists():
            with self.corpus() as corpus:
                for document in corpus.documents():
                    assert hashlib.sha256(document.text.encode()).hexdigest() == document.id
                picture(corpus)
                for kept in corpus.user_data.conversations.of_owner(USER):
                    assert corpus.user_data.conversations.turns(kept.id)
        passed_over = self.synced()
        assert len(passed_over) <= 1
        assert all("passed over" in refused.reason for refused in passed_over)
        assert self.synced() == ()
        seen = self.seen()
        assert {text: seen.get(text) for text in self.expected} == self.expected
        assert set(seen) - set(self.expected) <= self.given
        assert list(faults_of(self.location)) == []
        names = [path.name for path in self.location.iterdir()]
        assert not [name for name in names if name.startswith(".") or "damaged" in name]


def index(folder: Path, location: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "qa", "index", str(folder), "--store", str(location)]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT, text=True
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return Kept(tmp_path_factory.mktemp("programs"))


def test_the_command_line_is_killed_at_any_moment(kept):
    chosen = random.Random(f"{SEED} command line")
    in_time = 0
    for number in range(KILLS):
        kept.begin(chosen)
        process = index(kept.folder, kept.location)
        time.sleep((number + chosen.random()) / KILLS * kept.seconds)
        in_time += process.poll() is None
        process.kill()
        assert "Traceback" not in process.communicate()[1]
        kept.check()
    print(f"{in_time} of {KILLS} killed before the end")
    assert in_time >= KILLS // 2


def use(kept: Kept, address: str, chosen: random.Random) -> None:
    """Ask and add files until the page is gone."""
    gone = (httpx.HTTPError, OSError, RuntimeError, ValueError, KeyError)
    with contextlib.suppress(*gone), logged_in(address) as client:
        config = client.get("/config").raise_for_status().json()
        view = View(client, config, uuid.uuid4().hex)
        while True:
            text = text_of(chosen.randrange(10**6), 0)
            kept.given.add(text)
            view.send(f"given-{len(kept.given)}.txt", text.encode())
            view.ask("Which file met the bell of 3?")


def test_the_page_is_killed_at_any_moment(kept, tmp_path):
    chosen = random.Random(f"{SEED} page")
    for number in range(KILLS):
        kept.begin(chosen)
        log = tmp_path / "log.txt"
        with log.open("w") as lines:
            _, process, address = started(kept.folder, kept.location, "--watch", log=lines)
            using = threading.Thread(target=use, args=(kept, address, chosen))
            using.start()
            # What a start takes up is taken up soon after the page is there.
            time.sleep((number + chosen.random()) / KILLS * 2 * kept.seconds)
            assert process.poll() is None
            process.kill()
            process.communicate()
            using.join(60)
        assert not using.is_alive()
        assert "Traceback" not in log.read_text()
        kept.check()
