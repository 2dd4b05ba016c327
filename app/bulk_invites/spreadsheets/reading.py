"""Reads a spreadsheet in a process of its own, which holds no secret and may die of the file."""

import asyncio
import errno
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, BinaryIO

import orjson
from pydantic import BaseModel, Field

from app.bulk_invites.csv.columns import Record
from app.bulk_invites.spreadsheets import refusals
from app.bulk_invites.spreadsheets.bounds import DISK_FULL, MAX_NAME, MAX_RUNS, Bounds

ROOT = Path(__file__).parents[3]
CHILD = "app.bulk_invites.spreadsheets.child"
# An answer has at most the first rows of a sheet, cut.
MAX_ANSWER_BYTES = 8 * 2**20
# Rust gives up by SIGABRT where no memory is left, and the kernel kills a process that takes the machine's.
_REASONS = {-signal.SIGXCPU: "time", -signal.SIGABRT: "memory", -signal.SIGKILL: "memory"}

Run = Annotated[list[int], Field(min_length=2, max_length=2)]
Runs = list[Run]


class _Answer(BaseModel):
    """What the process says. It may do whatever the file makes it do: nothing that it says is believed unseen."""

    refused: str = ""
    sheets: list[Annotated[str, Field(max_length=MAX_NAME)]] = []
    visible: int = 0
    rows: list[tuple[int, list[str]]] = []
    hidden: Annotated[Runs, Field(max_length=MAX_RUNS)] = []


class Spreadsheet:
    """An open spreadsheet. Its methods raise InvalidCsv where a bound is reached or the file cannot be read.

    OSError where the disk is full.
    """

    def __init__(self, process: asyncio.subprocess.Process, bounds: Bounds) -> None:
        self.process_id = process.pid
        self.visible_sheets = 0
        """How many of the sheets people see, once `sheets` has returned."""
        self._process = process
        self._bounds = bounds

    async def sheets(self) -> Sequence[str]:
        """Returns the names of the sheets, cut, hidden ones last."""
        answer = await self._ask({"do": "sheets"})
        self.visible_sheets = answer.visible
        return answer.sheets

    async def head(self, place: int, rows: int) -> list[Record]:
        """Returns the first rows that hold any text, cut to what is needed to recognize their columns."""
        return (await self._ask({"do": "head", "sheet": place, "rows": rows})).rows

    async def write_csv(self, place: int) -> Runs:
        """Writes a sheet as CSV in UTF-8, every row in the line of its number; U+2028 stands for line ends in cells.

        Returns the first and last row of each run of hidden ones, from 1.
        """
        return (await self._ask({"do": "write", "sheet": place})).hidden

    async def _ask(self, request: dict[str, object]) -> _Answer:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(orjson.dumps(request) + b"\n")
        with suppress(ConnectionError):
            await self._process.stdin.drain()
        try:
            line = await self._process.stdout.readline()
            answer = _Answer.model_validate_json(line) if line else None
        except ValueError:  # It is too long, or no such answer; what it says instead is not for the logs.
            answer = _Answer(refused="unreadable")
        if answer is None:
            status = await self._process.wait()
            raise refusals.refusal(_REASONS.get(status, "unreadable"), self._bounds)
        if answer.refused == DISK_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if answer.refused:
            raise refusals.refusal(answer.refused, self._bounds)
        return answer


@asynccontextmanager
async def open_spreadsheet(file: BinaryIO, into: BinaryIO, bounds: Bounds) -> AsyncIterator[Spreadsheet]:
    """Yields the spreadsheet in `file`, of which a sheet can be written into another one; both have descriptors.

    The process ends with the context, at the latest after `bounds.seconds`, and when this one dies.
    """
    file.flush()
    descriptors = file.fileno(), into.fileno()
    arguments = [*map(str, descriptors), orjson.dumps(asdict(bounds)).decode()]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-X", "utf8", "-m", CHILD, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        pass_fds=descriptors,
        limit=MAX_ANSWER_BYTES,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(bounds.seconds):
            yield Spreadsheet(process, bounds)
    except TimeoutError:
        raise refusals.refusal("time", bounds) from None
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
