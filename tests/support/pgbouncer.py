"""A real PgBouncer in front of the run's PostgreSQL: the system's, or a newer one that `.ci/build_pgbouncer` makes."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from devserver.postgres import ROLE, Postgres
from devserver.postgres_account import change_owner, unprivileged_identity
from devserver.programs import Program
from devserver.temporary_folder import TemporaryFolder
from tests.support.installed_programs import installed_program
from tests.support.servers import RunningProgram

PORT = 6432  # names the socket; nothing listens on the network
TRACKING_SINCE = (1, 21)
BUILT = Path(__file__).parents[2] / ".tools" / "pgbouncer" / "pgbouncer"
VERSIONS = ("the system's", "a newer one")


def find_pgbouncer(version: str) -> str:
    """Returns the path of one of VERSIONS. Skips the test where it is missing; in CI, the newer one alone may be."""
    if version == VERSIONS[0]:
        return installed_program("pgbouncer", "pgbouncer")
    if not BUILT.exists():
        pytest.skip("There is no newer PgBouncer: `.ci/build_pgbouncer`.")
    return str(BUILT)


def tracks_prepared_statements(program: str) -> bool:
    """Returns whether this PgBouncer can, with `max_prepared_statements`."""
    line = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    major, minor = line.split()[1].split(".")[:2]
    return (int(major), int(minor)) >= TRACKING_SINCE


def find_tracking_pgbouncer() -> str:
    """Returns the path of one that can track prepared statements. Skips the test where there is none."""
    system = find_pgbouncer(VERSIONS[0])
    return system if tracks_prepared_statements(system) else find_pgbouncer(VERSIONS[1])


def untracked(program: str) -> dict[str, str]:
    """The settings with which PgBouncer does not track prepared statements; up to 1.20 it never does."""
    return {"max_prepared_statements": "0"} if tracks_prepared_statements(program) else {}


@contextmanager
def running_pgbouncer(program: str, server: Postgres, **settings: str) -> Iterator["PgBouncer"]:
    """A PgBouncer with `settings`, in transaction mode unless they say otherwise."""
    with TemporaryFolder("pgbouncer-") as folder:
        bouncer = PgBouncer(folder.path)
        bouncer.write_files(server, {"pool_mode": "transaction", "default_pool_size": "4", **settings})
        identity = unprivileged_identity()  # PgBouncer refuses root, as PostgreSQL does
        change_owner(folder.path, identity)
        command = (program, str(bouncer.configuration))
        with RunningProgram(
            Program(
                "pgbouncer",
                command,
                identity=identity,
                stop_signal=signal.SIGKILL,  # at SIGTERM it waits until all clients have left, since 1.23
                is_ready=lambda _pid: bouncer.listens(),
            )
        ):
            yield bouncer


class PgBouncer:
    """Its files and its socket are in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.configuration = folder / "pgbouncer.ini"

    def dsn(self, database: str) -> str:
        return f"postgres://{ROLE}@/{database}?host={quote(str(self.folder))}&port={PORT}"

    def listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            return connection.connect_ex(str(self.folder / f".s.PGSQL.{PORT}")) == 0

    def write_files(self, server: Postgres, settings: dict[str, str]) -> None:
        users = self.folder / "users.txt"
        users.write_text(f'"{ROLE}" ""\n', encoding="ascii")
        lines = {
            "listen_addr": "",
            "listen_port": str(PORT),
            "unix_socket_dir": str(self.folder),
            "auth_type": "trust",
            "auth_file": str(users),
            "max_client_conn": "200",
            **settings,
        }
        text = "".join(f"{name} = {value}\n" for name, value in lines.items())
        self.configuration.write_text(
            f"[databases]\n* = host={server.sockets} port=5432 user={ROLE}\n[pgbouncer]\n{text}", encoding="utf-8"
        )
