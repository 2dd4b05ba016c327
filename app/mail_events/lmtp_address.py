"""Where bounces are taken by LMTP: BOUNCE_LMTP_LISTEN, and the socket that it names."""

import errno
import socket
import stat
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

UNIX = "unix:"
BACKLOG = 64
SOCKET_MODE = 0o660
ANSWER_SECONDS = 1.0


class AddressTakenError(OSError):
    """Another process listens there."""


@dataclass(frozen=True)
class LmtpAddress:
    """A path of a Unix socket, else a host and a port."""

    path: Path | None = None
    host: str = ""
    port: int = 0

    @classmethod
    def parse(cls, text: str) -> "LmtpAddress":
        """`text` is as the settings have checked it."""
        if text.startswith(UNIX):
            return cls(path=Path(text.removeprefix(UNIX)))
        host, _, port = text.rpartition(":")
        return cls(host=host.removeprefix("[").removesuffix("]"), port=int(port))

    @property
    def is_local(self) -> bool:
        """Whether other hosts cannot reach it."""
        if self.path is not None or self.host == "localhost":
            return True
        with suppress(ValueError):
            return ip_address(self.host).is_loopback
        return False

    def listen(self) -> socket.socket:
        """Returns a socket that listens. A socket file whose process is gone is replaced.

        Its owner and group may write into it: a mail server has to be of one of them. Raises OSError.
        """
        if self.path is None:
            family, *_, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
            return socket.create_server(address, family=family, backlog=BACKLOG)
        _remove_stale(self.path)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listener.bind(str(self.path))
            self.path.chmod(SOCKET_MODE)
            listener.listen(BACKLOG)
        except BaseException:
            listener.close()
            raise
        return listener

    def remove(self) -> None:
        """Removes the socket file once nobody listens any more."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)


def _remove_stale(path: Path) -> None:
    """Raises AddressTakenError where somebody answers, or where the file is no socket."""
    try:
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise AddressTakenError(errno.EADDRINUSE, "a file that is no socket is there")
    except FileNotFoundError:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.settimeout(ANSWER_SECONDS)
        try:
            caller.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            path.unlink(missing_ok=True)
            return
        except OSError:
            pass  # it is busy, or belongs to somebody else
    raise AddressTakenError(errno.EADDRINUSE, "another process listens there")
