"""Starts `worker` for one system and keeps its output, so that no task runs twice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.peers.systems.base import Models
from index.platform.files import write_json_whole

__all__ = ["BenchError", "Child", "bytes_in"]

_ROOT = Path(__file__).resolve().parents[2]
_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
}


class BenchError(RuntimeError):
    """A system's process failed; the message names it and its log."""


class Child:
    """One system's part of the work folder: its indexes, results and log."""

    def __init__(self, name: str, folder: Path, models: Models) -> None:
        self.name = name
        self.folder = folder
        self._models = models
        folder.mkdir(parents=True, exist_ok=True)

    def result(self, task: str, index: str, given: object, name: str | None = None) -> Any:
        """Return the output of a task; that of an earlier run if it was finished.

        Args:
            task: A task of `worker`.
            index: Name of the index, a folder of the system's.
            given: Content of the worker's input file.
            name: Of the result, for a task that runs more than once.
        """
        output = self.folder / f"{index}-{name or task}.json"
        if not output.exists():
            if task == "build":
                # A killed run leaves no usable index.
                shutil.rmtree(self.folder / index, ignore_errors=True)
            self.run(task, index, given, output)
        return json.loads(output.read_text(encoding="utf-8"))

    def once(self, name: str, measure: Callable[[], float]) -> float:
        """Return a number that takes several processes; that of an earlier run if there is one."""
        output = self.folder / f"{name}.json"
        if not output.exists():
            write_json_whole(output, measure())
        return float(json.loads(output.read_text(encoding="utf-8")))

    def lines(self, task: str, index: str, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the lines that a task writes, one for each item given; resumes an earlier run."""
        output = self.folder / f"{index}-{task}.jsonl"
        done = output.read_text(encoding="utf-8").count("\n") if output.exists() else 0
        if done < len(given):
            self.run(task, index, given, output)
        return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]

    def run(self, task: str, index: str, given: object, output: Path) -> float:
        """Run the worker.

        Returns:
            Seconds from the start of the process to its first line on standard output.

        Raises:
            BenchError: It failed.
        """
        source = self.folder / f"{index}-{task}-input.json"
        source.write_text(json.dumps(given), encoding="utf-8")
        log = self.folder / f"{index}-{task}.log"
        command = [sys.executable, "-m", "benchmarks.peers.worker", task, self.name]
        command += [str(self.folder / index), str(self._models.embedder), str(self._models.reader)]
        command += ["--input", str(source), "--output", str(output)]
        print(f"{self.name}: {task} ({index})", file=sys.stderr, flush=True)
        # Progress bars are shown; all other output goes to the log.
        shown = task in ("ask", "build")
        begun = time.perf_counter()
        with (
            log.open("wb") as unseen,
            subprocess.Popen(  # noqa: S603  our own module, no shell
                command,
                cwd=_ROOT,
                env={**os.environ, **_ENVIRONMENT},
                stdout=subprocess.PIPE,
                stderr=None if shown else unseen,
            ) as process,
        ):
            assert process.stdout is not None
            process.stdout.readline()
            seconds = time.perf_counter() - begun
            process.stdout.read()
        if process.returncode != 0:
            hint = "see above" if shown else f"see {log}"
            raise BenchError(f"{self.name}: {task} ended with {process.returncode}; {hint}")
        return seconds

    def copy(self, index: str, name: str) -> None:
        """Copy an index, to change the copy; an older copy is removed."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        shutil.copytree(self.folder / index, self.folder / name)


def bytes_in(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
