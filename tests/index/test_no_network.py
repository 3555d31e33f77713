"""Proves the block on the network; without it, other tests could pass for the wrong reason."""

import socket
import urllib.request

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org", b"example.org"])
def test_other_machines_cannot_be_looked_up(host):
    with pytest.raises(
        RuntimeError, match=r"a test tried.*(192\.0\.2\.1|2001:db8::1|example\.org)"
    ):
        socket.getaddrinfo(host, 80)


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
@pytest.mark.parametrize(
    ("family", "address"), [(socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")]
)
def test_other_machines_cannot_be_connected(family, address, method):
    with (
        socket.socket(family) as one,
        pytest.raises(RuntimeError, match=f"a test tried.*{address}"),
    ):
        getattr(one, method)((address, 80))


def test_ordinary_clients_are_blocked():
    with pytest.raises(RuntimeError, match=r"a test tried.*example\.org"):
        urllib.request.urlopen("http://example.org", timeout=1)


def test_this_machine_can_be_connected(tmp_path):
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(("localhost", server.getsockname()[1])) as client,
    ):
        assert client.getpeername()[0] == "127.0.0.1"
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(path)
        server.listen()
        client.connect(path)
