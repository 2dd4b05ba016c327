"""Freezes a program and its children: they hold their sockets open and answer nothing, like a host that hangs."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.servers import RunningProgram


@contextmanager
def frozen(program: RunningProgram) -> Iterator[None]:
    """From SIGSTOP to SIGCONT."""
    pid = program.process.pid
    os.kill(pid, signal.SIGSTOP)  # first, so that it starts no other child
    children = _children(pid)
    _signal(children, signal.SIGSTOP)
    try:
        yield
    finally:
        _signal([*children, pid], signal.SIGCONT)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
