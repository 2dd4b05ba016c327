"""Whether a port on this machine is free."""

import errno
import socket
from contextlib import suppress

from devserver.programs import StartError

HOST = "127.0.0.1"
ATTEMPTS = 20


def choose_port(wanted: int) -> int:
    """Returns the wanted port, or a free one for 0. Raises StartError if it is taken.

    A server on `::1` alone would leave the port to us on 127.0.0.1 and still catch half of the browsers that
    open `localhost`, so the port has to be free there as well.
    """
    if wanted:
        _require_free(wanted)
        return wanted
    for _ in range(ATTEMPTS):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port: int = probe.getsockname()[1]
        with suppress(StartError):
            _require_free(port)
            return port
    raise StartError("No free port was found on this machine: name one with --port.")


def _require_free(port: int) -> None:
    for family, host in ((socket.AF_INET, HOST), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise StartError(
                    f"Port {port} is taken by another program: stop it, or choose another port,"
                    " for example --port 0, which finds a free one."
                ) from error
            if family == socket.AF_INET:
                raise StartError(
                    f"Port {port} cannot be used: {error.strerror}. Choose another, for example --port 8000."
                ) from error
