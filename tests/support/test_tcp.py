"""Servers and connections of tests leave nothing open, whatever happens to those who use them."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from devserver.ports import HOST
from tests.support.tcp import tcp_connection, tcp_server
from tests.support.waiting import PATIENCE_SECONDS


async def read_all(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(PATIENCE_SECONDS):
        return await reader.read()


async def test_a_connection_that_comes_as_the_block_ends_is_closed() -> None:
    async def wait(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with AsyncExitStack() as client:
        async with tcp_server(wait) as port:
            reader, _ = await client.enter_async_context(tcp_connection(HOST, port))
        assert await read_all(reader) == b""


async def test_what_is_cancelled_while_it_ends_a_connection_closes_it_nevertheless() -> None:
    inner: list[asyncio.StreamWriter] = []
    is_ending = asyncio.Event()

    async def wait(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with tcp_server(wait) as behind:

        async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            async with tcp_connection(HOST, behind) as (_, there):
                inner.append(there)
                try:
                    await reader.readexactly(1)
                finally:
                    is_ending.set()
                    await asyncio.Event().wait()

        async with tcp_server(forward) as port, tcp_connection(HOST, port) as (_, writer):
            writer.write(b"x")
            await asyncio.wait_for(is_ending.wait(), PATIENCE_SECONDS)
        assert [each.is_closing() for each in inner] == [True]


async def test_a_peer_that_leaves_is_no_error() -> None:
    async def read_two(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readexactly(2)

    async with tcp_server(read_two) as port:
        async with tcp_connection(HOST, port) as (_, writer):
            writer.write(b"x")
        async with tcp_connection(HOST, port) as (reader, writer):
            writer.write(b"ok")
            assert await read_all(reader) == b""


async def test_what_handling_raises_is_told_when_the_block_ends() -> None:
    async def refuse(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        raise ValueError(await reader.read())

    async def talk() -> None:
        async with tcp_server(refuse) as port, tcp_connection(HOST, port) as (reader, writer):
            writer.write_eof()
            await read_all(reader)

    with pytest.raises(BaseExceptionGroup) as caught:
        await talk()
    assert caught.group_contains(ValueError)
