"""Ports of this machine, reserved for servers that are about to be started."""

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from devserver.programs import StartError

HOST = "127.0.0.1"
ATTEMPTS = 20


@contextmanager
def reserved_port(wanted: int = 0) -> Iterator[int]:
    """Yields the wanted port, or a free one for 0, and keeps it for a server. Raises StartError if it is taken.

    On Linux the port stays bound here, so that the kernel gives it to nobody who asks for any. Since both set
    SO_REUSEADDR, a server that names it may be bound to it as well, and listen (socket(7)). Other systems refuse
    that; there the port is released at once and was free a moment ago.
    """
    with _bind_wanted(wanted) if wanted else _bind_any() as reservation:
        port: int = reservation.getsockname()[1]
        if sys.platform != "linux":
            reservation.close()
        yield port


def _bind_wanted(port: int) -> socket.socket:
    try:
        return _bind(port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StartError(
                f"Port {port} is taken by another program: stop it, or choose another port,"
                " for example --port 0, which finds a free one."
            ) from error
        raise StartError(
            f"Port {port} cannot be used: {error.strerror}. Choose another, for example --port 8000."
        ) from error


def _bind_any() -> socket.socket:
    for _ in range(ATTEMPTS):
        try:
            return _bind(0)
        except OSError:
            continue
    raise StartError("No free port was found on this machine: name one with --port.")


def _bind(wanted: int) -> socket.socket:
    """Returns a socket bound to the port on 127.0.0.1. Raises OSError if it is taken there or on `::1`.

    A server on `::1` alone would leave the port to us on 127.0.0.1 and still catch half of the browsers that
    open `localhost`.
    """
    reservation = _bind_on(socket.AF_INET, HOST, wanted)
    try:
        _bind_on(socket.AF_INET6, "::1", reservation.getsockname()[1]).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reservation.close()
            raise
    return reservation


def _bind_on(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound
