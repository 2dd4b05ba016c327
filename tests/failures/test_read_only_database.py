"""PostgreSQL answers and takes no writes, as a standby does, or a server that somebody has set so."""

from urllib.parse import urlsplit

import asyncpg
import httpx2

from tests.failures.conftest import Servers
from tests.support.product_processes import web_process
from tests.support.waiting import PATIENCE_SECONDS, until

CLOSE_OUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"


async def test_a_web_process_lives_and_is_not_ready_until_it_can_write_again(migrated_servers: Servers) -> None:
    url = urlsplit(migrated_servers.environment["DATABASE_URL"])
    database = url.path.lstrip("/")
    administrator = await asyncpg.connect(url._replace(path="/postgres").geturl())
    try:
        with web_process(migrated_servers.environment) as address:
            async with httpx2.AsyncClient(base_url=address, timeout=PATIENCE_SECONDS) as client:

                async def says(path: str) -> tuple[int, str]:
                    answer = await client.get(path)
                    return answer.status_code, answer.json()["status"]

                async def is_ready() -> bool:
                    return await says("/health/ready") == (200, "ready")

                assert await is_ready()
                await administrator.execute(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
                await administrator.execute(CLOSE_OUT, database)
                for path in ("/health/ready", "/health"):
                    assert await says(path) == (503, "database is read-only")
                assert await says("/health/live") == (200, "alive")
                await administrator.execute(f"ALTER DATABASE {database} RESET default_transaction_read_only")
                await administrator.execute(CLOSE_OUT, database)
                await until(is_ready)
    finally:
        await administrator.execute(f"ALTER DATABASE {database} RESET default_transaction_read_only")
        await administrator.close()
