"""Compares the files of search indexes with what their manifests record, without opening them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.platform.files import sha256_of

__all__ = ["changed_files"]

_UNUSABLE = (OSError, ValueError, KeyError, TypeError, AttributeError)


def changed_files(location: Path) -> Iterator[tuple[Path, str]]:
    """(file, what is wrong) of each index file that is not the one that its manifest records.

    An index without a manifest is none: it is built when the corpus is opened.
    """
    for name, recorded in (("vectors.json", _vector_files), ("lexical.json", _lexical_files)):
        path = location / name
        if not path.exists():
            continue
        try:
            files = dict(recorded(location, json.loads(path.read_text(encoding="utf-8"))))
        except _UNUSABLE:
            yield path, "this manifest cannot be read"
            continue
        for file, digest in files.items():
            try:
                is_recorded = sha256_of(file) == digest
            except OSError as error:
                yield file, f"cannot be read ({error.strerror or error})"
                continue
            if not is_recorded:
                yield file, "is not the file that its manifest records"


def _vector_files(location: Path, manifest: Any) -> Iterator[tuple[Path, str]]:
    yield location / "vectors.faiss", manifest["sha256"]
    if base := manifest.get("base"):
        yield location / f"vectors.base-{int(base['generation'])}.faiss", base["sha256"]


def _lexical_files(location: Path, manifest: Any) -> Iterator[tuple[Path, str]]:
    for name, digest in manifest["files"].items():
        yield location / "lexical" / Path(name).name, digest
