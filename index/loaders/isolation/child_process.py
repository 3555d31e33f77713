"""Starts and ends the process that extracts; ``child`` runs in it."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from index.loaders.isolation.environment import clean_environment
from index.loaders.limits import Limits

__all__ = ["end_child", "started_child"]

_ROOT: Final = str(Path(__file__).resolve().parents[3])
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from index.loaders.isolation.child import main; main(sys.argv[2])"
)


def started_child(limits: Limits, politeness: int) -> subprocess.Popen[bytes]:
    """A new process that answers requests on its standard input.

    Args:
        limits: Of the files that it reads.
        politeness: By so much it steps back behind other processes.

    Raises:
        OSError: The system starts none.
    """
    # Not multiprocessing: it would import the program that the user started once more.
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-c", _START, _ROOT, json.dumps(dataclasses.asdict(limits))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=clean_environment(),
        cwd=Path(_ROOT).anchor,
    )
    if politeness and hasattr(os, "setpriority"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, politeness)
    return process


def end_child(process: subprocess.Popen[bytes]) -> None:
    """End a process, whatever it does, and close its streams."""
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                # What was still to be written to a process that is gone.
                continue
