"""A `./dev up`, mostly with stand-ins, run as a process of its own, and a look at all that it started."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self
from urllib.request import urlopen

from devserver.postgres_account import SAME
from devserver.programs import launcher_command
from tests.support.server_output import watch
from tests.support.waiting import PATIENCE_SECONDS, wait_until

STUB = (sys.executable, str(Path(__file__).with_name("dev_up_stub.py")))
ROOT = Path(__file__).parents[2]
OPERATORS_OWN = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "PUBLIC_URL", "SECRET_KEYS", "LOG_LEVEL")


def stub_command(data: Path, *arguments: str) -> list[str]:
    return [*STUB, "--data", str(data), *arguments]


def stub_environment(**variables: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in OPERATORS_OWN}
    return {**inherited, "PYTHONPATH": str(ROOT), **variables}


class Up:
    """A running supervisor. Leaving `with` stops it, however the test went, and so does the end of this process."""

    def __init__(self, data: Path, *arguments: str, command: Sequence[str] = STUB, **variables: str) -> None:
        self.data = data
        self.ready_file.unlink(missing_ok=True)  # that of a supervisor killed before
        self._log = data.with_name(f"{data.name}.log")
        watch(self._log)
        with self._log.open("a") as log:
            self.process = subprocess.Popen(
                [*launcher_command(signal.SIGTERM, SAME), *command, "--data", str(data), "--port", "0", *arguments],
                env=stub_environment(**variables),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def ready(self, patience: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """What ready.json says, once it is there."""

        def look() -> str:
            assert self.process.poll() is None, self.output
            return self.ready_file.read_text() if self.ready_file.exists() else ""

        said: dict[str, Any] = json.loads(wait_until(look, patience))
        return said

    @property
    def ready_file(self) -> Path:
        return self.data / "ready.json"

    @property
    def output(self) -> str:
        return self._log.read_text()

    def environment(self) -> dict[str, str]:
        """The variables that the stand-in of the web process was given."""
        with urlopen(self.ready()["url"], timeout=PATIENCE_SECONDS) as answer:
            environment: dict[str, str] = json.load(answer)
        return environment

    def pid_of(self, text: str) -> int:
        """The process among all it started whose command line has this text."""
        return wait_until(lambda: next((pid for pid in self.started() if text in command_line(pid)), 0))

    def started(self) -> set[int]:
        return descendants(self.process.pid)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.stop()


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def descendants(ancestor: int) -> set[int]:
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {ancestor}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {ancestor}


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if command_line(pid)}
