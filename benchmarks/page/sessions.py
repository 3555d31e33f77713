"""Measures the chat page under load: many sessions at once, and memory over many questions.

    python -m benchmarks.page.sessions DATA --store DIR [--sessions 30] [--questions 10]
        [--memory 2000] [--json OUT]

The page runs in a process of its own on the 3,641 paragraphs (made in ``--store`` if missing). All
sessions run at the same time and use Gradio's queue, as browsers do. Each asks different questions
of ``tune`` one after the other. Every conversation is compared with the same questions asked alone,
one session at a time: same questions, same answers, nothing of other sessions. Prints errors,
differences, and the time from sending a question to its answer, with the wait in the queue.

Sessions then ask ``--memory`` questions in all, one session after the other. Prints the page's
resident memory after the first tenth (when all caches are warm) and after the last.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from tqdm import tqdm

from benchmarks.page.program import resident
from benchmarks.page.tab import asked, listener
from index.embedding.model_files import load_embedder
from qa import Chatbot
from qa.evaluate import read_squad
from training.paragraphs import FILES, paragraph_corpus, read_all

_TURN = re.compile(r"<article class=\"turn\"[^>]*>(.*?)</article>", re.DOTALL)
_QUESTION = re.compile(r"<h2 class=\"question\"[^>]*>(.*?)</h2>", re.DOTALL)
_ANSWER = re.compile(r"<blockquote class=\"quote[^>]*>(.*?)</blockquote>", re.DOTALL)
_TIMEOUT = 120.0

Turns = list[tuple[str, str | None]]
"""Question and answer; None if it was declined."""


@dataclass
class Asked:
    """Result of one session.

    Attributes:
        seconds: From sending each question to its whole answer.
        turns: The conversation at the end.
        errors: One line each.
    """

    seconds: list[float] = field(default_factory=list)
    turns: Turns = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with train, dev and bench")
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--questions", type=int, default=10, help="of each session")
    parser.add_argument("--memory", type=int, default=2000, help="questions; 0 leaves this out")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve is not None:
        _serve(options.store, options.serve)
        return
    with paragraph_corpus(read_all(options.data), load_embedder(), options.store):
        pass
    tune = read_squad(options.data / FILES[0])
    # Each text once: a question in two sessions would hide a mix-up.
    questions = list(dict.fromkeys(one.text for one in tune.questions))
    wanted = options.sessions * options.questions
    if wanted > len(questions):
        parser.error(f"{wanted} different questions are too many; tune has {len(questions)}")
    figures: dict[str, Any] = {}
    with _page(options) as (address, process):
        parts = [questions[low : low + options.questions]
                 for low in range(0, wanted, options.questions)]  # fmt: skip
        figures |= _load(address, options.store, parts)
        if options.memory:
            figures |= _memory(address, process, questions, options.memory)
    print(json.dumps(figures, indent=2))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _load(address: str, store: Path, parts: Sequence[Sequence[str]]) -> dict[str, Any]:
    begin = time.perf_counter()
    with ThreadPoolExecutor(len(parts)) as pool:
        seen = list(pool.map(lambda part: _session(address, part), parts))
    took = time.perf_counter() - begin
    expected = _alone(store, parts)
    seconds = np.array([one for session in seen for one in session.seconds])
    errors = [line for session in seen for line in session.errors]
    for line in errors[:5]:
        print(line, file=sys.stderr)
    return {
        "sessions": len(parts),
        "questions": sum(map(len, parts)),
        "errors": len(errors),
        "conversations_that_differ": sum(
            session.turns != alone for session, alone in zip(seen, expected, strict=True)
        ),
        "seconds_to_answer": {
            name: round(float(np.quantile(seconds, share)), 3) if len(seconds) else None
            for name, share in (("p50", 0.5), ("p95", 0.95))
        },
        "questions_per_second": round(len(seconds) / took, 1),
    }


def _memory(address: str, process: int, questions: Sequence[str], number: int) -> dict[str, Any]:
    chosen = [questions[i % len(questions)] for i in range(number)]
    every = max(1, number // 10)
    sizes = []
    for low in tqdm(range(0, number, every), desc="memory", unit="tenth"):
        # Sessions of twenty questions, as long conversations are rare.
        for start in range(low, min(low + every, number), 20):
            errors = _session(address, chosen[start : min(start + 20, low + every)]).errors
            if errors:
                raise RuntimeError(errors[0])
        sizes.append(resident(process))
    return {
        "memory_questions": number,
        "resident_mib": [round(one, 1) for one in sizes],
        "growth": round(sizes[-1] / sizes[0] - 1, 4),
    }


def _session(address: str, questions: Sequence[str]) -> Asked:
    """One browser session: load the page's settings, then ask."""
    found = Asked()
    name = uuid.uuid4().hex
    with (
        httpx.Client(base_url=address, timeout=_TIMEOUT) as client,
        # Open as long as the tab, as in a browser.
        client.stream("GET", f"/gradio_api/heartbeat/{name}"),
    ):
        number = listener(client.get("/config").json())
        shown = ""
        for question in questions:
            begin = time.perf_counter()
            try:
                shown = asked(client, number, name, question)
            except (httpx.HTTPError, RuntimeError, ValueError) as error:
                found.errors.append(" ".join(f"{type(error).__name__}: {error}".split()))
                continue
            found.seconds.append(time.perf_counter() - begin)
    found.turns = _turns(shown)
    return found


def _turns(shown: str) -> Turns:
    found: Turns = []
    for turn in _TURN.findall(shown):
        question, answer = _QUESTION.search(turn), _ANSWER.search(turn)
        found.append(
            (
                html.unescape(question.group(1)) if question else "",
                html.unescape(answer.group(1)) if answer else None,
            )
        )
    return found


def _alone(store: Path, parts: Sequence[Sequence[str]]) -> list[Turns]:
    """Run the same conversations, one session at a time."""
    found = []
    with Chatbot.from_texts([], store=store) as bot:
        for part in parts:
            talk = bot.conversation()
            answers = [talk.ask(question) for question in part]
            found.append([(one.question, one.text if one.found else None) for one in answers])
    return found


@contextmanager
def _page(options: argparse.Namespace) -> Iterator[tuple[str, int]]:
    """Serve the page in a process of its own; yield its address and process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "benchmarks.page.sessions", str(options.data),
        "--store", str(options.store), "--serve", str(port),
    ]  # fmt: skip
    process = subprocess.Popen(command)  # noqa: S603  our own module, no shell
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            if process.poll() is not None:
                raise RuntimeError("the page could not be served")
            try:
                httpx.get(f"{address}/config", timeout=_TIMEOUT).raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        else:
            raise RuntimeError("the page did not answer within a minute")
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()


def _serve(store: Path, port: int) -> None:
    from app import private_scratch
    from qa.page.layout import build_page
    from qa.page.web.server import application, listen, server

    with (
        listen("127.0.0.1", port) as listener,
        Chatbot.from_texts([], store=store) as bot,
        private_scratch(),
    ):
        page = build_page(bot, "paragraphs")
        server(application(page, "127.0.0.1", None)).run(sockets=[listener])


if __name__ == "__main__":
    main()
