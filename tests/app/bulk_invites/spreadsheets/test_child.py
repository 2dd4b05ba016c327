"""The process that reads: what it has, what it may do, what is believed of it, and when it ends."""

import ctypes
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

import pytest

from app.bulk_invites.spreadsheets import reading
from app.bulk_invites.spreadsheets.reading import open_spreadsheet
from app.bulk_invites.spreadsheets.refusals import NotRead
from tests.support.spreadsheets import BOUNDS, people, read_sheet
from tests.support.waiting import wait_until

# Prints the process's id once it reads, and goes on until its standard input ends.
WORKER = """
import asyncio, sys
from app.bulk_invites.spreadsheets.reading import open_spreadsheet
from tests.support.spreadsheets import BOUNDS

async def main():
    with open(sys.argv[1], "rb") as file, open(sys.argv[1], "rb") as into:
        async with open_spreadsheet(file, into, BOUNDS) as spreadsheet:
            await spreadsheet.sheets()
            print(spreadsheet.process_id, flush=True)
            await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""


# Prints what it can still do, as the process that reads can that a file has taken over.
TAKEN_OVER = """
import codecs, os, signal, socket, sys
from app.bulk_invites.spreadsheets.child.confinement import confine
from app.bulk_invites.spreadsheets.child.limits import apply_limits
from tests.support.spreadsheets import BOUNDS

def can(what, do):
    try:
        do()
    except OSError:
        return
    print(what)

parent, server = os.getppid(), ("127.0.0.1", int(sys.argv[2]))
file = os.open(sys.argv[1], os.O_RDONLY)
apply_limits(BOUNDS)
confine(file)
can("read the file", lambda: open(f"/dev/fd/{file}", "rb").read())
can("load codecs", lambda: codecs.lookup("cp1250"))
can("read the environment of the worker", lambda: open(f"/proc/{parent}/environ").read())
can("read other files", lambda: open("/etc/hostname").read())
can("list files", lambda: os.listdir("/"))
can("write files", lambda: open(sys.argv[1] + ".new", "w"))
can("run programs", lambda: os.execv(sys.executable, [sys.executable, "--version"]))
can("connect", lambda: socket.create_connection(server))
can("send signals", lambda: os.kill(parent, 0))
"""


def _has_landlock() -> bool:
    return bool(ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1) >= 4)


async def test_no_secret_is_in_its_environment_and_no_other_file_is_open() -> None:
    with TemporaryFile() as file, TemporaryFile() as into:
        file.write(people("ada@example.com"))
        async with open_spreadsheet(file, into, BOUNDS) as spreadsheet:
            await spreadsheet.sheets()
            process = spreadsheet.process_id
            assert _environment_of(process) == {b"PYTHONPATH", b"PYTHONDONTWRITEBYTECODE"}
            # Its standard streams, the file (calamine opens it once more) and what is written.
            assert _count_open_files(process) <= 3 + 2 + 2
            assert _limit_of(process, "Max processes") == ["0", "0"]
            # The kernel ends it before the worker, where no memory is left.
            assert _memory_score_of(process) == 1000
    assert not _is_alive(process)


@pytest.fixture
def full_disk() -> Iterator[BinaryIO]:
    with Path("/dev/full").open("r+b", buffering=0) as disk:
        yield cast("BinaryIO", disk)


async def test_a_full_disk_is_no_fault_of_the_file(full_disk: BinaryIO) -> None:
    with TemporaryFile() as file:
        file.write(people("ada@example.com"))
        async with open_spreadsheet(file, full_disk, BOUNDS) as spreadsheet:
            with pytest.raises(OSError, match="No space left"):
                await spreadsheet.write_csv(0)


@pytest.mark.skipif(not _has_landlock(), reason="the kernel has no Landlock")
def test_taken_over_by_a_file_it_reaches_nothing_else(tmp_path: Path) -> None:
    workbook = tmp_path / "people"
    workbook.write_bytes(people("ada@example.com"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = [sys.executable, "-c", TAKEN_OVER, str(workbook), str(server.getsockname()[1])]
        printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert printed.splitlines() == ["read the file", "load codecs"]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b'{"sheets": [1]}',
        b'{"sheets": ["' + b"a" * 101 + b'"]}',
        b'{"sheets": ["\\ud800"]}',
        b'{"hidden": [[1]]}',
        b'{"refused": "ada@example.com"}',
        b" " * (reading.MAX_ANSWER_BYTES + 1),
    ],
)
async def test_an_answer_that_is_none_is_a_file_that_cannot_be_read(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHILD", "tests.support.lying_child")
    with pytest.raises(NotRead) as caught:
        await read_sheet(answer)
    assert caught.value.reason == "unreadable"


def test_it_dies_with_the_worker(tmp_path: Path) -> None:
    workbook = tmp_path / "people"
    workbook.write_bytes(people("ada@example.com"))
    command = [sys.executable, "-c", WORKER, str(workbook)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
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


def _limit_of(process: int, name: str) -> list[str]:
    """Returns the soft and the hard limit."""
    lines = Path(f"/proc/{process}/limits").read_text().splitlines()
    return next(line.removeprefix(name).split()[:2] for line in lines if line.startswith(name))


def _memory_score_of(process: int) -> int:
    return int(Path(f"/proc/{process}/oom_score_adj").read_text())


def _is_alive(process: int) -> bool:
    """A process that nobody has waited for is dead too."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False
