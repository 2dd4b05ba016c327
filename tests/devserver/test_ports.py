"""Ports reserved for servers that are started on them."""

import errno
import socket
import sys

import pytest

from devserver.ports import HOST, reserved_port
from devserver.programs import StartError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a port cannot be reserved")


def test_a_reserved_port_is_given_to_nobody_but_a_server_listens_on_it() -> None:
    with reserved_port() as port:
        with socket.socket() as other, pytest.raises(OSError) as refusal:  # noqa: PT011 - its number is checked
            other.bind((HOST, port))
        assert refusal.value.errno == errno.EADDRINUSE
        with socket.create_server((HOST, port)) as server, socket.create_connection((HOST, port)) as client:
            accepted, _ = server.accept()
            accepted.close()
            assert client.recv(1) == b""


def test_its_end_releases_it() -> None:
    with reserved_port() as port:
        pass
    with socket.socket() as other:
        other.bind((HOST, port))


def test_a_port_on_which_somebody_listens_is_refused() -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(StartError, match=f"Port {port} is taken"), reserved_port(port):
            pass


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="there is no IPv6")
def test_a_port_taken_on_the_other_address_of_localhost_is_refused() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as server:
        port = server.getsockname()[1]
        with pytest.raises(StartError, match=f"Port {port} is taken"), reserved_port(port):
            pass
