"""The version of this clone, from the one place that names it."""

from __future__ import annotations

import tomllib
from pathlib import Path

__all__ = ["version"]

_PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def version() -> str:
    """The version in ``pyproject.toml``, for example ``0.2.0``.

    Read from the clone, not from installed metadata: a clone that is not installed has none, and
    that of an editable install stays at the version it was installed with.
    """
    with _PROJECT.open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
