"""Reads a spreadsheet in a process of its own, which holds no secret and may die of the file."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from app.bulk_invites.csv.missing_header import Record
from app.bulk_invites.spreadsheets import refusals
from app.bulk_invites.spreadsheets.bounds import Bounds

ROOT = Path(__file__).parents[3]
CHILD = "app.bulk_invites.spreadsheets.child"
# An answer has at most the first rows of a sheet, cut.
MAX_ANSWER_BYTES = 8 * 2**20
# Rust gives up by SIGABRT where no memory is left, and the kernel kills a process that takes the machine's.
_REASONS = {-signal.SIGXCPU: "time", -signal.SIGABRT: "memory", -signal.SIGKILL: "memory"}

Runs = list[list[int]]


class Spreadsheet:
    """An open spreadsheet. Its methods raise InvalidCsv where a bound is reached or the file cannot be read."""

    def __init__(self, process: asyncio.subprocess.Process, bounds: Bounds) -> None:
        self._process = process
        self._bounds = bounds

    async def sheets(self) -> Sequence[str]:
        """Returns the names of the sheets, cut, hidden ones last."""
        names: list[str] = (await self._ask({"do": "sheets"}))["sheets"]
        return names

    async def head(self, place: int, rows: int) -> list[Record]:
        """Returns the first rows that hold any text, cut to what is needed to recognize their columns."""
        answer = await self._ask({"do": "head", "sheet": place, "rows": rows})
        return [(number, cells) for number, cells in answer["rows"]]

    async def write_csv(self, place: int) -> Runs:
        """Writes a sheet as CSV in UTF-8, every row in the line of its number; U+2028 stands for line ends in cells.

        Returns the first and last row of each run of hidden ones, from 1.
        """
        hidden: Runs = (await self._ask({"do": "write", "sheet": place}))["hidden"]
        return hidden

    async def _ask(self, request: dict[str, object]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(orjson.dumps(request) + b"\n")
        with suppress(ConnectionError):
            await self._process.stdin.drain()
        line = await self._process.stdout.readline()
        if not line:
            status = await self._process.wait()
            raise refusals.refusal(_REASONS.get(status, "unreadable"), self._bounds)
        answer: dict[str, Any] = orjson.loads(line)
        if "refused" in answer:
            raise refusals.refusal(answer["refused"], self._bounds)
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
