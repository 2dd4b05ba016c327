"""How the database is reached, and ids that sort by time."""

import asyncio
import time
from typing import Any

import pytest
from tortoise.backends.asyncpg.client import AsyncpgDBClient

from app.database.connection import CONNECTION, tortoise_config
from app.database.ids import uuid7

SSL_REQUEST = bytes.fromhex("0000000804d2162f")


async def ask(url: str, question: str) -> dict[str, Any]:
    """What a pool of the product's settings hears from the server at this address."""
    credentials = tortoise_config(url, pool_size=1)["connections"][CONNECTION]["credentials"]
    client = AsyncpgDBClient(connection_name=CONNECTION, **credentials)
    await client.create_connection(with_db=True)
    try:
        answer: dict[str, Any] = (await client.execute_query_dict(question))[0]
    finally:
        await client.close()
    return answer


class TestAddress:
    @pytest.mark.parametrize("more", ["", "&sslmode=disable", "&sslmode=prefer"])
    async def test_may_say_how_the_line_is_secured(self, migrated: str, more: str) -> None:
        asked = "SELECT current_database() AS database, current_setting('timezone') AS timezone"
        name = migrated.partition("?")[0].rpartition("/")[2]
        assert await ask(migrated + more, asked) == {"database": name, "timezone": "UTC"}

    def test_is_in_nothing_that_could_be_logged(self) -> None:
        assert "open-sesame" not in repr(tortoise_config("postgres://product:open-sesame@db.example/product", 1))

    async def test_that_wants_a_secure_line_says_nothing_in_the_clear(self) -> None:
        told = asyncio.get_running_loop().create_future()

        async def refuse_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            request = await reader.readexactly(8)
            writer.write(b"N")
            told.set_result(request + await reader.read())
            writer.close()

        server = await asyncio.start_server(refuse_tls, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            with pytest.raises(ConnectionError):
                await ask(f"postgres://product:secret@127.0.0.1:{port}/product?sslmode=require", "SELECT 1")
            assert await asyncio.wait_for(told, 10) == SSL_REQUEST


class TestUuid7:
    def test_sorts_in_the_order_of_making_within_a_millisecond(self) -> None:
        made = [uuid7() for _ in range(10_000)]
        assert made == sorted(made)
        assert len(set(made)) == len(made)

    def test_carries_the_time_in_milliseconds(self) -> None:
        before = time.time_ns() // 1_000_000
        assert before <= uuid7().int >> 80 <= time.time_ns() // 1_000_000 + 1
        assert uuid7().version == 7

    def test_goes_on_upwards_where_the_clock_was_set_back(self) -> None:
        earlier = uuid7()
        assert uuid7(clock=lambda: 0) > earlier
