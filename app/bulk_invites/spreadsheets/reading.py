"""Reads a spreadsheet in a process of its own, which holds no secret and may die of the file."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from app.bulk_invites.csv.missing_header import Record
from app.bulk_invites.spreadsheets import refusals
from app.bulk_invites.spreadsheets.bounds import Bounds

ROOT = Path(__file__).parents[3]
CHILD = "app.bulk_invites.spreadsheets.child"
# An answer has at most the first rows of a sheet, cut.
MAX_ANSWER_BYTES = 8 * 2**20
_KILLED_FOR_TIME = {-signal.SIGXCPU, -signal.SIGKILL}


@dataclass(frozen=True)
class HiddenRows:
    """Runs of rows that the sheet hides, each by its first and last."""

    runs: tuple[tuple[int, int], ...]

    def __contains__(self, row: int) -> bool:
        return any(first <= row <= last for first, last in self.runs)

    @property
    def count(self) -> int:
        return sum(last - first + 1 for first, last in self.runs)


class Spreadsheet:
    """An open spreadsheet. Its methods raise InvalidCsv where a bound is reached or the file cannot be read."""

    def __init__(self, process: asyncio.subprocess.Process, bounds: Bounds) -> None:
        self._process = process
        self._bounds = bounds

    async def sheets(self) -> tuple[str, ...]:
        """Returns the names of the sheets, hidden ones last."""
        answer = await self._ask({"do": "sheets"})
        return tuple(answer["sheets"])

    async def head(self, sheet: str, rows: int) -> list[Record]:
        """Returns the first rows that hold any text, cut to what is needed to recognize their columns."""
        answer = await self._ask({"do": "head", "sheet": sheet, "rows": rows})
        return [(number, cells) for number, cells in answer["rows"]]

    async def write_csv(self, sheet: str, path: Path) -> HiddenRows:
        """Writes a sheet as CSV in UTF-8, every row in the line of its number; U+2028 stands for line ends in cells."""
        answer = await self._ask({"do": "write", "sheet": sheet, "path": str(path)})
        return HiddenRows(tuple((first, last) for first, last in answer["hidden"]))

    async def _ask(self, request: dict[str, object]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(orjson.dumps(request) + b"\n")
        with suppress(ConnectionError):
            await self._process.stdin.drain()
        line = await self._process.stdout.readline()
        if not line:
            status = await self._process.wait()
            raise refusals.refusal("time" if status in _KILLED_FOR_TIME else "memory", self._bounds)
        answer: dict[str, Any] = orjson.loads(line)
        if "refused" in answer:
            raise refusals.refusal(answer["refused"], self._bounds)
        return answer


@asynccontextmanager
async def open_spreadsheet(path: Path, bounds: Bounds) -> AsyncIterator[Spreadsheet]:
    """Yields the spreadsheet; the process ends with the context, and at the latest after `bounds.seconds`."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-X", "utf8", "-m", CHILD, str(path), orjson.dumps(asdict(bounds)).decode()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=path.parent,
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
