"""Commands ask on a terminal before they act, and whoever asks back out of it gets out."""

import asyncio
import os
import pty
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.database.sql import value
from tests.support.many_deliveries import make_failed
from tests.support.waiting import PROGRAMS_SECONDS

pytestmark = pytest.mark.usefixtures("database", "environment")
DISCARD = ("delivery", "discard", "--reason", "Enough.")
PAUSE = ("queue", "pause", "email", "--reason", "They move.")
CTRL_C, CTRL_D = b"\x03", b"\x04"


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, process: asyncio.subprocess.Process, keyboard: int) -> None:
        self.process = process
        self.keyboard = keyboard
        self.shown = ""

    async def asked(self) -> None:
        while "[y/N] " not in self.shown:
            self.shown += (await asyncio.to_thread(os.read, self.keyboard, 1000)).decode()

    def press(self, keys: bytes) -> None:
        os.write(self.keyboard, keys)

    async def left(self) -> tuple[int | None, str]:
        """The exit code, and the last line that is shown."""
        await self.process.wait()
        while True:
            try:
                self.shown += os.read(self.keyboard, 1000).decode()
            except OSError:  # all is read of a terminal that nobody has open any more
                break
        return self.process.returncode, self.shown.strip().splitlines()[-1]


@asynccontextmanager
async def terminal(root: Path, *arguments: str) -> AsyncIterator[Terminal]:
    keyboard, screen = pty.openpty()
    command = [sys.executable, "-m", "app.cli", *arguments]
    begun = f"import os; os.login_tty({screen}); os.execv({sys.executable!r}, {command!r})"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", begun, cwd=root, pass_fds=[screen])
    os.close(screen)
    try:
        async with asyncio.timeout(PROGRAMS_SECONDS):
            yield Terminal(process, keyboard)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        os.close(keyboard)


@pytest.mark.parametrize("command", [DISCARD, PAUSE], ids=" ".join)
@pytest.mark.parametrize(
    ("keys", "code", "sentence"),
    [
        (CTRL_C, 130, "Nothing was changed."),
        (CTRL_D, 1, "Nothing was changed."),
        (b"\n", 1, "Nothing was changed."),
        (b"n\n", 1, "Nothing was changed."),
        (b"yess\n", 1, "Nothing was changed."),
    ],
    ids=repr,
)
async def test_without_a_yes_nothing_is_changed(
    root: Path, command: tuple[str, ...], keys: bytes, code: int, sentence: str
) -> None:
    await make_failed()
    async with terminal(root, *command) as shown:
        await shown.asked()
        shown.press(keys)
        left, last = await shown.left()
    assert (left, "Traceback" in shown.shown) == (code, False)
    assert last.endswith(sentence)
    assert await value("SELECT status FROM deliveries") == "failed"
    assert await value("SELECT count(*) FROM operator_acts") == 0


async def test_with_a_yes_it_is_done(root: Path) -> None:
    await make_failed()
    async with terminal(root, *DISCARD) as shown:
        await shown.asked()
        shown.press(b"y\n")
        assert await shown.left() == (0, "Discarded 1 email.")
