"""What it takes to run one process: its command, how it is stopped, and when it is ready."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

LAUNCHER = Path(__file__).with_name("child_launcher.py")


class StartError(Exception):
    """Something cannot be started; the message names what, why and what to do."""


def _always(_pid: int) -> bool:
    return True


@dataclass(frozen=True)
class Program:
    """One process to keep running."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    identity: str = "same"
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
    force_stop_signal: signal.Signals = signal.SIGKILL
    death_signal: signal.Signals = signal.SIGKILL
    is_quiet: bool = False
    """Whether its output matters only when it ends by itself."""
    ready_text: str = ""
    """Part of a line that it writes once it is ready."""
    is_ready: Callable[[int], bool] = _always
    """Called with the process id until it returns True, where readiness is seen from outside."""

    def launch_command(self) -> list[str]:
        """Returns the arguments that start it as a child of this process, with which it ends."""
        return [*launcher_command(self.death_signal, self.identity), *self.command]


def launcher_command(death_signal: signal.Signals, identity: str) -> list[str]:
    """Returns what stands before a command to run it by `child_launcher.py`."""
    return [sys.executable, "-I", "-S", str(LAUNCHER), str(int(death_signal)), str(os.getpid()), identity]
