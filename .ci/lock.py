"""Write requirements.lock and requirements.hashes: exact versions, and SHA-256 of their files.

Run by ``make lock``. pip itself resolves, so the versions are those that a fresh ``pip install``
takes today. requirements.lock is a constraints file, not a list to install: it names no index, no
file and no platform, so that a package which another platform does not need is not installed there,
and one that only another platform needs is left to the bounds of its dependants.

requirements.hashes has the same versions, those that other platforms need, and for each version
the hashes of all files that the package index has. uv makes it, since pip tells the hash of the one
file that it took. ``.ci/install.py`` installs only files that stand there.
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
HASHES = ROOT / "requirements.hashes"
UV = "uv>=0.9,<1"
# What the default PyTorch build of Linux depends on. The CPU build needs none of it, and other
# platforms cannot install it.
CUDA = ("cuda-", "nvidia-", "triton")
HEAD = """\
# Made by `make lock` with Python {python}; do not edit. Exact versions of everything in
# requirements-dev.txt and of what it depends on. A constraints file: pip install -r … -c {name}
"""
HASHES_HEAD = """\
# Made by `make lock`; do not edit. SHA-256 of the files of requirements.lock, and of what other
# platforms need. `.ci/install.py` installs no other files.
"""


def main() -> int:
    """Resolve, write both files and return the exit status of what failed."""
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
    return write_hashes(resolved)


def write_hashes(resolved: dict) -> int:
    """Write the hashes for one of pip's installation reports; return the exit status."""
    with tempfile.TemporaryDirectory() as scratch:
        tool, listed = Path(scratch) / "uv", Path(scratch) / "hashes.txt"
        commands = [
            [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tool), UV],
            [
                str(tool / "bin" / "uv"), "pip", "compile", "--quiet", "--universal",
                "--generate-hashes", "--no-annotate", "--no-header", "--no-emit-index-url",
                "--python-version", ".".join(map(str, sys.version_info[:2])),
                "--constraints", str(LOCK), "--output-file", str(listed),
                str(ROOT / "requirements-dev.txt"),
            ],
        ]  # fmt: skip
        for command in commands:
            status = subprocess.run(command, check=False).returncode  # noqa: S603
            if status != 0:
                return status
        text = listed.read_text(encoding="utf-8")
    HASHES.write_text(HASHES_HEAD + with_builds(text, resolved), encoding="utf-8")
    return 0


def with_builds(text: str, resolved: dict) -> str:
    """Add the hashes of builds with a label, such as 2.13.0+cpu, which the index does not have."""
    for package in resolved["install"]:
        version, label, _ = package["metadata"]["version"].partition("+")
        if label:
            name = re.sub(r"[-_.]+", "-", package["metadata"]["name"].lower())
            digest = package["download_info"]["archive_info"]["hashes"]["sha256"]
            begin = f"{name}=={version} \\\n"
            text = text.replace(begin, f"{begin}    --hash=sha256:{digest} \\\n")
    return text


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
