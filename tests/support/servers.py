"""One PostgreSQL and one Valkey for a test run, started and stopped by the process that steers it.

Fixtures: `postgres_server` with its `.dsn(database)`, and `redis_url`, a database of its own for each
pytest-xdist worker.
"""

import os
import signal
import subprocess
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest

from devserver.postgres import Postgres
from devserver.programs import Program, StartError
from devserver.temporary_folder import TemporaryFolder
from devserver.valkey import Valkey
from tests.support.server_output import output_of
from tests.support.waiting import PROGRAMS_SECONDS

POLL_SECONDS = 0.005
REDIS_DATABASES = 128
THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
}


@dataclass(frozen=True)
class EmbeddedServers:
    """Where the servers of a test run are."""

    postgres: Postgres
    valkey: Valkey

    @classmethod
    def within(cls, folder: Path) -> "EmbeddedServers":
        return cls(
            Postgres(folder / "postgres", folder / "sockets", THROWAWAY),
            Valkey(folder / "valkey", folder / "sockets", REDIS_DATABASES),
        )


class RunningProgram:
    """A program started for a test. `with` stops it; `kill()` and `start()` play the accidents."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.start()

    def start(self) -> None:
        """Returns once the program is ready."""
        command = self.program.launch_command()
        with output_of(self.program.name) as output:
            self.process = subprocess.Popen(
                command,
                env=dict(self.program.environment),
                stdin=subprocess.DEVNULL,
                stdout=output or subprocess.DEVNULL,
                stderr=output,
                start_new_session=True,
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Ends it for sure: by force, with what it started, if it takes longer than `stop_seconds`."""
        if self.process.poll() is None:
            self.process.send_signal(self.program.stop_signal)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(self.program.stop_seconds)
            return
        os.killpg(self.process.pid, signal.SIGKILL)  # its own group, as it leads a session
        self.process.wait()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PROGRAMS_SECONDS
        while not self.program.is_ready(self.process.pid):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise StartError(f"{self.program.name} did not start; its output says why.")
            time.sleep(POLL_SECONDS)


FOLDER = pytest.StashKey[Path]()


def _folder(config: pytest.Config) -> Path:
    """Where the run's servers are; the first to ask starts them."""
    workerinput: dict[str, Any] | None = getattr(config, "workerinput", None)
    if workerinput is not None:
        return Path(workerinput["servers_folder"])
    if FOLDER not in config.stash:
        stack = ExitStack()
        config.add_cleanup(stack.close)
        folder = stack.enter_context(TemporaryFolder("senturo-test-")).path
        servers = EmbeddedServers.within(folder)
        for server in (servers.postgres, servers.valkey):
            server.prepare()
            stack.enter_context(RunningProgram(server.program()))
        config.stash[FOLDER] = folder
    return config.stash[FOLDER]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tells a pytest-xdist worker, before it starts, where the servers are."""
    node.workerinput["servers_folder"] = str(_folder(node.config))


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> Postgres:
    return EmbeddedServers.within(_folder(pytestconfig)).postgres


@pytest.fixture(scope="session")
def redis_url(pytestconfig: pytest.Config) -> str:
    worker: str = getattr(pytestconfig, "workerinput", {}).get("workerid", "gw0")
    return EmbeddedServers.within(_folder(pytestconfig)).valkey.url(int(worker.removeprefix("gw")))
