"""Places that cannot be used are refused in one line, without anybody's keys."""

from __future__ import annotations

import pytest
from obstore.exceptions import AlreadyExistsError

from index.cluster.cluster_store import ClusterStore
from index.cluster.conditional_writes import check_conditional_writes
from index.cluster.connecting import connected
from index.errors import InvalidValueError, StoreError

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "topsecretvalue"}


@pytest.fixture
def keys(monkeypatch):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)


def one_line(error):
    text = str(error.value)
    assert "\n" not in text
    assert len(text) < 300
    assert not any(value in text for value in KEYS.values())
    return text


@pytest.mark.parametrize("place", ["s3://", "s3://a", "s3://bucket/a b", "s3://bucket/?x=1"])
def test_what_is_no_place(place, keys):
    with pytest.raises(InvalidValueError):
        connected(place)


def test_a_server_without_tls_gets_nothing_unless_it_is_this_machine(keys):
    with pytest.raises(StoreError, match="without TLS") as error:
        connected("s3://bucket/corpus", "http://store.example:8333")
    one_line(error)


def test_keys_are_not_taken_from_a_url(keys):
    with pytest.raises(InvalidValueError, match="https://host"):
        connected("s3://bucket/corpus", "https://user:password@store.example")


def test_without_keys_nobody_is_asked(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in (*KEYS, "AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(StoreError, match="no credentials") as error:
        connected("s3://bucket/corpus", "https://127.0.0.1:1")
    one_line(error)


@pytest.mark.slow
def test_a_store_that_is_not_there(keys, monkeypatch):
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    with pytest.raises(StoreError, match="cannot be reached") as error:
        ClusterStore.open("s3://bucket/corpus", "http://127.0.0.1:1")
    one_line(error)


@pytest.mark.slow
def test_wrong_keys(bucket, keys):
    with pytest.raises(StoreError, match="refuses access") as error:
        ClusterStore.open(f"s3://{bucket.bucket}/corpus")
    one_line(error)


@pytest.mark.slow
def test_a_store_has_to_write_conditionally(bucket, remote, monkeypatch):
    import obstore

    check_conditional_writes(remote)
    put = obstore.put
    monkeypatch.setattr(obstore, "put", lambda *args, mode: put(*args))
    with pytest.raises(StoreError, match="conditionally") as error:
        check_conditional_writes(remote)
    one_line(error)
    assert bucket.names(remote.rpartition("/")[2]) == set()
    monkeypatch.setattr(obstore, "put", put)
    with pytest.raises(AlreadyExistsError):
        for _ in range(2):
            obstore.put(bucket.client(), f"{remote.rpartition('/')[2]}/x", b"", mode="create")


@pytest.mark.slow
def test_a_store_that_comes_back(bucket, remote):
    """Killed and started again, it has everything, and readers go on."""
    from index.cluster.cluster_corpus import ClusterCorpus
    from tests.fakes import WordEmbedder
    from tests.index.cluster.filling import MADE_WITH, prepared

    store = ClusterStore.create(remote, MADE_WITH, WordEmbedder().dimension)
    store.put([prepared("A bell rings. It is noon.")])
    with ClusterCorpus(remote, WordEmbedder()) as corpus:
        before = corpus.lexical_search("bell", 5)
        bucket.kill()
        try:
            with pytest.raises(StoreError, match="cannot be reached") as error, corpus.reading():
                corpus.documents()
            one_line(error)
        finally:
            bucket.start()
        with corpus.reading():
            assert corpus.lexical_search("bell", 5) == before
            assert len(corpus.documents()) == 1
