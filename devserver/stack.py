"""The database, Redis and mailbox of `./dev up`, each unless the operator named a server of their own."""

import asyncio
import os
from contextlib import AsyncExitStack
from pathlib import Path

from redis import Redis

from devserver.console import say
from devserver.mailbox import mail_server
from devserver.postgres import Postgres
from devserver.programs import Program
from devserver.service import Service
from devserver.valkey import Valkey

IN_PROGRESS = "arq:in-progress:*"


class Stack:
    """Starts things one after another; leaving the exit stack stops them in the opposite order."""

    def __init__(self, exits: AsyncExitStack, hurry: asyncio.Event) -> None:
        self.exits = exits
        self._hurry = hurry

    async def start(self, *programs: Program) -> None:
        """Starts programs side by side and returns once all are ready. They are stopped last first."""
        services = [Service(program, say, self._hurry) for program in programs]
        for service in services:
            self.exits.push_async_callback(service.stop)
        try:
            async with asyncio.TaskGroup() as group:
                for service in services:
                    group.create_task(service.start())
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None

    async def start_servers(self, data: Path, sockets: Path) -> dict[str, str]:
        """The environment variables that lead to them."""
        return {
            **await self._database(data, sockets),
            **await self._redis(data, sockets),
            **await self._mail(data),
        }

    async def _database(self, data: Path, sockets: Path) -> dict[str, str]:
        if _is_given("DATABASE_URL", "PostgreSQL"):
            return {}
        postgres = Postgres(data / "postgres", sockets)
        postgres.prepare()
        await self.start(postgres.program())
        return {"DATABASE_URL": postgres.dsn()}

    async def _redis(self, data: Path, sockets: Path) -> dict[str, str]:
        if _is_given("REDIS_URL", "Valkey"):
            return {}
        valkey = Valkey(data / "valkey", sockets)
        valkey.prepare()
        await self.start(valkey.program())
        _forget_jobs_in_progress(valkey.url())
        return {"REDIS_URL": valkey.url()}

    async def _mail(self, data: Path) -> dict[str, str]:
        if _is_given("SMTP_URL", "mailbox"):
            return {}
        folder = data / "mailbox"
        return {
            "SMTP_URL": await self.exits.enter_async_context(mail_server(folder)),
            "MAILBOX_DIR": str(folder),
        }


def _is_given(variable: str, embedded: str) -> bool:
    if not os.environ.get(variable):
        return False
    say("dev", f"{variable} is set: that server is used, and the embedded {embedded} stays off")
    return True


def _forget_jobs_in_progress(url: str) -> None:
    """No worker runs yet, so these are marks of killed ones; arq would wait minutes for them to expire."""
    with Redis.from_url(url) as redis:
        for key in redis.scan_iter(IN_PROGRESS, count=1000):
            redis.delete(key)
