"""Processes that index, forked from a server with all imports done, so that many fit."""

from __future__ import annotations

import multiprocessing
import threading
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tqdm import tqdm

import index.sync.batches
from index.protocols import Changes
from index.search.local_engine import LocalEngine
from tests.torture.folders import Changing
from tests.torture.pictures import open_at

__all__ = ["keep_changing", "start", "sync_once"]

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__])


def start(target: Any, *arguments: Any) -> tuple[BaseProcess, Connection]:
    """Start ``target(connection, *arguments)`` in a process of its own."""
    ours, theirs = _context.Pipe()
    process = _context.Process(target=_run, args=(target, theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _run(target: Any, *arguments: Any) -> None:
    # Its usual lock is one between processes, which stays behind when its owner is killed.
    tqdm.set_lock(threading.RLock())
    target(*arguments)


def sync_once(connection: Connection, root: Path) -> None:
    """Index ``root/folder``; send ``begun``, ``saving`` (the derived indexes) and ``done``."""
    index.sync.batches._BATCH_PASSAGES = 25
    real = LocalEngine.update

    def save(self: LocalEngine, changes: Changes) -> None:
        connection.send("saving")
        real(self, changes)

    LocalEngine.update = save
    connection.send("begun")
    with open_at(root) as corpus:
        corpus.sync()
    connection.send("done")


def keep_changing(connection: Connection, root: Path, count: int) -> None:
    """Change and index the folder repeatedly until told to stop; then send the rounds."""
    index.sync.batches._BATCH_PASSAGES = 10
    changing = Changing(root / "folder", count, seed=1)
    rounds = 0
    while not connection.poll():
        with open_at(root) as corpus:
            for _ in range(5):
                changing.step()
                corpus.sync()
                rounds += 1
    connection.send(rounds)
