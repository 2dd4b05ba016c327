"""What it takes to run one process: its command, how it is stopped, and how to tell that it is ready."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launch.py")


class StartError(Exception):
    """Something cannot be started; the message is a sentence that says what, why and what to do."""


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
    hurry_signal: signal.Signals = signal.SIGKILL
    death_signal: signal.Signals = signal.SIGKILL
    is_quiet: bool = False
    """Whether what it says is of interest only when it ends unasked."""
    ready_text: str = ""
    """Part of a line that it writes once it is ready."""
    is_ready: Callable[[int], bool] = _always
    """Asked with the process id until it says yes, where looking from outside is the better way."""

    def launch_command(self) -> list[str]:
        """The arguments that start it as a child of this very process, which takes it along when it dies."""
        return [*launcher(self.death_signal, self.identity), *self.command]


def launcher(death_signal: signal.Signals, identity: str) -> list[str]:
    return [sys.executable, "-I", "-S", str(LAUNCHER), str(int(death_signal)), str(os.getpid()), identity]
