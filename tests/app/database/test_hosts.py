"""Several hosts in one address: the one that hangs costs one wait."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest

from app.database.hosts import Hosts, split_hosts
from app.database.outages import ServerRefusalError, is_outage
from tests.support.tcp import tcp_server

CONNECT_SECONDS = 5.0


@dataclass
class FrozenHost:
    port: int = 0
    connection_count: int = 0


@asynccontextmanager
async def frozen_host() -> AsyncIterator[FrozenHost]:
    """Takes connections and says nothing."""
    host = FrozenHost()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host.connection_count += 1
        while await reader.read(4096):
            pass

    async with tcp_server(wait) as host.port:
        yield host


@asynccontextmanager
async def host_of(url: str) -> AsyncIterator[int]:
    """The PostgreSQL of `url`, which has a socket, over TCP. Yields its port."""
    options = parse_qs(urlsplit(url).query)
    path = f"{options['host'][0]}/.s.PGSQL.{options['port'][0]}"

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(4096):
            writer.write(data)
        writer.close()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_unix_connection(path)
        try:
            await asyncio.gather(pump(reader, there_writer), pump(there_reader, writer), return_exceptions=True)
        finally:
            there_writer.close()

    async with tcp_server(forward) as port:
        yield port


async def test_one_that_hangs_is_left_for_the_next_and_tried_last_from_then_on(migrated: str) -> None:
    parts = urlsplit(migrated)
    async with frozen_host() as frozen, host_of(migrated) as promoted:
        url = f"postgres://{parts.username}@127.0.0.1:{frozen.port},127.0.0.1:{promoted}{parts.path}"
        hosts = Hosts(f"{url}?target_session_attrs=read-write&sslmode=disable", CONNECT_SECONDS)
        first = await hosts.connect()
        assert frozen.connection_count == 1
        second = await Hosts(f"{url}?target_session_attrs=read-write&sslmode=disable", CONNECT_SECONDS).connect()
        assert await second.fetchval("SELECT current_database()") == parts.path.lstrip("/")
        for connection in (first, second):
            await connection.close()
        assert frozen.connection_count == 1


async def test_hosts_that_are_named_as_an_option_have_their_time_each(migrated: str) -> None:
    parts = urlsplit(migrated)
    options = parse_qs(parts.query)
    async with frozen_host() as frozen:
        url = f"postgres://{parts.username}@{parts.path}?host=127.0.0.1,{options['host'][0]}"
        hosts = Hosts(f"{url}&port={frozen.port},{options['port'][0]}&sslmode=disable", CONNECT_SECONDS)
        connection = await hosts.connect()
        await connection.close()


@pytest.mark.parametrize(
    ("user", "database", "reason"),
    [(None, "nowhere", "InvalidCatalogNameError"), ("nobody", None, "InvalidAuthorizationSpecificationError")],
)
async def test_a_server_that_lets_nobody_in_is_away(
    migrated: str, user: str | None, database: str | None, reason: str
) -> None:
    parts = urlsplit(migrated)
    url = f"postgres://{user or parts.username}@/{database or parts.path[1:]}?{parts.query}"
    with pytest.raises(ServerRefusalError, match=reason) as refused:
        await Hosts(url, CONNECT_SECONDS).connect()
    assert is_outage(refused.value)


async def test_whoever_gives_up_waiting_spares_the_next_the_same_host(migrated: str) -> None:
    parts = urlsplit(migrated)
    async with frozen_host() as frozen, host_of(migrated) as promoted:
        url = f"postgres://{parts.username}@127.0.0.1:{frozen.port},127.0.0.1:{promoted}{parts.path}"
        hosts = Hosts(f"{url}?sslmode=disable", connect_seconds=60.0)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(hosts.connect(), 0.2)
        connection = await asyncio.wait_for(hosts.connect(), 30)
        await connection.close()


@pytest.mark.parametrize(
    ("url", "each"),
    [
        ("postgres://u:p@h1:1,h2:2/db?a=b", ["postgres://u:p@h1:1/db?a=b", "postgres://u:p@h2:2/db?a=b"]),
        ("postgres://[::1]:1,h2/db", ["postgres://[::1]:1/db", "postgres://h2/db"]),
        ("postgres://u@/db?host=run", ["postgres://u@/db?host=run"]),
        ("postgres://u@/db?host=h1,h2&a=b", ["postgres://u@/db?host=h1&a=b", "postgres://u@/db?host=h2&a=b"]),
        ("postgres://u@/db?port=1&host=h1,h2", ["postgres://u@/db?host=h1&port=1", "postgres://u@/db?host=h2&port=1"]),
        (
            "postgres://u@/db?host=/run,h2&port=1,2",
            ["postgres://u@/db?host=%2Frun&port=1", "postgres://u@/db?host=h2&port=2"],
        ),
        ("postgres:///db", ["postgres:///db"]),
    ],
)
def test_each_host_has_an_address_with_all_else_as_it_was(url: str, each: list[str]) -> None:
    assert split_hosts(url) == each
