"""Corpora in Lance tables, in a folder or on object storage on this machine."""

from __future__ import annotations

import secrets

import pytest

from index.cluster.cluster_corpus import ClusterCorpus
from index.cluster.cluster_store import ClusterStore
from tests.fakes import WordEmbedder
from tests.index.cluster.filling import MADE_WITH
from tests.object_stores import running_store


@pytest.fixture(scope="session")
def object_store(tmp_path_factory):
    with running_store(tmp_path_factory.mktemp("store")) as store:
        yield store


@pytest.fixture
def bucket(object_store, monkeypatch):
    """The store, with the environment that leads to it."""
    for name, value in object_store.environment.items():
        monkeypatch.setenv(name, value)
    return object_store


@pytest.fixture
def remote(bucket):
    """A place of its own on object storage."""
    return f"s3://{bucket.bucket}/{secrets.token_hex(8)}"


@pytest.fixture
def place(tmp_path):
    """A place of its own in a folder."""
    return str(tmp_path / "tables")


@pytest.fixture
def store(place):
    with ClusterStore.create(place, MADE_WITH, WordEmbedder().dimension) as store:
        yield store


@pytest.fixture
def corpus(store, place):
    with ClusterCorpus(place, WordEmbedder()) as corpus:
        yield corpus
