"""PostgreSQL runs and lets nobody in: the password has been changed, or the database is being moved."""

import asyncio
from urllib.parse import urlsplit

import asyncpg
import httpx2

from tests.failures.conftest import Servers
from tests.support.product_processes import web_process
from tests.support.waiting import PATIENCE_SECONDS

SIGN_IN = {"query": 'mutation { signIn(input: {email: "ada@acme.example", password: "not hers"}) { errors { code } } }'}
CLOSE_OUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"


async def test_everybody_is_told_to_come_back_until_it_lets_us_in_again(migrated_servers: Servers) -> None:
    url = urlsplit(migrated_servers.environment["DATABASE_URL"])
    database = url.path.lstrip("/")
    operator = await asyncpg.connect(url._replace(path="/postgres").geturl())
    try:
        with web_process(migrated_servers.environment) as address:
            async with httpx2.AsyncClient(base_url=address, timeout=PATIENCE_SECONDS) as client:
                await operator.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false")
                await operator.execute(CLOSE_OUT, database)
                for _ in range(2):  # the first may meet a connection that has just ended
                    answer = await client.post("/graphql", json=SIGN_IN)
                    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
                    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
                download = await client.get(
                    f"/bulk-invites/{'0' * 32}/problems.csv", headers={"authorization": "Bearer x"}
                )
                assert download.status_code == 503
                assert (await client.get("/health")).status_code == 503
                await operator.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")
                async with asyncio.timeout(PATIENCE_SECONDS):
                    while (await client.get("/health")).status_code != 200:  # noqa: ASYNC110 - nobody tells when it is
                        await asyncio.sleep(0.05)
                assert (await client.post("/graphql", json=SIGN_IN)).status_code == 200
    finally:
        await operator.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")
        await operator.close()
