"""The worker that takes bounces, as a process."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.metrics.catalog import WORKERS
from app.metrics.exposition import Reading
from app.operations.gauges import read_gauges
from app.operations.queries import find_workers
from app.operations.workers import list_workers
from app.settings import Settings
from devserver.temporary_folder import TemporaryFolder
from tests.support.bounces_worker import LmtpClient
from tests.support.product_processes import worker_process
from tests.support.waiting import PROGRAMS_SECONDS, until
from workers.settings import email_worker


@pytest.fixture
def path() -> Iterator[Path]:
    with TemporaryFolder("senturo-lmtp-") as folder:
        yield folder.path / "lmtp"


async def test_it_listens_beats_and_stops(database: None, environment: dict[str, str], path: Path) -> None:
    variables = {"BOUNCE_LMTP_LISTEN": f"unix:{path}", "BOUNCE_ADDRESS": "bounces@example.com"}
    process = worker_process({**environment, **variables}, "worker-bounces")
    worker = await asyncio.to_thread(process.__enter__)
    try:
        await until(lambda: find_workers("bounces", socket.gethostname()))
        (found,) = await list_workers()
        assert (found.queue, found.is_alive) == (None, True)
        assert Reading(WORKERS, ("bounces",), 1) in await read_gauges()
        await _talk(path)
    finally:
        await asyncio.to_thread(worker.stop)
        await asyncio.to_thread(process.__exit__, None, None, None)
    assert await list_workers() == []
    assert not await asyncio.to_thread(path.exists)
    assert not [reading for reading in await read_gauges() if reading.values == ("bounces",)]


async def _talk(path: Path) -> None:
    await until(lambda: asyncio.to_thread(path.is_socket))
    reader, writer = await asyncio.open_unix_connection(path)
    client = LmtpClient(reader, writer)
    assert [reply[:4] for reply in await client.begin("nobody@example.com", "bounces@example.com")] == ["550 ", "250 "]
    assert (await client.say("QUIT")).startswith("221 ")
    writer.close()


def test_it_does_not_start_without_an_address(root: Path, environment: dict[str, str]) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "workers", "bounces"],
        cwd=root,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROGRAMS_SECONDS,
    )
    assert finished.returncode == 1
    assert finished.stderr.startswith("BOUNCE_LMTP_LISTEN is not set: ")
    assert "Traceback" not in finished.stderr


class TestMailboxSchedule:
    def test_there_is_none_without_a_mailbox(self, settings: Settings) -> None:
        assert "poll_bounce_mailbox" not in [each.task.__name__ for each in email_worker(settings).schedules]

    def test_it_runs_as_often_as_the_settings_say(self, settings: Settings) -> None:
        changed = Settings.model_validate(
            {**settings.model_dump(exclude_none=True), "bounce_imap_url": "imaps://u:p@mail.example.com"}
        )
        (found,) = [each for each in email_worker(changed).schedules if each.task.__name__ == "poll_bounce_mailbox"]
        assert (found.seconds, found.wakeable) == (60, False)
