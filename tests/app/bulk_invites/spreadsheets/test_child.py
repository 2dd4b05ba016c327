"""The process that reads: what it has, and when it ends."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

from app.bulk_invites.spreadsheets.reading import open_spreadsheet
from tests.support.spreadsheets import BOUNDS, people
from tests.support.waiting import wait_until

# Prints the process's id once it reads, and waits for the end.
WORKER = """
import asyncio, sys
from app.bulk_invites.spreadsheets.reading import open_spreadsheet
from tests.support.spreadsheets import BOUNDS

async def main():
    with open(sys.argv[1], "rb") as file, open(sys.argv[1], "rb") as into:
        async with open_spreadsheet(file, into, BOUNDS) as spreadsheet:
            await spreadsheet.sheets()
            print(spreadsheet.process_id, flush=True)
            await asyncio.sleep(600)

asyncio.run(main())
"""


async def test_no_secret_is_in_its_environment_and_no_other_file_is_open() -> None:
    with TemporaryFile() as file, TemporaryFile() as into:
        file.write(people("ada@example.com"))
        async with open_spreadsheet(file, into, BOUNDS) as spreadsheet:
            await spreadsheet.sheets()
            process = spreadsheet.process_id
            assert _environment_of(process) == {b"PYTHONPATH", b"PYTHONDONTWRITEBYTECODE"}
            # Its standard streams, the file (calamine opens it once more) and what is written.
            assert _count_open_files(process) <= 3 + 2 + 2
    assert not _is_alive(process)


def test_it_dies_with_the_worker(tmp_path: Path) -> None:
    workbook = tmp_path / "people"
    workbook.write_bytes(people("ada@example.com"))
    command = [sys.executable, "-c", WORKER, str(workbook)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        child = int(worker.stdout.readline())
        assert _is_alive(child)
        worker.kill()
    wait_until(lambda: not _is_alive(child))


def _environment_of(process: int) -> set[bytes]:
    lines = Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    return {line.partition(b"=")[0] for line in lines if line}


def _count_open_files(process: int) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def _is_alive(process: int) -> bool:
    """A process that nobody has waited for is dead too."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False
