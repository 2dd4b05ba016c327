"""Keeps one program running, starting it again when it ends by itself."""

import asyncio
import os
import signal
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from devserver.programs import Program, StartError

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 30.0
READY_SECONDS = 60.0
POLL_SECONDS = 0.01
LAST_LINES = 5
CHUNK = 65536

Say = Callable[[str, str], None]
"""Shows a person a line: who says it, and what."""


class Service:
    """One supervised program. `hurry` is set once a person has asked twice to stop."""

    def __init__(self, program: Program, say: Say, hurry: asyncio.Event) -> None:
        self._program = program
        self._say = say
        self._hurry = hurry
        self._running: _Running | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns once the program is ready. Raises StartError if it ends before that or takes too long."""
        running = self._running = await self._spawn()
        deadline = time.monotonic() + READY_SECONDS
        while not (running.said_ready and await asyncio.to_thread(self._program.is_ready, running.process.pid)):
            if running.process.returncode is not None:
                raise StartError(f"{self._program.name} did not start: it {await running.ending()}")
            if time.monotonic() > deadline:
                raise StartError(f"{self._program.name} was not ready within {READY_SECONDS:.0f} seconds.")
            await asyncio.sleep(POLL_SECONDS)
        self._keeper = asyncio.create_task(self._keep_running())

    async def stop(self) -> None:
        """Asks the program to end, waits as long as it may take, then ends it."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        if self._running is None:
            return
        self._running.signal(self._program.stop_signal)
        if not await self._running.ends_within(self._program.stop_seconds, self._hurry):
            self._say(self._program.name, "is ended without waiting for it any longer")
            self._running.signal(self._program.hurry_signal)
            await self._running.ends_within(self._program.stop_seconds)
            self._running.signal(signal.SIGKILL)
        await self._running.ending()

    async def _keep_running(self) -> None:
        pause = FIRST_PAUSE
        while True:
            assert self._running is not None
            began = time.monotonic()
            await self._running.process.wait()
            if time.monotonic() - began > STEADY_SECONDS:
                pause = FIRST_PAUSE
            self._say(self._program.name, f"{await self._running.ending()}\nIt starts again in {pause:g} s.")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            self._running = await self._spawn()

    async def _spawn(self) -> "_Running":
        process = await asyncio.create_subprocess_exec(
            *self._program.launch_command(),
            env=dict(self._program.environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        return _Running(process, self._show, self._program.ready_text)

    def _show(self, line: str) -> None:
        if not self._program.is_quiet:
            self._say(self._program.name, line)


class _Running:
    """One run of the program."""

    def __init__(self, process: asyncio.subprocess.Process, show: Callable[[str], None], ready_text: str) -> None:
        self.process = process
        self.said_ready = not ready_text
        self._show = show
        self._ready_text = ready_text
        self._last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self._output = asyncio.create_task(self._pass_on_output())

    def signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(number)

    async def ends_within(self, seconds: float, sooner: asyncio.Event | None = None) -> bool:
        waits = [asyncio.create_task(self.process.wait())]
        if sooner is not None:
            waits.append(asyncio.create_task(sooner.wait()))
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        return self.process.returncode is not None

    async def ending(self) -> str:
        """How it ended, for a person to read. What it started and left behind ends with it."""
        status = await self.process.wait()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self._output
        how = f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        return "\n    ".join([f"{how}, having said last:", *self._last_lines]) if self._last_lines else f"{how}."

    async def _pass_on_output(self) -> None:
        assert self.process.stdout is not None
        rest = b""
        while chunk := await self.process.stdout.read(CHUNK):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._pass_on(line)
        if rest:
            self._pass_on(rest)

    def _pass_on(self, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip()
        self._last_lines.append(text)
        self.said_ready = self.said_ready or self._ready_text in text
        self._show(text)
