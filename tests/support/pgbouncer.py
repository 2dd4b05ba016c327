"""A real PgBouncer in front of the run's PostgreSQL; its test is skipped where the program is not installed."""

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import asyncpg

from devserver.postgres import ROLE, Postgres
from devserver.postgres_account import change_owner, unprivileged_identity
from devserver.programs import launcher_command
from devserver.temporary_folder import TemporaryFolder
from tests.support.installed_programs import installed_program
from tests.support.waiting import until

PORT = 6432  # names the socket; nothing listens on the network
TRACKING_SINCE = (1, 21)


def find_pgbouncer() -> str:
    """Returns the program's path. Skips the test where it is not installed, but fails it in CI."""
    return installed_program("pgbouncer", "pgbouncer")


def tracks_prepared_statements() -> bool:
    """Returns whether the installed PgBouncer can, with `max_prepared_statements`."""
    line = subprocess.run([find_pgbouncer(), "--version"], check=True, capture_output=True, text=True).stdout
    major, minor = line.split()[1].split(".")[:2]
    return (int(major), int(minor)) >= TRACKING_SINCE


def untracked() -> dict[str, str]:
    """The settings with which PgBouncer does not track prepared statements; up to 1.20 it never does."""
    return {"max_prepared_statements": "0"} if tracks_prepared_statements() else {}


@asynccontextmanager
async def running_pgbouncer(server: Postgres, **settings: str) -> AsyncIterator["PgBouncer"]:
    """A PgBouncer with `settings`, in transaction mode unless they say otherwise."""
    program = find_pgbouncer()
    with TemporaryFolder("pgbouncer-") as folder:
        bouncer = PgBouncer(folder.path)
        bouncer.write_files(server, {"pool_mode": "transaction", "default_pool_size": "4", **settings})
        identity = unprivileged_identity()  # PgBouncer refuses root, as PostgreSQL does
        change_owner(folder.path, identity)
        command = [*launcher_command(signal.SIGKILL, identity), program, "-q", str(folder.path / "pgbouncer.ini")]
        process = subprocess.Popen(  # noqa: ASYNC220 - returns at once
            command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            await until(lambda: _is_up(bouncer.dsn("postgres")))
            yield bouncer
        finally:
            process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(process.wait)


class PgBouncer:
    """Its files and its socket are in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def dsn(self, database: str) -> str:
        return f"postgres://{ROLE}@/{database}?host={quote(str(self.folder))}&port={PORT}"

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
        configuration = self.folder / "pgbouncer.ini"
        configuration.write_text(
            f"[databases]\n* = host={server.sockets} port=5432 user={ROLE}\n[pgbouncer]\n{text}", encoding="utf-8"
        )


async def _is_up(dsn: str) -> bool:
    try:
        connection = await asyncpg.connect(dsn, statement_cache_size=0)
    except (OSError, asyncpg.PostgresError):
        return False
    await connection.close()
    return True
