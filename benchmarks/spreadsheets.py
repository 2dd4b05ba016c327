"""How much longer a list takes as .xlsx than as CSV, from the upload to READY, and what memory reading it takes.

`./dev bench spreadsheets [ROWS]`: the same people in both formats in turns, with a web process and a bulk worker as
deployed. The middle of TURNS turns counts: one machine is not equally fast all the time.
"""

import asyncio
import io
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from statistics import median

from xlsxwriter import Workbook

from benchmarks.bulk import ROWS, Person, memory_mb, people, until, uploading

TURNS = 5
GOAL_RATIO = 0.5
GOAL_MB = 200
LOOK_SECONDS = 0.005


async def main(count: int = ROWS) -> None:
    async with uploading() as (person, worker):
        await _measure(count, person, worker)


async def _measure(count: int, person: Person, worker: int) -> None:
    csv = people(count)
    xlsx = _workbook(csv)
    await until(person, await person.upload(people(1)), "READY")
    rates: dict[bytes, list[float]] = {csv: [], xlsx: []}
    async with _peak_of_child(worker) as peak:
        for _ in range(TURNS):
            for content, found in rates.items():
                began = time.monotonic()
                await until(person, await person.upload(content), "READY")
                found.append(count / (time.monotonic() - began))
    of_csv, of_xlsx = (median(found) for found in rates.values())
    print(f"spreadsheets: {count:,} people, CSV {len(csv) / 1e6:.1f} MB, .xlsx {len(xlsx) / 1e6:.1f} MB")
    print(f"spreadsheets: upload to READY {of_csv:,.0f} rows/s as CSV, {of_xlsx:,.0f} rows/s as .xlsx")
    print(f"spreadsheets: .xlsx at {of_xlsx / of_csv:.2f} of the rate of CSV (goal {GOAL_RATIO})")
    print(f"spreadsheets: the process that reads had {max(peak):.0f} MB at most (goal below {GOAL_MB} MB)")


def _workbook(csv: bytes) -> bytes:
    written = io.BytesIO()
    with Workbook(written, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("People")
        for number, line in enumerate(csv.decode().splitlines()):
            sheet.write_row(number, 0, line.split(","))
    return written.getvalue()


@asynccontextmanager
async def _peak_of_child(worker: int) -> AsyncIterator[list[float]]:
    """Yields a list to which the memory of the worker's child is added as long as it lives, in MB."""
    found = [0.0]
    task = asyncio.create_task(_look(worker, found))
    try:
        yield found
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _look(worker: int, found: list[float]) -> None:
    children = Path(f"/proc/{worker}/task/{worker}/children")
    while True:
        for child in children.read_text().split():  # noqa: ASYNC240 - of /proc
            # It may have ended meanwhile.
            with suppress(OSError, ValueError):
                found.append(memory_mb(int(child), "VmHWM"))
        await asyncio.sleep(LOOK_SECONDS)
