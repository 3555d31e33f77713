"""Conditions of every test: no network, its own per-user folders, reproducible examples."""

from __future__ import annotations

import ipaddress
import os
import socket

import pytest
from hypothesis import settings

from index.embedding.model_files import load_embedder
from index.platform.paths import models_folder

settings.register_profile("citespan", deadline=None)
settings.register_profile("citespan-ci", deadline=None, derandomize=True)
# Of `make test-fast`: a wrong turn of an invariant mostly shows within a few examples.
settings.register_profile("citespan-fast", deadline=None, max_examples=20)
settings.load_profile("citespan-ci" if os.environ.get("CI") else "citespan")


class NetworkBlockedError(RuntimeError):
    """A test tried to reach another machine."""


def _is_local(host: object) -> bool:
    """Whether ``host`` is this machine: a loopback or wildcard address, or ``localhost``."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(name).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """Refuse connections and look-ups that leave this machine, naming the host."""
    resolve = socket.getaddrinfo

    def guarded(method):
        def call(self, address):
            # Addresses of AF_UNIX sockets are paths.
            if isinstance(address, tuple) and not _is_local(address[0]):
                raise NetworkBlockedError(f"a test tried to connect to {address[0]}")
            return method(self, address)

        return call

    def guarded_resolve(host, *arguments, **options):
        if not _is_local(host):
            raise NetworkBlockedError(f"a test tried to look up {host}")
        return resolve(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", guarded_resolve)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory):
    """Give the test run its own per-user folders; it shares model exports, which take long."""
    shared = models_folder()
    shared.mkdir(parents=True, exist_ok=True, mode=0o700)
    cache = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        models_folder().parent.mkdir()
        models_folder().symlink_to(shared, target_is_directory=True)
        yield cache


@pytest.fixture(scope="session")
def embedder(own_cache):
    """The default embedding model; tests that use it are marked ``model``."""
    loaded = load_embedder()
    yield loaded
    loaded.close()
