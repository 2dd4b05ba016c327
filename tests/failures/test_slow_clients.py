"""Clients that leave a request unfinished, or open more connections than anybody needs."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from urllib.parse import urlsplit

import httpx2
import pytest

from app.web.connection_gate import ConnectionGate
from tests.support.product_processes import web_process
from tests.support.tcp import tcp_connection
from tests.support.waiting import PATIENCE_SECONDS

LIMITS = {"HEADER_SECONDS": "0.5", "BODY_STALL_SECONDS": "0.5", "CONNECTIONS_PER_NETWORK": "20"}
BODY = b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 10000\r\n\r\n{"


@pytest.fixture(scope="module")
def web(environment: Mapping[str, str], migrated: str) -> Iterator[str]:
    with web_process({**environment, **LIMITS}) as address:
        yield address


def connection(web: str) -> AbstractAsyncContextManager[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    parts = urlsplit(web)
    assert parts.hostname
    assert parts.port
    return tcp_connection(parts.hostname, parts.port)


async def ended(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(PATIENCE_SECONDS):
        return await reader.read()


class TestUnfinished:
    @pytest.mark.parametrize("sent", [b"", b"\r\n", b"GET / HTTP/1.1\r\nhost: a\r\nx-half: "])
    async def test_headers_are_cut(self, web: str, sent: bytes) -> None:
        async with connection(web) as (reader, writer):
            writer.write(sent)
            assert (await ended(reader)).startswith(b"HTTP/1.1 408 ")

    async def test_headers_after_a_finished_request_are_cut(self, web: str) -> None:
        async with connection(web) as (reader, writer):
            writer.write(b"GET /health HTTP/1.1\r\nhost: a\r\n\r\nGET")
            assert (await ended(reader)).startswith(b"HTTP/1.1 200 ")

    @pytest.mark.parametrize("pause", [0.02])
    async def test_a_body_that_trickles_is_cut(self, web: str, pause: float) -> None:
        async with connection(web) as (reader, writer):
            writer.write(BODY)

            async def trickle() -> None:
                while not writer.is_closing():
                    writer.write(b" ")
                    await asyncio.sleep(pause)

            trickling = asyncio.create_task(trickle())
            answer = await ended(reader)
            trickling.cancel()
        assert answer.startswith(b"HTTP/1.1 408 ")

    async def test_a_body_that_comes_steadily_is_read(self, web: str) -> None:
        text = b'{"query": "{ __typename }"' + b" " * 4000 + b"}"
        head = f"POST /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {len(text)}\r\n"
        async with connection(web) as (reader, writer):
            writer.write(head.encode() + b"content-type: application/json\r\n\r\n")
            began = time.monotonic()
            for start in range(0, len(text), 500):
                writer.write(text[start : start + 500])
                await asyncio.sleep(0.1)
            assert time.monotonic() - began > float(LIMITS["BODY_STALL_SECONDS"])
            assert b'"__typename":"Query"' in await ended(reader)


async def test_too_many_connections_of_one_address_are_refused_and_the_process_goes_on(web: str) -> None:
    async with AsyncExitStack() as opened:
        readers = [(await opened.enter_async_context(connection(web)))[0] for _ in range(30)]
        heads = await asyncio.gather(*(ended(reader) for reader in readers))
    assert sum(head.startswith(b"HTTP/1.1 503 ") for head in heads) == 10
    async with httpx2.AsyncClient(base_url=web) as client:
        assert (await client.get("/health")).status_code == 200


class TestGate:
    def test_a_proxy_opens_as_many_as_the_process_has_room_for(self) -> None:
        gate = ConnectionGate(2, 100, ("192.0.2.0/24",))
        assert all(gate.admits(object(), "192.0.2.7", number) for number in range(50))

    def test_one_network_gets_half_of_the_process_at_most(self) -> None:
        gate = ConnectionGate(1000, 10)
        assert [gate.admits(number, "192.0.2.7", number) for number in range(6)] == [True] * 5 + [False]
        gate.leave(0)
        assert gate.admits("next", "192.0.2.7", 5)

    def test_where_descriptors_run_short_all_are_refused_with_a_word_in_the_log(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        gate = ConnectionGate(1000, 10)
        assert not gate.admits("one", "192.0.2.7", 11)
        assert not gate.admits("two", None, 11)
        assert [each.message for each in caplog.records][:1] == ["connections_refused"]
