"""Write requirements.lock: the exact version of every package that requirements-dev.txt brings.

Run by ``make lock``. pip itself resolves, so the versions are those that a fresh ``pip install``
takes today. The result is a constraints file, not a list to install: it names no index, no file
and no platform, so that a package which another platform does not need is not installed there,
and one that only another platform needs is left to the bounds of its dependants.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
# What the default PyTorch build of Linux depends on. The CPU build needs none of it, and other
# platforms cannot install it.
CUDA = ("cuda-", "nvidia-", "triton")
HEAD = """\
# Made by `make lock` with Python {python}; do not edit. Exact versions of everything in
# requirements-dev.txt and of what it depends on. A constraints file: pip install -r … -c {name}
"""


def main() -> int:
    """Resolve, write the file and return pip's exit status."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        command = [
            sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed",
            "--report", str(report), "-r", str(ROOT / "requirements-dev.txt"),
        ]  # fmt: skip
        status = subprocess.run(command, check=False).returncode  # noqa: S603
        if status != 0:
            return status
        resolved = json.loads(report.read_text(encoding="utf-8"))
    LOCK.write_text(lock_of(resolved), encoding="utf-8")
    return 0


def lock_of(resolved: dict) -> str:
    """The lock file for one of pip's installation reports."""
    pins = {}
    for package in resolved["install"]:
        name = re.sub(r"[-_.]+", "-", package["metadata"]["name"].lower())
        # Without the build's label: 2.13.0 admits 2.13.0+cpu, and not the other way round.
        pins[name] = package["metadata"]["version"].partition("+")[0]
    lines = [f"{name}=={pins[name]}" for name in sorted(pins) if not name.startswith(CUDA)]
    python = ".".join(resolved["environment"]["python_full_version"].split(".")[:2])
    return HEAD.format(python=python, name=LOCK.name) + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
