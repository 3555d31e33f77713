"""Measures what people without a login can take from those with one: memory and connections.

    python -m benchmarks.page.before_login --store DIR [--corpus FOLDER] [--megabytes 300]
        [--connections 2000] [--json OUT]

The page runs in a process of its own, with a login. First large bodies are sent to several routes
without one, with their length and in chunks: prints what was answered, and by how much the page's
memory grew at most. Then idle connections and half requests are opened and kept open, and a person
with the password logs in and asks: prints how many connections were open, and the seconds to the
answers. Exit status 1 if memory grew by 20 MB, a body was taken, or an answer did not come.
"""

from __future__ import annotations

import argparse
import json
import resource
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from benchmarks.page.hostile import bystander
from benchmarks.page.program import ROOT, resident, started
from index.platform.files import write_json_whole

_ROUTES = ("/login", "/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/run/ask", "/")
_MOST_GROWTH = 20.0
_HALVES = (
    b"",
    b"POST /login HTTP/1.1\r\nHost: localhost\r\nX-A: ",
    b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nusername=",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n",
)
"""What a connection sends before it falls silent."""
_QUESTIONS = 5


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=ROOT / "seeds")
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--connections", type=int, default=2_000)
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    _, process, address = started(options.corpus, options.store)
    try:
        with bystander(address) as ask:
            ask("Who wrote the report?")  # once, so that everything is loaded
        figures = {
            "bodies": _bodies(address, process.pid, options.megabytes),
            "connections": _connections(address, options.connections),
        }
    finally:
        process.kill()
        process.wait()
    print(json.dumps(figures, indent=2))
    if options.json:
        write_json_whole(options.json, figures)
    bodies, connections = figures["bodies"], figures["connections"]
    is_refused = not set(bodies["answers"]) - {"401", "403", "413"}
    is_answered = connections["answers"] == _QUESTIONS
    return 0 if bodies["growth_mib"] < _MOST_GROWTH and is_refused and is_answered else 1


def _bodies(address: str, process: int, megabytes: int) -> dict[str, Any]:
    """Answers to large bodies by status, and the growth of memory while they were sent."""
    over, most = threading.Event(), [0.0]

    def watch() -> None:
        while not over.wait(0.02):
            most[0] = max(most[0], resident(process))

    def chunks() -> Iterator[bytes]:
        for _ in range(megabytes):
            yield b"x" * 1_000_000

    answers: Counter[str] = Counter()

    def send(route: str, headers: dict[str, str]) -> None:
        try:
            answer = httpx.post(address + route, content=chunks(), headers=headers, timeout=120)
            answers[str(answer.status_code)] += 1
        except httpx.HTTPError as error:
            # The page closes the connection while the body is still being sent.
            answers[type(error).__name__] += 1

    before = resident(process)
    watching = threading.Thread(target=watch)
    watching.start()
    length = {"Content-Length": str(megabytes * 1_000_000)}
    senders = [
        threading.Thread(target=send, args=(route, headers))
        for route in _ROUTES
        for headers in (length, {})
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    over.set()
    watching.join()
    growth = round(max(0.0, most[0] - before), 1)
    return {"megabytes": megabytes, "answers": dict(answers), "growth_mib": growth}


def _connections(address: str, count: int) -> dict[str, Any]:
    """How a person with the password gets answers while useless connections are kept open."""
    parts = urlsplit(address)
    over, opened, refused = threading.Event(), [0], [0]

    def keep_open(stack: ExitStack) -> None:
        number = 0
        while not over.is_set() and number < count:
            number += 1
            try:
                place = (str(parts.hostname), parts.port or 80)
                connection = socket.create_connection(place, timeout=5)
                stack.callback(connection.close)
                connection.sendall(_HALVES[number % len(_HALVES)])
                opened[0] += 1
            except OSError:
                refused[0] += 1

    seconds: list[float] = []
    with ExitStack() as stack:
        opening = threading.Thread(target=keep_open, args=(stack,))
        opening.start()
        opening.join()
        with suppress(httpx.HTTPError, RuntimeError), bystander(address) as ask:
            for number in range(_QUESTIONS):
                begin = time.perf_counter()
                shown = ask(f"When was it signed? {number}")
                if 'class="turn' in shown and 'class="error"' not in shown:
                    seconds.append(round(time.perf_counter() - begin, 2))
        over.set()
    return {
        "opened": opened[0], "refused": refused[0], "answers": len(seconds), "seconds": seconds
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
