"""Keeps one program running, starting it again when it ends by itself."""

import asyncio
import os
import signal
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from devserver.programs import Program, StartError

FIRST_RESTART_DELAY = 0.5
LONGEST_RESTART_DELAY = 30.0
STEADY_SECONDS = 30.0  # whatever ran this long starts again after the first delay
READY_SECONDS = 60.0
POLL_SECONDS = 0.01
LAST_LINES = 5
CHUNK = 65536

WriteLines = Callable[[str, str], None]
"""Writes lines to the terminal, given the name of the program that wrote them and the text."""


class SupervisedProgram:
    """One program that is kept running. `force_stop` is set by the second signal to stop."""

    def __init__(self, program: Program, write_lines: WriteLines, force_stop: asyncio.Event) -> None:
        self._program = program
        self._write_lines = write_lines
        self._force_stop = force_stop
        self._running: _Running | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns once the program is ready. Raises StartError if it ends before that or takes too long."""
        running = self._running = await self._spawn()
        deadline = time.monotonic() + READY_SECONDS
        while not (running.is_past_ready_line and await asyncio.to_thread(self._program.is_ready, running.process.pid)):
            if running.process.returncode is not None:
                raise StartError(f"{self._program.name} did not start: it {await running.finish()}")
            if time.monotonic() > deadline:
                raise StartError(f"{self._program.name} was not ready within {READY_SECONDS:.0f} seconds.")
            await asyncio.sleep(POLL_SECONDS)
        self._keeper = asyncio.create_task(self._keep_running())

    async def stop(self) -> None:
        """Sends the stop signal, waits `stop_seconds`, then ends the program by force."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        if self._running is None:
            return
        self._running.signal(self._program.stop_signal)
        if not await self._running.ends_within(self._program.stop_seconds, self._force_stop):
            self._write_lines(self._program.name, "is ended without waiting for it any longer")
            self._running.signal(self._program.force_stop_signal)
            await self._running.ends_within(self._program.stop_seconds)
            self._running.signal(signal.SIGKILL)
        await self._running.finish()

    async def _keep_running(self) -> None:
        delay = FIRST_RESTART_DELAY
        while True:
            assert self._running is not None
            began = time.monotonic()
            await self._running.process.wait()
            if time.monotonic() - began > STEADY_SECONDS:
                delay = FIRST_RESTART_DELAY
            self._write_lines(self._program.name, f"{await self._running.finish()}\nIt starts again in {delay:g} s.")
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_RESTART_DELAY)
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
        return _Running(process, self._write_line, self._program.ready_text)

    def _write_line(self, line: str) -> None:
        if not self._program.is_quiet:
            self._write_lines(self._program.name, line)


class _Running:
    """One run of the program."""

    def __init__(self, process: asyncio.subprocess.Process, write_line: Callable[[str], None], ready_text: str) -> None:
        self.process = process
        self.is_past_ready_line = not ready_text
        self._write_line = write_line
        self._ready_text = ready_text
        self._last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self._output = asyncio.create_task(self._read_output())

    def signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(number)

    async def ends_within(self, seconds: float, stop_waiting: asyncio.Event | None = None) -> bool:
        waits = [asyncio.create_task(self.process.wait())]
        if stop_waiting is not None:
            waits.append(asyncio.create_task(stop_waiting.wait()))
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        return self.process.returncode is not None

    async def finish(self) -> str:
        """Waits for its end and kills what is left of its process group. Returns how it ended, for people to read."""
        status = await self.process.wait()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self._output
        how = f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        return "\n    ".join([f"{how}, having said last:", *self._last_lines]) if self._last_lines else f"{how}."

    async def _read_output(self) -> None:
        assert self.process.stdout is not None
        rest = b""
        while chunk := await self.process.stdout.read(CHUNK):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._handle_line(line)
        if rest:
            self._handle_line(rest)

    def _handle_line(self, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip()
        self._last_lines.append(text)
        self.is_past_ready_line = self.is_past_ready_line or self._ready_text in text
        self._write_line(text)
