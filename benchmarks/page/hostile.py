"""Measures how a person's questions are answered while others do their worst.

    python -m benchmarks.page.hostile --store DIR [--corpus FOLDER] [--questions 40] [--json OUT]

The page runs in a process of its own, with a login. A bystander asks questions one after the other:
first alone, then while hostile kinds go on at the same time:

- questions by the hundred from another login, whose tabs leave;
- files that ask for as much work as they can, from a third one;
- programs that ask and do not wait for the answer;
- large bodies in chunks, idle connections and half requests, and wrong passwords, without a login;
- descriptions of files in place of texts.

The hostile side has a process of its own at a lower priority: elsewhere it would have processors
of its own. Prints the bystander's times alone and meanwhile, and how often each kind got through.
Then ends the page with SIGTERM while everything goes on, starts it again on the same store, and
prints how long either took. Exit status 1 if a bound of the project is broken: p95 at most three
times the quiet one, ended within 5 s, a working page within 10 s.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
from tqdm import tqdm

from benchmarks.page.hostile_files import hostile_file
from benchmarks.page.program import PASSWORD, ROOT, USER, ended, logged_in, started
from benchmarks.page.tab import asked, begin, listener
from index.platform.files import write_json_whole

_POLITENESS = 5
_TIMES_QUIET, _STOP_SECONDS, _START_SECONDS = 3.0, 5.0, 10.0
_QUESTIONS = (
    "Who wrote the report?", "When does the agreement begin?", "What is the limit of liability?",
    "Why was the visit announced?", "How many people work there?", "Where was the meeting held?",
    "Which changes were made in the last year?", "What does the director say about the costs?",
)  # fmt: skip


@dataclass
class Attack:
    """What goes on beside the bystander.

    Attributes:
        address: Of the page.
        password: Of the page.
        over: Set at the end.
        counts: How often each kind got which answer.
    """

    address: str
    password: str
    over: threading.Event = field(default_factory=threading.Event)
    counts: Counter[str] = field(default_factory=Counter)

    def run(self, seconds: float) -> None:
        """Do everything at once for so long, or until the page is gone."""
        kinds: Sequence[Callable[[], object]] = (
            self._flood, self._files, self._programs, self._programs, self._bodies,
            self._connections, self._guesses, self._descriptions,
        )  # fmt: skip
        threads = [threading.Thread(target=self._again, args=(kind,)) for kind in kinds]
        for thread in threads:
            thread.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end and os.getppid() != 1:
            time.sleep(0.2)
            print(json.dumps(dict(sorted(self.counts.items()))), flush=True)
        self.over.set()
        for thread in threads:
            thread.join()

    def _again(self, kind: Callable[[], object]) -> None:
        while not self.over.wait(0.02):
            try:
                kind()
            except (httpx.HTTPError, OSError, RuntimeError, KeyError) as error:
                self.counts[f"{kind.__name__[1:]}: {type(error).__name__}"] += 1
                self.over.wait(0.2)

    def _flood(self) -> None:
        with logged_in(self.address, self.password) as client:
            number = listener(client.get("/config").json())
            for _ in range(20):
                tab = uuid.uuid4().hex
                for question in range(10):
                    answer = begin(client, number, tab, [f"Who did {question} {tab}?", None, None])
                    self.counts[f"flood: {answer.status_code}"] += 1
                with client.stream("GET", f"/gradio_api/queue/data?session_hash={tab}") as stream:
                    next(stream.iter_lines(), None)
                if self.over.is_set():
                    return

    def _files(self) -> None:
        with logged_in(self.address, self.password) as client:
            number = listener(client.get("/config").json(), "sent")
            for _ in range(10):
                count = self.counts["files made"] = self.counts["files made"] + 1
                name, data = hostile_file(int(time.time()) * 1_000 + count)
                answer = client.post("/gradio_api/upload", files={"files": (name, data)})
                self.counts[f"files: {answer.status_code}"] += 1
                if answer.status_code == 200:
                    sent = [{"name": name, "sent": answer.json()[0]}]
                    begin(client, number, uuid.uuid4().hex, [None], {"files": sent})
                if self.over.wait(0.5):
                    return

    def _programs(self) -> None:
        with suppress(httpx.ReadTimeout):
            answer = httpx.post(
                f"{self.address}/gradio_api/run/ask", json={"data": ["Who left?", None]},
                auth=(USER, self.password), timeout=0.3,
            )  # fmt: skip
            self.counts[f"programs: {answer.status_code}"] += 1
            return
        self.counts["programs: left"] += 1

    def _bodies(self) -> None:
        def chunks() -> Iterator[bytes]:
            for _ in range(300):
                yield b"x" * 1_000_000

        answer = httpx.post(f"{self.address}/gradio_api/queue/join", content=chunks(), timeout=30)
        self.counts[f"bodies: {answer.status_code}"] += 1

    def _connections(self) -> None:
        parts = urlsplit(self.address)
        with ExitStack() as stack:
            for number in range(300):
                connection = socket.create_connection((parts.hostname, parts.port), timeout=5)
                stack.callback(connection.close)
                if number % 2:
                    connection.sendall(b"POST /login HTTP/1.1\r\nHost: localhost\r\nX-A: ")
                self.counts["connections"] += 1
            self.over.wait(3)

    def _guesses(self) -> None:
        answer = httpx.post(
            f"{self.address}/login", data={"username": USER, "password": "guess"}, timeout=30
        )
        self.counts[f"guesses: {answer.status_code}"] += 1

    def _descriptions(self) -> None:
        described = {"path": "http://127.0.0.1:9/", "meta": {"_type": "gradio.FileData"}}
        answer = httpx.post(
            f"{self.address}/gradio_api/run/ask", json={"data": [described, None]},
            auth=(USER, self.password), timeout=30,
        )  # fmt: skip
        self.counts[f"descriptions: {answer.status_code}"] += 1
        self.over.wait(0.1)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=ROOT / "seeds")
    parser.add_argument("--questions", type=int, default=40, help="of the bystander, each time")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    parser.add_argument("--attack", help=argparse.SUPPRESS)
    parser.add_argument("--password", default=PASSWORD, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.attack:
        os.nice(_POLITENESS)
        Attack(options.attack, options.password).run(3_600)
        return 0
    figures: dict[str, Any] = {}
    begun, process, address = started(options.corpus, options.store)
    figures["seconds_to_start"] = begun
    try:
        with bystander(address) as ask:
            ask(_QUESTIONS[0])  # once, so that everything is loaded
            quiet = _times(ask, options.questions, "alone")
            with _attacked(address) as counts:
                _wait_for_all(counts)
                busy = _times(ask, options.questions, "meanwhile")
                figures["seconds_to_stop"] = ended(process)
    finally:
        process.kill()
        process.wait()
    figures |= {"quiet": _quantiles(quiet), "meanwhile": _quantiles(busy)}
    figures["times_quiet_p95"] = round(figures["meanwhile"]["p95"] / figures["quiet"]["p95"], 2)
    figures["hostile"] = counts
    begun, process, address = started(options.corpus, options.store)
    try:
        with bystander(address) as ask:
            figures["seconds_to_restart"] = begun
            figures["seconds_of_first_answer"] = round(_times(ask, 1, "restarted")[0], 2)
    finally:
        process.kill()
        process.wait()
    print(json.dumps(figures, indent=2))
    if options.json:
        write_json_whole(options.json, figures)
    within = (
        figures["times_quiet_p95"] <= _TIMES_QUIET
        and figures["seconds_to_stop"] <= _STOP_SECONDS
        and figures["seconds_to_restart"] <= _START_SECONDS
    )
    return 0 if within else 1


def _wait_for_all(counts: dict[str, int]) -> None:
    """Wait until every kind goes on."""
    kinds = ("flood", "files", "programs", "connections", "guesses", "descriptions")
    end = time.monotonic() + 120
    while not all(any(name.startswith(kind) for name in list(counts)) for kind in kinds):
        if time.monotonic() > end:
            raise RuntimeError(f"not all of it began: {counts}")
        time.sleep(0.2)


@contextmanager
def _attacked(address: str) -> Iterator[dict[str, int]]:
    """Everything hostile meanwhile; afterwards what became of it."""
    counts: dict[str, int] = {}
    command = [
        sys.executable, "-m", "benchmarks.page.hostile", "--store", "-", "--attack", address,
        "--password", PASSWORD,
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603
    assert process.stdout is not None
    lines = process.stdout

    def hear() -> None:
        for line in lines:
            counts.clear()
            counts.update(json.loads(line))

    hearing = threading.Thread(target=hear)
    hearing.start()
    try:
        yield counts
    finally:
        process.kill()
        process.wait()
        hearing.join()


@contextmanager
def bystander(address: str) -> Iterator[Callable[[str], str]]:
    """A person in one tab: a function that asks and returns the conversation."""
    tab = uuid.uuid4().hex
    with (
        logged_in(address) as client,
        client.stream("GET", f"/gradio_api/heartbeat/{tab}"),
    ):
        number = listener(client.get("/config").json())
        yield lambda question: asked(client, number, tab, question)


def _times(ask: Callable[[str], str], count: int, name: str) -> list[float]:
    seconds = []
    for number in tqdm(range(count), desc=name, unit="question"):
        begin_ = time.perf_counter()
        shown = ask(f"{_QUESTIONS[number % len(_QUESTIONS)]} {number}")
        seconds.append(time.perf_counter() - begin_)
        if 'class="error"' in shown:
            raise RuntimeError("a question of the bystander failed")
    return seconds


def _quantiles(seconds: Sequence[float]) -> dict[str, float]:
    shares = (("p50", 0.5), ("p95", 0.95), ("most", 1.0))
    return {name: round(float(np.quantile(seconds, share)), 3) for name, share in shares}


if __name__ == "__main__":
    sys.exit(main())
