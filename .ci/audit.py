"""Compare the locked versions with published advisories: ``make audit``.

The one check that asks a host, so it runs only when it is called. pip-audit gets an environment of
its own. Exit status 1 if an advisory names a locked version; 0 otherwise, also if no advisories can
be had, which one line says.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

HASHES = Path(__file__).resolve().parent.parent / "requirements.hashes"
TOOL = "pip-audit>=2.9,<3"


def main() -> int:
    """Ask, print, and return the exit status."""
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        venv.create(place, with_pip=True)
        programs = place / ("Scripts" if sys.platform == "win32" else "bin")
        installed = subprocess.run(  # noqa: S603  no shell
            [programs / "python", "-m", "pip", "install", "--quiet", TOOL],
            check=False,
        )
        if installed.returncode:
            return _skipped("pip-audit cannot be installed")
        done = subprocess.run(  # noqa: S603  no shell
            [
                programs / "pip-audit", "--format", "json", "--progress-spinner", "off",
                "--disable-pip", "--require-hashes", "-r", HASHES,
            ],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return _skipped((done.stderr.strip().splitlines() or ["pip-audit gave nothing"])[-1])
    asked = [package for package in packages if "skip_reason" not in package]
    if not asked:
        return _skipped("published advisories cannot be had here")
    lines = named(asked)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.write(f"{len(asked)} of {len(packages)} packages compared: {len(lines)} named\n")
    return 1 if lines else 0


def named(packages: list[dict[str, Any]]) -> list[str]:
    """A line for each advisory, of the packages as pip-audit lists them."""
    return [
        f"{package['name']} {package['version']}: {advisory['id']}, "
        f"fixed in {', '.join(advisory['fix_versions']) or 'no version'}"
        for package in packages
        for advisory in package["vulns"]
    ]


def _skipped(reason: str) -> int:
    sys.stdout.write(f"Audit skipped: {reason}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
