"""Documents that lie on object storage: listed like a folder, and fetched portion by portion.

An object is named by its key. It looks unchanged while its size and its ETag are what they were; a
time made of the ETag stands for that of a file. Objects are fetched into a folder that is gone when
the portion is read, and read there by the same process with limits as any file.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from index.cluster.conditional_writes import bucket_of
from index.cluster.connecting import is_remote, reaching
from index.errors import MissingFolderError
from index.loaders import LIMITS, SUFFIXES, Limits, advice_for
from index.platform.printable import printable
from index.platform.scratch import scratch_folder
from index.sync.portions import Portion
from index.sync.scan import MOST_PASSED_OVER, ListedFile, Listing, is_hidden
from index.values import RefusedFile

__all__ = ["fetched", "list_objects"]

_CHUNK = 4 << 20
_TIME_BITS = 60
"""As nanoseconds they end in 2006, so that no time is taken for one of just now."""


def list_objects(place: str, endpoint: str | None = None, leave_out: str = "") -> Listing:
    """The objects below a place, by key; hidden ones are passed over, as files are.

    Args:
        place: ``s3://bucket/prefix``; the prefix is a folder.
        endpoint: URL of the server; ``AWS_ENDPOINT_URL`` if not given.
        leave_out: A place whose objects are no documents: those of the corpus.

    Raises:
        MissingFolderError: There is no object.
        StoreError: The place cannot be reached or read.
    """
    import obstore

    bucket, prefix = bucket_of(place, endpoint)
    below = f"{prefix}/" if prefix else ""
    root = _root(place)
    result, count = Listing(), 0
    with _reaching(place):
        for entries in obstore.list(bucket, below or None):
            for entry in entries:
                source = f"{root}{entry['path']}"
                if not leave_out or not source.startswith(f"{leave_out.rstrip('/')}/"):
                    count += 1
                    _take(result, source, entry["path"].removeprefix(below), entry)
    if not count:
        raise MissingFolderError(f"{place}: no object there")
    result.files.sort(key=lambda file: file.source)
    return result


def _take(result: Listing, source: str, name: str, entry: Any) -> None:
    """Sort an object in, as ``scan`` does with a file."""
    suffix = PurePosixPath(name).suffix
    if any(is_hidden(part) for part in name.split("/")):
        return
    if suffix.lower() in SUFFIXES:
        result.files.append(ListedFile(source, entry["size"], _time_of(entry)))
    elif advice := advice_for(suffix):
        result.refused.append(RefusedFile(printable(source), advice))
    else:
        result.ignored += 1
        if len(result.passed_over) < MOST_PASSED_OVER:
            result.passed_over.append(printable(source))


@contextmanager
def fetched(
    portion: Portion, endpoint: str | None = None, limits: Limits = LIMITS
) -> Iterator[Portion]:
    """A portion whose files are on this machine; that of a folder is as it was.

    Raises:
        StoreError: Object storage cannot be reached or read.
    """
    if not any(is_remote(file.source) for file in portion.files):
        yield portion
        return
    with scratch_folder() as folder:
        files = tuple(
            _fetch(file, folder / f"{number}{file.suffix}", endpoint, limits)
            for number, file in enumerate(portion.files)
        )
        yield replace(portion, files=files)


def _fetch(file: ListedFile, target: Path, endpoint: str | None, limits: Limits) -> ListedFile:
    """The object as a file, with the size and the time that it has now; none if it is gone."""
    import obstore

    if file.size > limits.file_bytes:
        # Refused for its size without being read: as many bytes that are not stored.
        with target.open("wb") as written:
            written.truncate(file.size)
        os.utime(target, ns=(file.mtime_ns, file.mtime_ns))
        return replace(file, place=str(target))
    root = _root(file.source)
    with _reaching(file.source):
        bucket, _ = bucket_of(root, endpoint)
        try:
            response = obstore.get(bucket, file.source.removeprefix(root))
        except FileNotFoundError:
            return replace(file, place=str(target))
        with target.open("wb") as written:
            for chunk in response.stream(_CHUNK):
                written.write(chunk)
                if written.tell() > limits.file_bytes:  # it has grown since; refused for its size
                    break
    time_ns = _time_of(response.meta)
    os.utime(target, ns=(time_ns, time_ns))
    return ListedFile(file.source, target.stat().st_size, time_ns, str(target))


def _root(place: str) -> str:
    """``s3://bucket/`` of a place."""
    return "/".join([*place.split("/")[:3], ""])


def _time_of(entry: Any) -> int:
    """A time, in nanoseconds, that is another one when the content of an object is."""
    content = entry.get("e_tag") or str(entry["last_modified"])
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - _TIME_BITS)


@contextmanager
def _reaching(place: str) -> Iterator[None]:
    """The errors of obstore as those of ``reaching``."""
    from obstore.exceptions import BaseError

    with reaching(place):
        try:
            yield
        except BaseError as error:
            raise RuntimeError(str(error)) from error
