"""The database, Redis and mailbox of `./dev up`, each unless the operator named a server of their own."""

import os
from pathlib import Path

from redis import Redis

from devserver.mailbox import mail_server
from devserver.postgres import Postgres
from devserver.return_queue import return_queue
from devserver.supervisor import Supervisor
from devserver.terminal_output import write_lines
from devserver.valkey import Valkey

BOUNCE_ADDRESS = "bounces@returns.example"
IN_PROGRESS = "arq:in-progress:*"


async def start_embedded_servers(supervisor: Supervisor, data: Path, sockets: Path) -> dict[str, str]:
    """Starts them and returns the environment variables with their addresses. Raises StartError."""
    return {
        **await _start_postgres(supervisor, data, sockets),
        **await _start_valkey(supervisor, data, sockets),
        **await _start_mailbox(supervisor, data, sockets.with_name("bounces")),
    }


async def _start_postgres(supervisor: Supervisor, data: Path, sockets: Path) -> dict[str, str]:
    if _is_given("DATABASE_URL", "PostgreSQL"):
        return {}
    postgres = Postgres(data / "postgres", sockets)
    postgres.prepare()
    await supervisor.start(postgres.program())
    return {"DATABASE_URL": postgres.dsn()}


async def _start_valkey(supervisor: Supervisor, data: Path, sockets: Path) -> dict[str, str]:
    if _is_given("REDIS_URL", "Valkey"):
        return {}
    valkey = Valkey(data / "valkey", sockets)
    valkey.prepare()
    await supervisor.start(valkey.program())
    _delete_in_progress_keys(valkey.url())
    return {"REDIS_URL": valkey.url()}


async def _start_mailbox(supervisor: Supervisor, data: Path, bounces: Path) -> dict[str, str]:
    """What comes back from it goes to the socket `bounces`, unless the operator takes bounces elsewhere."""
    if _is_given("SMTP_URL", "mailbox"):
        return {}
    folder = data / "mailbox"
    listen = os.environ.get("BOUNCE_LMTP_LISTEN") or f"unix:{bounces}"
    returns = await supervisor.exits.enter_async_context(return_queue(listen))
    return {
        "SMTP_URL": await supervisor.exits.enter_async_context(mail_server(folder, returns)),
        "MAILBOX_DIR": str(folder),
        "BOUNCE_ADDRESS": os.environ.get("BOUNCE_ADDRESS") or BOUNCE_ADDRESS,
        "BOUNCE_LMTP_LISTEN": listen,
    }


def _is_given(variable: str, embedded: str) -> bool:
    if not os.environ.get(variable):
        return False
    write_lines("dev", f"{variable} is set: that server is used, and the embedded {embedded} stays off")
    return True


def _delete_in_progress_keys(url: str) -> None:
    """No worker runs yet, so killed ones left these keys. They keep jobs from running until they expire, in minutes."""
    with Redis.from_url(url) as redis:
        for key in redis.scan_iter(IN_PROGRESS, count=1000):
            redis.delete(key)
