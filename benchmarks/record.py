"""Stores figures with their command, date, machine and versions."""

from __future__ import annotations

import datetime
import json
import os
import platform
import shlex
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from index.platform.files import write_json_whole

__all__ = ["PACKAGES", "load", "made_by", "save", "versions"]

PACKAGES = (
    "haystack-ai",
    "sentence-transformers-haystack",
    "transformers-haystack",
    "txtai",
    "sentence-transformers",
    "transformers",
    "torch",
    "faiss-cpu",
    "onnxruntime",
    "tantivy",
    "numpy",
)


def save(path: Path, settings: Mapping[str, Any], systems: Mapping[str, Any]) -> None:
    """Write a table's JSON.

    Args:
        path: Its folder is created if missing.
        settings: Numbers of questions and documents, seed and the like.
        systems: Measures by name of the system.
    """
    stored = {
        **made_by("benchmarks.peers"),
        "settings": dict(settings),
        "systems": dict(systems),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json_whole(path, stored)


def made_by(module: str) -> dict[str, Any]:
    """Return command, date, machine and versions of a measurement in this process.

    Args:
        module: The module that runs.
    """
    return {
        "command": _command(module),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": _machine(),
        "versions": versions(PACKAGES),
    }


def load(path: Path) -> dict[str, Any]:
    """Read a table's JSON."""
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return stored


def versions(packages: Sequence[str]) -> dict[str, str]:
    """Return the versions of the installed packages."""
    found = {"python": platform.python_version()}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _command(module: str) -> str:
    """The command as typed, without the paths of this machine."""
    from sys import argv

    words = [Path(word).name if Path(word).is_absolute() else word for word in argv[1:]]
    return shlex.join(["python", "-m", module, *words])


def _machine() -> dict[str, Any]:
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "cpu": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30, 1),
        "platform": platform.platform(),
        "load": round(os.getloadavg()[0], 1),
    }
