"""Emails in the queue, real worker processes, a mail server with a ledger, and the promise they are held to.

FAULT_EMAILS says how many emails each test sends (200 unless told otherwise); the promises in the README were
checked with 10,000.
"""

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import asyncpg

from devserver.processes import PRODUCT
from tests.support.servers import RunningProgram
from tests.support.smtp_script import Step
from tests.support.smtp_server import ScriptedSmtpServer

COUNT = int(os.environ.get("FAULT_EMAILS", "200"))
CONNECTIONS = 8
PATIENCE_SECONDS = 60 + COUNT / 50
POLL_SECONDS = 0.05
QUEUE = """
WITH organization AS (
    INSERT INTO organizations (id, name, slug, bulk_invite_row_limit)
    VALUES (uuidv7(), 'Acme', gen_random_uuid()::text, 100) RETURNING id
), invited AS (
    INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce, generation,
                             oldest_valid_generation, invited_by_name)
    SELECT uuidv7(), organization.id, n || '@acme.example', n || '@acme.example', 'analyst', '{}', 'pending',
           uuid_send(gen_random_uuid()), 1, 1, 'Ada Lovelace' FROM organization, generate_series(1, $1) n
    RETURNING id
)
INSERT INTO deliveries (id, kind, subject_id, generation, message_id, priority, due_at, status,
                        attempt_count, retry_count, recipient_domain)
SELECT uuidv7(), 'invitation', id, 1, '<' || id || '@acme.example>', 0, now(), 'queued', 0, 0, 'acme.example'
  FROM invited
"""


@dataclass
class Outgoing:
    """`server` keeps the ledger. Rows are queued without a wake-up, as if the web process had died after COMMIT."""

    environment: Mapping[str, str]
    server: ScriptedSmtpServer
    workers: list[RunningProgram] = field(default_factory=list)

    async def queue(self, count: int = COUNT) -> None:
        await self.ask(QUEUE, count)

    async def start_worker(self, clock_off_by: int = 0, **variables: str) -> RunningProgram:
        """Another worker process; `clock_off_by` says how many seconds its clock is fast."""
        environment = {
            **os.environ,
            **self.environment,
            "SMTP_URL": f"smtp://127.0.0.1:{self.server.port}",
            "EMAIL_CONCURRENCY": str(CONNECTIONS),
            "EMAIL_LEASE_SECONDS": "2",
            "EMAIL_POLL_SECONDS": "0.2",
            "LOG_LEVEL": "ERROR",
            **variables,
        }
        (program,) = (each for each in PRODUCT.worker_programs(environment) if each.name == "worker-email")
        if clock_off_by:
            python, flag, _, kind = program.command
            program = replace(program, command=(python, flag, "tests.support.wrong_clock", str(clock_off_by), kind))
        worker = await asyncio.to_thread(RunningProgram, program)
        self.workers.append(worker)
        return worker

    async def stop(self, worker: RunningProgram) -> int:
        """SIGTERM; answers the exit status."""
        await asyncio.to_thread(worker.stop)
        return int(worker.process.wait())

    async def everything_is_sent(self) -> None:
        """Waits for it, and holds the ledger against the rows: nobody went without an email."""
        await self.until("SELECT NOT EXISTS (SELECT FROM deliveries WHERE status <> 'sent')")
        invited = {each["email"] for each in await self.rows("SELECT email FROM invitations")}
        assert set(self.server.copies) == invited

    async def duplicates(self) -> int:
        """How many emails went out twice or more. Each must be on record as unknown at some time."""
        twice = {recipient for recipient, copies in self.server.copies.items() if copies > 1}
        assert twice <= await self.unknown()
        return sum(copies - 1 for copies in self.server.copies.values())

    async def unknown(self) -> set[str]:
        """To whom an attempt was made of which nobody knows what came."""
        found = await self.rows(
            """
            SELECT DISTINCT i.email FROM delivery_attempts a
              JOIN deliveries d ON d.id = a.delivery_id JOIN invitations i ON i.id = d.subject_id
             WHERE a.outcome = 'unknown'
            """
        )
        return {each["email"] for each in found}

    async def reached(self, step: Step, workers: int = 1) -> None:
        """Waits until all connections of so many workers have come to a held step."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.server.reached(step, CONNECTIONS * workers)

    async def taken(self, count: int) -> None:
        """Waits until the mail server has taken so many emails."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.server.until(lambda: len(self.server.taken) >= count)

    async def until(self, question: str) -> None:
        """Waits until the database says yes."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (await self.rows(question))[0][0]:  # noqa: ASYNC110 - other processes do the work
                await asyncio.sleep(POLL_SECONDS)

    async def rows(self, sql: str) -> list[Any]:
        """Asks again while the database is away."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    return list(await self.ask(sql))
                await asyncio.sleep(POLL_SECONDS)

    async def ask(self, sql: str, *parameters: object) -> list[Any]:
        connection = await asyncpg.connect(self.environment["DATABASE_URL"])
        try:
            return list(await connection.fetch(sql, *parameters))
        finally:
            await connection.close()

    def kill_workers(self) -> None:
        for worker in self.workers:
            worker.kill()
