"""Worker processes that are killed, stopped, frozen, or many."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.support.email_worker_processes import CONNECTIONS, COUNT, Outgoing
from tests.support.smtp_script import Step
from tests.support.waiting import PATIENCE_SECONDS


class TestKilled:
    """SIGKILL: whatever the worker had in flight is taken over, and nothing else."""

    @pytest.mark.parametrize("step", ["mail", "data"])
    async def test_before_the_final_dot_everybody_gets_one_email(self, outgoing: Outgoing, step: Step) -> None:
        await outgoing.queue()
        outgoing.server.hold(step)
        killed = await outgoing.start_worker()
        await outgoing.reached(step)
        killed.kill()
        outgoing.server.release(step)
        await outgoing.start_worker()
        await outgoing.everything_is_sent()
        assert await outgoing.duplicates() == 0
        assert len(await outgoing.unknown()) <= 2 * CONNECTIONS

    async def test_after_the_final_dot_only_what_was_in_flight_goes_out_twice_and_is_on_record(
        self, outgoing: Outgoing
    ) -> None:
        await outgoing.queue()
        outgoing.server.hold("dot")
        killed = await outgoing.start_worker()
        await outgoing.reached("dot")
        killed.kill()
        outgoing.server.release("dot")
        await outgoing.start_worker()
        await outgoing.everything_is_sent()
        assert await outgoing.duplicates() == CONNECTIONS

    async def test_under_load(self, outgoing: Outgoing) -> None:
        await outgoing.queue()
        killed = await outgoing.start_worker()
        await outgoing.taken(COUNT // 4)
        killed.kill()
        await outgoing.start_worker()
        await outgoing.everything_is_sent()
        assert await outgoing.duplicates() <= CONNECTIONS * 2


class TestTold:
    """SIGTERM, as at every deployment."""

    async def test_to_stop_under_load_nothing_is_lost_or_sent_twice(self, outgoing: Outgoing) -> None:
        await outgoing.queue()
        stopped = await outgoing.start_worker()
        await outgoing.taken(COUNT // 4)
        assert await outgoing.stop(stopped) == 0
        await outgoing.until("SELECT NOT EXISTS (SELECT FROM deliveries WHERE status = 'sending')")
        assert len(outgoing.server.taken) < COUNT
        await outgoing.start_worker()
        await outgoing.everything_is_sent()
        assert await outgoing.duplicates() == 0
        assert await outgoing.unknown() == set()

    async def test_to_stop_while_the_server_hangs_it_ends_in_time_and_says_what_it_does_not_know(
        self, outgoing: Outgoing
    ) -> None:
        await outgoing.queue(CONNECTIONS * 3)
        outgoing.server.hold("dot")
        stopped = await outgoing.start_worker(DRAIN_SECONDS="0.5")
        await outgoing.reached("dot")
        assert await outgoing.stop(stopped) == 0
        counted = await outgoing.rows("SELECT status, count(*) FROM deliveries GROUP BY status ORDER BY status")
        assert [tuple(each) for each in counted] == [("queued", CONNECTIONS * 2), ("unknown", CONNECTIONS)]


class TestFrozen:
    """SIGSTOP for longer than the lease, then SIGCONT."""

    async def test_a_worker_that_wakes_up_too_late_sends_nothing_and_overwrites_nothing(
        self, outgoing: Outgoing
    ) -> None:
        await outgoing.queue()
        outgoing.server.hold("dot")
        frozen = await outgoing.start_worker()
        await outgoing.reached("dot")
        frozen.process.send_signal(signal.SIGSTOP)
        outgoing.server.release("dot")
        await outgoing.start_worker()
        await outgoing.everything_is_sent()
        before = outgoing.server.copies
        recorded = await outgoing.rows("SELECT * FROM deliveries ORDER BY id")
        frozen.process.send_signal(signal.SIGCONT)
        assert await outgoing.stop(frozen) == 0
        assert outgoing.server.copies == before
        assert await outgoing.rows("SELECT * FROM deliveries ORDER BY id") == recorded
        assert await outgoing.duplicates() == CONNECTIONS


class TestWrongClock:
    async def test_ten_minutes_fast_or_slow_nothing_is_taken_for_lost_and_every_email_has_the_right_date(
        self, outgoing: Outgoing
    ) -> None:
        await outgoing.queue(CONNECTIONS * 4)
        outgoing.server.hold("dot")
        for number, seconds in enumerate((-600, 600), start=1):
            await outgoing.start_worker(clock_off_by=seconds)
            await outgoing.reached("dot", number)
        outgoing.server.release("dot")
        await outgoing.everything_is_sent()
        assert await outgoing.duplicates() == 0
        assert await outgoing.unknown() == set()
        ((now,),) = await outgoing.rows("SELECT now()")
        dates = [message_from_bytes(each.content, policy=policy.default)["Date"] for each in outgoing.server.taken]
        assert all(abs(now - date.datetime) < timedelta(minutes=5) for date in dates)


class TestMany:
    @pytest.mark.parametrize("count", [2, 4])
    async def test_workers_share_the_emails_and_send_each_once(self, outgoing: Outgoing, count: int) -> None:
        for _ in range(count):
            await outgoing.start_worker()
        await outgoing.queue()
        await outgoing.everything_is_sent()
        assert await outgoing.duplicates() == 0
        assert await outgoing.unknown() == set()

    async def test_two_workers_send_one_email_once(self, outgoing: Outgoing) -> None:
        for _ in range(2):
            await outgoing.start_worker()
        for number in range(1, 11):
            await outgoing.queue(1)
            await outgoing.taken(number)
        await outgoing.everything_is_sent()
        assert outgoing.server.copies == {"1@acme.example": 10}


class TestStarting:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    async def test_told_to_stop_while_it_starts_it_ends_well(
        self, number: signal.Signals, environment: Mapping[str, str], root: Path
    ) -> None:
        command = [sys.executable, "-m", "workers", "email"]
        # Coverage has a handler of its own from the beginning.
        inherited = {name: each for name, each in os.environ.items() if not name.startswith("COVERAGE_PROCESS")}
        variables = {**inherited, **environment}
        process = subprocess.Popen(command, cwd=root, env=variables, stdout=subprocess.DEVNULL)  # noqa: ASYNC220
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not catches(process.pid, number):  # noqa: ASYNC110 - the system tells nobody
                await asyncio.sleep(0.001)
        process.send_signal(number)
        assert await asyncio.to_thread(process.wait, 60) == 0


def catches(pid: int, number: signal.Signals) -> bool:
    """Whether the process has a handler of its own for the signal; SIGINT has Python's from the beginning."""
    status = Path(f"/proc/{pid}/status").read_text()
    (mask,) = [int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigCgt:")]
    return all(mask >> each - 1 & 1 for each in (signal.SIGTERM, number))
