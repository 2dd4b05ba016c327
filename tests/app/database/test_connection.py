"""Connecting to the database that an address names."""

import asyncio
from typing import Any
from urllib.parse import quote

import pytest

from app.database.asyncpg_client import Client
from app.database.connection import CONNECTION, describe_database, tortoise_config
from app.database.outages import DatabaseUnavailable
from app.settings.addresses import check_database_url
from devserver.postgres import Postgres
from tests.support.tcp import tcp_server
from tests.support.waiting import PATIENCE_SECONDS

SSL_REQUEST = bytes.fromhex("0000000804d2162f")


async def query(url: str, statement: str) -> dict[str, Any]:
    """Returns the first row, over a pool with the product's configuration."""
    credentials = tortoise_config(url, pool_size=1)["connections"][CONNECTION]["credentials"]
    client = Client(connection_name=CONNECTION, **credentials)
    await client.create_connection(with_db=True)
    try:
        row: dict[str, Any] = (await client.execute_query_dict(statement))[0]
    finally:
        await client.close()
    return row


class TestAddress:
    @pytest.mark.parametrize("more", ["", "&sslmode=disable", "&sslmode=prefer"])
    async def test_may_set_sslmode(self, migrated: str, more: str) -> None:
        statement = "SELECT current_database() AS database, current_setting('timezone') AS timezone"
        name = migrated.partition("?")[0].rpartition("/")[2]
        assert await query(migrated + more, statement) == {"database": name, "timezone": "UTC"}

    async def test_may_name_several_servers_of_which_the_first_that_can_write_is_used(
        self, migrated: str, postgres_server: Postgres
    ) -> None:
        name = migrated.partition("?")[0].rpartition("/")[2]
        hosts = ",".join(quote(str(each), safe="") + ":5432" for each in ("/nowhere", postgres_server.sockets))
        url = f"postgres://senturo@{hosts}/{name}?target_session_attrs=read-write"
        check_database_url(url)
        assert await query(url, "SELECT pg_is_in_recovery() AS standby") == {"standby": False}

    def test_is_described_without_user_and_password(self) -> None:
        url = "postgres://me:sesame@h1:5432,h2:5432/product?target_session_attrs=read-write"
        assert describe_database(url) == "product at h1, h2"

    def test_is_not_in_the_configuration_that_could_be_logged(self) -> None:
        assert "open-sesame" not in repr(tortoise_config("postgres://product:open-sesame@db.example/product", 1))

    async def test_that_requires_tls_sends_no_password_in_the_clear(self) -> None:
        received = asyncio.get_running_loop().create_future()

        async def refuse_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            request = await reader.readexactly(8)
            writer.write(b"N")
            received.set_result(request + await reader.read())

        async with tcp_server(refuse_tls) as port:
            with pytest.raises(DatabaseUnavailable):
                await query(f"postgres://product:secret@127.0.0.1:{port}/product?sslmode=require", "SELECT 1")
            assert await asyncio.wait_for(received, PATIENCE_SECONDS) == SSL_REQUEST
