"""Install lists of requirements in the locked versions, and only files whose SHA-256 is locked.

    python .ci/install.py -r requirements-run.txt [-r …]

Stands in for ``pip install --require-hashes -c requirements.lock -r …``, which pip refuses: with
hashes, it takes versions from lists only, not from constraints. So pip resolves first, without
installing anything, and takes wheels only, since a source package would run code. What it chose is
written down as a list with the locked hashes, and pip installs that list and nothing else.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HASHES = ROOT / "requirements.hashes"
_LINE = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)")
_HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")


def main(arguments: Sequence[str] | None = None) -> int:
    """Install; return pip's exit status, or 1 if a file is not locked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-r", dest="lists", type=Path, action="append", required=True)
    parser.add_argument("--hashes", type=Path, default=HASHES)
    options = parser.parse_args(arguments)
    locked = locked_hashes(options.hashes.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        constraints = Path(scratch) / "constraints.txt"
        pins = [f"{name}=={version}\n" for name, (version, _) in locked.items()]
        constraints.write_text("".join(pins), encoding="utf-8")
        report, chosen = Path(scratch) / "report.json", Path(scratch) / "chosen.txt"
        lists = [word for path in options.lists for word in ("-r", str(path))]
        status = _pip(
            "--dry-run", "--quiet", "--only-binary", ":all:", "--report", str(report),
            "-c", str(constraints), *lists,
        )  # fmt: skip
        if status != 0:
            return status
        try:
            text = hashed_list(json.loads(report.read_text(encoding="utf-8")), locked)
        except ValueError as error:
            sys.stderr.write(f"{error}; `make lock` locks what is new\n")
            return 1
        if not text:
            return 0
        chosen.write_text(text, encoding="utf-8")
        return _pip("--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(chosen))


def locked_hashes(text: str) -> dict[str, tuple[str, list[str]]]:
    """Version and hashes (``sha256:…``) by normalised name, from the text of the file of hashes."""
    locked: dict[str, tuple[str, list[str]]] = {}
    hashes: list[str] = []
    for line in text.splitlines():
        begin = _LINE.match(line)
        if begin:
            hashes = []
            locked[begin["name"]] = (begin["version"], hashes)
        hashes += _HASH.findall(line)
    return locked


def hashed_list(report: Mapping[str, Any], locked: Mapping[str, tuple[str, Sequence[str]]]) -> str:
    """The list that installs what pip resolved, with the locked hashes.

    Args:
        report: pip's installation report.
        locked: From ``locked_hashes``.

    Raises:
        ValueError: A package or its version is not locked.
    """
    lines = []
    for package in report["install"]:
        name = re.sub(r"[-_.]+", "-", package["metadata"]["name"].lower())
        version = package["metadata"]["version"]
        # A build's label, as in 2.13.0+cpu, is a build of the locked version; its hash decides.
        if name not in locked or locked[name][0] != version.partition("+")[0]:
            raise ValueError(f"{name} {version} is not in requirements.hashes")
        lines.append(" ".join([f"{name}=={version}", *(f"--hash={h}" for h in locked[name][1])]))
    return "".join(f"{line}\n" for line in lines)


def _pip(*arguments: str) -> int:
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=False).returncode  # noqa: S603  no shell


if __name__ == "__main__":
    sys.exit(main())
